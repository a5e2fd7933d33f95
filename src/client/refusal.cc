#include "client/refusal.h"

#include <fmt/format.h>

#include "client/fields.h"

namespace imprint::client {
namespace {

Exit ExitOf(int status) {
  switch (status) {
    case 401:
    case 403:
      return Exit::kRefused;
    case 404:
      return Exit::kNotFound;
    case 409:
      return Exit::kUndecided;
    case 429:
    case 502:
    case 503:
    case 504:
      return Exit::kUnreachable;
    default:
      return Exit::kFailed;
  }
}

// ["body","tools",0,"name"] as body.tools[0].name.
std::string PathOf(json::Value location) {
  std::string path;
  location.ForEachItem([&](json::Value step) {
    if (step.is_string()) {
      path += (path.empty() ? "" : ".") + step.string();
    } else {
      path += fmt::format("[{}]", step.token());
    }
  });
  return path;
}

// {"problems": [{"message", "field"}]} and {"errors": [...]}.
void AddList(json::Value list, std::vector<Said>& said) {
  list.ForEachItem([&](json::Value item) {
    const std::string message = TextOf(item["message"]);
    if (!message.empty()) said.push_back({message, TextOf(item["field"])});
  });
}

// {"detail": "..."} and {"detail": [{"msg", "loc": [...]}]}.
void AddDetail(json::Value detail, std::vector<Said>& said) {
  if (!detail.valid()) return;
  if (detail.is_string()) said.push_back({detail.string(), {}});
  detail.ForEachItem([&](json::Value item) {
    const std::string message = TextOf(item["msg"]);
    if (!message.empty()) said.push_back({message, PathOf(item["loc"])});
  });
}

std::string CodeOf(json::Value root) {
  const std::string code = TextOf(root["code"]);
  if (!code.empty()) return code;
  const auto errors = root["errors"].items();
  return errors.empty() ? std::string() : TextOf(errors.front()["code"]);
}

}  // namespace

tl::unexpected<Refusal> Refuse(const Error& error) {
  Refusal refusal;
  switch (error.code()) {
    case ErrorCode::kOutboundFailed:
    case ErrorCode::kOutboundTimeout:
    case ErrorCode::kOutboundRefused:
      refusal.exit = Exit::kUnreachable;
      break;
    default:
      break;
  }
  for (const Problem& problem : error.problems) {
    refusal.said.push_back({problem.message, problem.field});
  }
  return tl::unexpected<Refusal>(std::move(refusal));
}

Refusal RefusalOf(int status, std::string_view body) {
  Refusal refusal;
  refusal.exit = ExitOf(status);
  auto document = json::Document::Parse(body, kAnswerDepth);
  if (document) {
    refusal.answer = std::make_shared<const json::Document>(std::move(*document));
    const json::Value root = refusal.answer->root();
    refusal.code = CodeOf(root);
    // A plan that has problems: what is missing can be said.
    if (root["plan"].valid()) refusal.exit = Exit::kUndecided;
    AddList(root["problems"], refusal.said);
    if (refusal.said.empty()) AddList(root["errors"], refusal.said);
    if (refusal.said.empty()) AddDetail(root["detail"], refusal.said);
    const std::string message = TextOf(root["message"]);
    if (refusal.said.empty() && !message.empty()) refusal.said.push_back({message, {}});
  }
  if (refusal.said.empty()) {
    refusal.said.push_back({fmt::format("The server answered with status {}.", status), {}});
  }
  return refusal;
}

}  // namespace imprint::client

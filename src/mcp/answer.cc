#include "mcp/answer.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace imprint::mcp {
namespace {

// Deep enough for anything a server adds around and beside the schemas, whose own depth is
// checked later, and shallow enough for the parser.
constexpr std::size_t kMessageDepth = 512;

std::string MediaType(std::string_view content_type) {
  content_type = content_type.substr(0, content_type.find(';'));
  while (content_type.ends_with(' ') || content_type.ends_with('\t')) content_type.remove_suffix(1);
  std::string type(content_type);
  std::transform(type.begin(), type.end(), type.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c | 0x20) : c; });
  return type;
}

bool IsId(json::Value value, std::int64_t id) {
  const bool is_number = value.type() == json::Type::kNumber;
  return (is_number || value.is_string()) && value.raw() == std::to_string(id);
}

// The place of `result` or `error` when `message` answers the request `id`.
std::optional<json::Value> Outcome(json::Value message, std::int64_t id, bool& is_error) {
  if (!message.is_object() || message["method"].valid()) return std::nullopt;
  const json::Value request = message["id"];
  const json::Value error = message["error"];
  const bool unnamed = !request.valid() || request.type() == json::Type::kNull;
  if (unnamed ? !error.valid() : !IsId(request, id)) return std::nullopt;
  is_error = error.valid();
  const json::Value outcome = is_error ? error : message["result"];
  return outcome.valid() ? std::optional(outcome) : std::nullopt;
}

// The answer to the request `id` in one JSON text, if it is there.
Result<std::optional<Answer>> FindAnswer(std::string_view text, std::int64_t id) {
  auto document = json::Document::Parse(text, kMessageDepth);
  if (!document) {
    return Fail(
        Error(ErrorCode::kOutboundFailed, "The MCP server sent a message that is not valid JSON.")
            .WithDetail(document.error().message()));
  }
  const json::Value root = document->root();
  bool is_error = false;
  std::optional<json::Value> outcome = Outcome(root, id, is_error);
  if (root.is_array()) {
    root.ForEachItem([&](json::Value message) {
      if (!outcome) outcome = Outcome(message, id, is_error);
    });
  }
  if (!outcome) return std::nullopt;
  const std::uint32_t index = outcome->index();
  return Answer{std::move(*document), index, is_error};
}

// MCP's messages are events of the default type, and an empty one only carries an id.
bool IsMessage(const SseEvent& event) {
  return event.type == "message" && !event.data.empty();
}

Result<std::optional<Answer>> FindAnswerInEvents(std::string_view body, std::int64_t id) {
  for (const SseEvent& event : SseParser().Feed(body)) {
    if (!IsMessage(event)) continue;
    auto answer = FindAnswer(event.data, id);
    if (!answer || *answer) return answer;
  }
  return std::nullopt;
}

}  // namespace

Result<Answer> ReadAnswer(std::string_view content_type, std::string_view body, std::int64_t id) {
  const std::string type = MediaType(content_type);
  const bool is_stream = type == "text/event-stream";
  if (!is_stream && type != "application/json") {
    return Fail(ErrorCode::kOutboundFailed,
                fmt::format("The MCP server answered with {} instead of application/json or "
                            "text/event-stream. Is this the address of its MCP endpoint?",
                            type.empty() ? "no content type" : type));
  }
  auto answer = is_stream ? FindAnswerInEvents(body, id) : FindAnswer(body, id);
  if (!answer) return Fail(std::move(answer.error()));
  if (!*answer) {
    return Fail(ErrorCode::kOutboundFailed,
                is_stream ? "The MCP server's event stream ended before the answer."
                          : "The MCP server's answer is not a JSON-RPC answer to the request.");
  }
  return std::move(**answer);
}

bool AnswerWatch::IsComplete(std::string_view received) {
  const std::vector<SseEvent> events =
      parser_.Feed(received.substr(std::min(seen_, received.size())));
  seen_ = received.size();
  return std::any_of(events.begin(), events.end(), [this](const SseEvent& event) {
    if (!IsMessage(event)) return false;
    const auto answer = FindAnswer(event.data, id_);
    return !answer || answer->has_value();
  });
}

}  // namespace imprint::mcp

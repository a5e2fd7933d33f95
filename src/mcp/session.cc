#include "mcp/session.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

#include "base/json/writer.h"
#include "mcp/headers.h"

namespace imprint::mcp {
namespace {

using std::chrono::milliseconds;

// The revisions whose initialize and tools/list are understood here, the newest first. Streamable
// HTTP came after the oldest of them, but servers that speak it name that one all the same.
constexpr std::array<std::string_view, 4> kProtocolVersions = {"2025-11-25", "2025-06-18",
                                                               "2025-03-26", "2024-11-05"};
constexpr std::size_t kLongestId = 1024;
constexpr milliseconds kCloseTimeout{2000};

bool IsSessionId(std::string_view id) {
  return !id.empty() && id.size() <= kLongestId &&
         std::all_of(id.begin(), id.end(), [](char c) { return c >= 0x21 && c <= 0x7E; });
}

// A JSON-RPC message; a notification when there is no `id`.
std::string MessageOf(std::string_view method, std::string_view params,
                      std::optional<std::int64_t> id) {
  std::string message;
  json::Writer writer(message);
  writer.BeginObject().Key("jsonrpc").String("2.0");
  if (id) writer.Key("id").Number(*id);
  writer.Key("method").String(method);
  if (!params.empty()) writer.Key("params").Raw(params);
  writer.EndObject();
  return message;
}

std::string InitializeParams() {
  std::string params;
  json::Writer writer(params);
  writer.BeginObject().Key("protocolVersion").String(kProtocolVersions.front());
  writer.Key("capabilities").BeginObject().EndObject();
  writer.Key("clientInfo").BeginObject().Key("name").String("imprint");
  writer.Key("version").String(IMPRINT_VERSION).EndObject().EndObject();
  return params;
}

std::string ErrorText(json::Value error) {
  return error.StringMember("message").value_or("no message");
}

}  // namespace

Error RefusalOf(std::string_view method, const Answer& answer) {
  const json::Value code = answer.value()["code"];
  const bool has_code = code.valid() && code.type() == json::Type::kNumber;
  return Error(
      ErrorCode::kOutboundFailed,
      fmt::format("The MCP server answered {} with an error{}: {}", method,
                  has_code ? fmt::format(" ({})", code.raw()) : "", ErrorText(answer.value())));
}

Status Session::Open() {
  if (auto done = Initialize(); !done) return done;
  OutboundRequest request = NewRequest("POST");
  request.body = MessageOf("notifications/initialized", "", std::nullopt);
  // Nothing in the answer to a notification matters.
  request.enough = [](std::string_view) { return true; };
  auto response = Exchange("notifications/initialized", std::move(request));
  if (!response) return Fail(std::move(response.error()));
  return {};
}

Status Session::Initialize() {
  auto answer = Call("initialize", InitializeParams());
  if (!answer) return Fail(std::move(answer.error()));
  if (answer->is_error) return Fail(RefusalOf("initialize", *answer));
  const std::string version = answer->value().StringMember("protocolVersion").value_or("");
  if (std::find(kProtocolVersions.begin(), kProtocolVersions.end(), version) ==
      kProtocolVersions.end()) {
    return Fail(ErrorCode::kOutboundFailed,
                fmt::format("The MCP server speaks the protocol version '{}', which is not known "
                            "here; the newest known one is {}.",
                            version, kProtocolVersions.front()));
  }
  protocol_version_ = version;
  offers_tools_ = answer->value().At("capabilities.tools").valid();
  return {};
}

Result<Answer> Session::Call(std::string_view method, std::string_view params) {
  const std::int64_t id = ++last_request_;
  OutboundRequest request = NewRequest("POST");
  request.body = MessageOf(method, params, id);
  AnswerWatch watch(id);
  request.enough = [&watch](std::string_view received) { return watch.IsComplete(received); };
  auto response = Exchange(method, std::move(request));
  if (!response) return Fail(std::move(response.error()));
  const std::string* type = response->Header("content-type");
  return ReadAnswer(type ? *type : "", response->body, id);
}

void Session::Close() {
  if (id_.empty() || is_lost_) return;
  OutboundRequest request = NewRequest("DELETE");
  request.timeout = kCloseTimeout;
  static_cast<void>(Send(std::move(request)));
}

OutboundRequest Session::NewRequest(std::string_view http_method) const {
  OutboundRequest request;
  request.method = http_method;
  request.url = server_.url;
  request.headers = HeadersFor(server_);
  request.timeout = limits_.request_timeout;
  request.max_response_bytes = limits_.answer_bytes;
  request.max_redirects = 0;
  if (http_method == "POST") request.headers.emplace_back("Content-Type", "application/json");
  if (!id_.empty()) request.headers.emplace_back("Mcp-Session-Id", id_);
  if (!protocol_version_.empty()) {
    request.headers.emplace_back("MCP-Protocol-Version", protocol_version_);
  }
  return request;
}

Result<OutboundResponse> Session::Send(OutboundRequest request) {
  const auto left =
      std::chrono::duration_cast<milliseconds>(deadline_ - std::chrono::steady_clock::now());
  if (left <= milliseconds::zero()) {
    return Fail(ErrorCode::kOutboundTimeout,
                "The MCP server took too long to list all of its tools.");
  }
  request.timeout = std::min(request.timeout, left);
  return client_.Send(request);
}

Result<OutboundResponse> Session::Exchange(std::string_view method, OutboundRequest request) {
  auto response = Send(std::move(request));
  if (!response) return response;
  const int status = response->status;
  if (status == 404 && !id_.empty()) is_lost_ = true;
  if (status < 200 || status > 299) return Fail(RejectionOf(method, *response));
  // The id comes with the answer to initialize, the one request that is sent without a version.
  if (protocol_version_.empty()) {
    if (auto taken = TakeId(*response); !taken) return Fail(std::move(taken.error()));
  }
  return response;
}

Error Session::RejectionOf(std::string_view method, const OutboundResponse& response) const {
  const int status = response.status;
  if (status == 401 || status == 403) {
    return Error(
        ErrorCode::kOutboundUnauthorized,
        fmt::format("The MCP server does not accept the credentials: it answered {}.", status));
  }
  if (status >= 300 && status < 400) {
    return Error(ErrorCode::kOutboundFailed,
                 fmt::format("The MCP server answered {} with a redirect, which is not followed; "
                             "use the address that it leads to.",
                             status));
  }
  const std::string* type = response.Header("content-type");
  const auto answer = ReadAnswer(type ? *type : "", response.body, last_request_);
  const std::string text =
      answer && answer->is_error ? ": " + ErrorText(answer->value()) : std::string(".");
  return Error(ErrorCode::kOutboundFailed,
               fmt::format("The MCP server answered {} to {}{}", status, method, text));
}

Status Session::TakeId(const OutboundResponse& response) {
  const std::string* id = response.Header("mcp-session-id");
  if (!id) return {};
  if (!IsSessionId(*id)) {
    return Fail(ErrorCode::kOutboundFailed,
                "The MCP server gave a session id that is not short visible ASCII.");
  }
  id_ = *id;
  return {};
}

}  // namespace imprint::mcp

#include "mcp/headers.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <string_view>

namespace imprint::mcp {
namespace {

// Set by the transport or by the HTTP client. A Host of the user's choice could get past a check
// of addresses by name.
constexpr std::array<std::string_view, 11> kReserved = {
    "accept", "connection",     "content-length",       "content-type",  "expect",
    "host",   "mcp-session-id", "mcp-protocol-version", "last-event-id", "transfer-encoding",
    "upgrade"};

std::string LowerCase(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c | 0x20) : c; });
  return text;
}

bool IsHeaderName(std::string_view name) {
  constexpr std::string_view kAllowed =
      "!#$%&'*+-.^_`|~0123456789"
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
  return !name.empty() && name.find_first_not_of(kAllowed) == std::string_view::npos;
}

bool IsHeaderValue(std::string_view value) {
  return std::none_of(value.begin(), value.end(), [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return (byte < 0x20 && byte != '\t') || byte == 0x7F;
  });
}

bool IsReserved(const std::string& name) {
  return std::find(kReserved.begin(), kReserved.end(), name) != kReserved.end();
}

}  // namespace

Status CheckHeaders(const McpServer& server) {
  if (!IsHeaderValue(server.bearer_key)) {
    return Fail(ErrorCode::kInvalidField,
                "The MCP server's key has a character that cannot be sent.");
  }
  for (std::size_t i = 0; i < server.headers.size(); ++i) {
    const auto& [name, value] = server.headers[i];
    if (IsHeaderName(name) && IsHeaderValue(value)) continue;
    return Fail(
        ErrorCode::kInvalidField,
        fmt::format("Header {} of the MCP server has a character that cannot be sent.", i + 1));
  }
  return {};
}

std::vector<std::pair<std::string, std::string>> HeadersFor(const McpServer& server) {
  std::vector<std::pair<std::string, std::string>> headers;
  for (const auto& header : server.headers) {
    const std::string name = LowerCase(header.first);
    const bool is_replaced = name == "authorization" && !server.bearer_key.empty();
    if (!IsReserved(name) && !is_replaced) headers.push_back(header);
  }
  if (!server.bearer_key.empty()) {
    headers.emplace_back("Authorization", "Bearer " + server.bearer_key);
  }
  headers.emplace_back("Accept", "application/json, text/event-stream");
  return headers;
}

}  // namespace imprint::mcp

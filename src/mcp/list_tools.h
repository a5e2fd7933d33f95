#pragma once

#include <chrono>
#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include "base/error.h"
#include "ports/http_client.h"

namespace imprint {

/// An MCP server that a user named, reached over Streamable HTTP.
struct McpServer {
  std::string url;
  std::string bearer_key;  // sent as "Authorization: Bearer ..."; none when empty
  /// Sent with every request, except those that the protocol itself sets, and Authorization when
  /// there is a key.
  std::vector<std::pair<std::string, std::string>> headers;
};

/// A tool as its server describes it.
struct McpTool {
  std::string name;
  std::string description;   // empty where the server gives none
  std::string input_schema;  // a JSON object; its tokens are the server's, without white space

  bool operator==(const McpTool&) const = default;
};

struct McpLimits {
  std::chrono::milliseconds request_timeout{10000};
  std::chrono::milliseconds deadline{30000};  // for everything
  std::size_t pages = 100;
  std::size_t tools = 5000;
  std::size_t answer_bytes = 4 * 1024 * 1024;
  std::size_t total_bytes = 32 * 1024 * 1024;  // of all tools
  std::size_t name_characters = 128;
  std::size_t description_characters = 10000;  // the rest is cut off
  std::size_t schema_bytes = 256 * 1024;
  std::size_t schema_depth = 100;
};

/// All tools of a server in its order; of several with one name the first. Opens a session, reads
/// every page and closes the session. Waits; safe from any thread as far as `client` is.
/// kOutboundUnauthorized when the server answers 401 or 403, kOutboundRefused as the client says,
/// kOutboundTimeout when a request or the whole takes too long, kInvalidField when the key or a
/// header cannot be sent, kOutboundFailed for all else: another protocol version, an error of the
/// server, an answer that is over a limit or makes no sense. One bad tool fails the whole, so that
/// no tool is lost unseen. Messages are one short printable line without the key, a header's
/// value, the session's id or the URL's query.
Result<std::vector<McpTool>> ListMcpTools(HttpClient& client, const McpServer& server,
                                          const McpLimits& limits);

}  // namespace imprint

#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "mcp/answer.h"
#include "mcp/list_tools.h"
#include "ports/http_client.h"

namespace imprint::mcp {

/// The failure that a JSON-RPC error in answer to `method` stands for.
Error RefusalOf(std::string_view method, const Answer& answer);

/// One session with an MCP server over Streamable HTTP. Not safe from several threads. Errors are
/// those of ListMcpTools, but their messages may hold the server's words, unchecked.
class Session {
 public:
  using Deadline = std::chrono::steady_clock::time_point;

  /// Everything referred to must outlive the session. Nothing is sent yet.
  Session(HttpClient& client, const McpServer& server, const McpLimits& limits, Deadline deadline)
      : client_(client), server_(server), limits_(limits), deadline_(deadline) {}

  /// Agrees on a protocol version and takes the session's id where the server gives one.
  Status Open();
  /// Sends a request; `params` is a JSON object or empty for none.
  Result<Answer> Call(std::string_view method, std::string_view params);
  /// Tells the server that the session is over, whatever it says to that.
  void Close();

  /// True when the server has answered that it no longer knows this session.
  bool is_lost() const { return is_lost_; }
  /// True when the server said that it has tools.
  bool offers_tools() const { return offers_tools_; }
  /// The session's id; empty where the server gave none.
  const std::string& id() const { return id_; }

 private:
  Status Initialize();
  Result<OutboundResponse> Exchange(std::string_view method, OutboundRequest request);
  Result<OutboundResponse> Send(OutboundRequest request);
  OutboundRequest NewRequest(std::string_view http_method) const;
  Error RejectionOf(std::string_view method, const OutboundResponse& response) const;
  Status TakeId(const OutboundResponse& response);

  HttpClient& client_;
  const McpServer& server_;
  const McpLimits& limits_;
  const Deadline deadline_;
  std::int64_t last_request_ = 0;
  std::string id_;
  std::string protocol_version_;
  bool is_lost_ = false;
  bool offers_tools_ = false;
};

}  // namespace imprint::mcp

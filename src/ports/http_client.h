#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/error.h"

namespace imprint {

/// A request to a server outside.
struct OutboundRequest {
  std::string method = "GET";
  std::string url;  // http or https
  std::vector<std::pair<std::string, std::string>> headers;
  std::string body;
  std::chrono::milliseconds timeout{10000};  // for the whole exchange, redirects included
  std::size_t max_response_bytes = 8 * 1024 * 1024;
  int max_redirects = 3;  // followed for GET only; body and credentials are sent to no other place
  /// Where it is set: asked each time more of the final answer's body has come, with the whole
  /// body so far, one call after another on any one thread. True ends the exchange as a success
  /// with that body, though the server may keep the stream open. It must be quick and not throw.
  std::function<bool(std::string_view received)> enough = {};
  /// Where it is set, the body in place of `body`, of `upload_bytes` bytes: copies up to `most` of
  /// them from the place `at` and gives how many, which is 0 at their end alone. Nothing says that
  /// they cannot be read, which ends the exchange as kOutboundFailed. It is called on the thread
  /// of Send, usually once for each piece in order, and must not throw.
  std::function<std::optional<std::size_t>(std::uint64_t at, char* to, std::size_t most)> upload =
      {};
  std::uint64_t upload_bytes = 0;
};

struct OutboundResponse {
  int status = 0;
  std::vector<std::pair<std::string, std::string>> headers;  // names in lower case
  std::string body;

  /// The first header of that lower-case name, or nullptr.
  const std::string* Header(std::string_view name) const {
    for (const auto& [key, value] : headers) {
      if (key == name) return &value;
    }
    return nullptr;
  }
};

/// Speaks HTTP to servers that a user names. Safe from any thread; waits for the answer.
class HttpClient {
 public:
  virtual ~HttpClient() = default;
  /// Any answer of the server, whatever its status, is a success. Otherwise kOutboundRefused when
  /// the address policy forbids the place (also after a redirect), kOutboundTimeout, kUnavailable
  /// when too many others are under way for it to be asked in time, and kOutboundFailed for all
  /// else (no such host, refused, broken, too large, not HTTP). Messages hold no header or body.
  virtual Result<OutboundResponse> Send(const OutboundRequest& request) = 0;
};

}  // namespace imprint

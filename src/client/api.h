#pragma once

#include <cstdint>
#include <functional>
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "client/refusal.h"
#include "ports/http_client.h"

namespace imprint::client {

/// A server, and who asks it.
struct Server {
  std::string url;    // without a slash at its end
  std::string token;  // may be empty
};

/// "/api/v1/templates/ID" of its parts, each percent-encoded.
std::string PathOf(std::initializer_list<std::string_view> parts);

/// One request to a server's API.
struct Request {
  std::string method = "GET";
  std::string path;
  std::vector<std::pair<std::string, std::string>> query = {};
  std::string body = {};  // JSON, where there is any
  std::vector<std::pair<std::string, std::string>> headers = {};
  std::string needs = {};  // a member that the answer must have to be Imprint's
};

/// A file to be sent.
struct FileBytes {
  std::uint64_t size = 0;
  /// As OutboundRequest::upload.
  std::function<std::optional<std::size_t>(std::uint64_t at, char* to, std::size_t most)> read;
};
/// The most that is taken from a server for one command.
inline constexpr std::size_t kMostAnswerBytes = std::size_t{512} << 20;

/// Bytes that are in memory, and stay there.
FileBytes BytesOf(std::string_view bytes);

/// Speaks to one server over the port. The token goes nowhere else. Not for several threads.
class Api {
 public:
  Api(HttpClient& http, Server server) : http_(http), server_(std::move(server)) {}

  /// An answer of success, with its headers and body.
  Outcome<OutboundResponse> Send(const Request& request);
  /// An answer of success that is a JSON object and has what the request needs; one without a body
  /// is `null`, where nothing is needed.
  Outcome<json::Document> Ask(const Request& request);
  /// The items of a list, page after page up to `most` of them: {"items": [...], "next": ...}.
  /// kFailed where all pages together, of which the smallest count as 16 kB, have more bytes.
  Outcome<json::Document> List(Request request, std::size_t most,
                               std::size_t most_bytes = kMostAnswerBytes);
  /// PUTs a zip to an address that the server signed.
  Outcome<void> Upload(const std::string& signed_url, const FileBytes& file);

 private:
  Outcome<OutboundResponse> Exchange(const OutboundRequest& request);

  HttpClient& http_;
  const Server server_;
};

}  // namespace imprint::client

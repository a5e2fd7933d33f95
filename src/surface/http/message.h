#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/error.h"

namespace imprint::http {

using Pairs = std::vector<std::pair<std::string, std::string>>;  // names and values, in order
using Headers = Pairs;

/// A request head and, where the route takes it, its whole body. Names of headers are lower case.
struct Request {
  std::string method = {};
  std::string path = {};    // decoded, without the query
  std::string target = {};  // as sent
  Pairs query = {};         // decoded, in order
  Pairs params = {};        // {name} parts of the route, decoded
  Headers headers = {};
  std::string body = {};
  std::string peer = {};   // address of the client, without the port
  std::string id = {};     // of this request, for the log and the X-Request-Id header
  bool secure = false;     // the client speaks TLS: to this server, or to a trusted proxy
  bool forwarded = false;  // `peer` is what a trusted proxy says

  /// The first header of that lower-case name, or nullptr.
  const std::string* Header(std::string_view lower_case_name) const;
  /// The first query parameter of that name, or nullptr.
  const std::string* Query(std::string_view name) const;
  /// The route's {name}; empty when the route has none of that name.
  std::string_view Param(std::string_view name) const;
  /// The body's media type in small letters, without parameters; empty when none is said.
  std::string MediaType() const;
};

class Deferred;

struct Response {
  int status = 200;
  std::string body = {};
  std::string content_type = "application/json; charset=utf-8";  // left out when body is empty
  Headers headers = {};
  std::string account = {};                 // whose request it was, for the log alone
  std::shared_ptr<void> held = {};          // kept until the answer is sent
  std::shared_ptr<Deferred> deferred = {};  // where it is set, the answer comes from that
  std::string_view fixed_body = {};         // in place of `body`: bytes that outlive the server
};

/// An answer that has to wait for something, which no thread does for it.
class Deferred {
 public:
  virtual ~Deferred() = default;
  /// Whether Begin may wait or take long, so that a worker is to call it.
  virtual bool begins_slowly() const = 0;
  /// Begins it, once: `done` is called once, before this returns or later on any thread. The
  /// request lives until then, and this until Begin has returned, too.
  virtual void Begin(std::function<void()> done) = 0;
  /// After `done`: the same of Finish.
  virtual bool ends_slowly() const = 0;
  /// The answer, once.
  virtual Result<Response> Finish() = 0;
};

/// An answer whose body is JSON.
Response Json(int status, std::string body);

/// Takes a streamed body piece by piece; dropping it before Finish undoes what it did.
class BodySink {
 public:
  virtual ~BodySink() = default;
  /// Whose body it is, for the log alone; empty where it is nobody's.
  virtual std::string account() const { return {}; }
  /// Asked before any of the body is taken: an error refuses all of it.
  virtual Status Admit() const { return {}; }
  /// An error ends the request; the rest of the body is not read.
  virtual Status Write(std::string_view bytes) = 0;
  /// After the last piece.
  virtual Response Finish() = 0;
};

}  // namespace imprint::http

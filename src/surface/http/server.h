#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "base/error.h"
#include "base/limits.h"
#include "ports/metrics.h"
#include "surface/http/networks.h"
#include "surface/http/router.h"

namespace imprint::http {

struct ServerOptions {
  std::string host = "127.0.0.1";       // a name or an address; IPv6 with or without brackets
  std::uint16_t port = 0;               // 0 picks a free one
  unsigned io_threads = 0;              // 0: one a core
  unsigned worker_threads = 64;         // handlers that wait (for a commit, a disk)
  std::size_t waiting_requests = 4096;  // for a worker; over it they are answered kUnavailable
  Limits limits = {};
  bool lookups_inline = true;     // false where the store is another machine's
  Networks trusted_proxies = {};  // whose X-Forwarded-For and X-Forwarded-Proto are believed
  std::string tls_cert = {};      // PEM files; with both, HTTPS alone is spoken
  std::string tls_key = {};
  Metrics* metrics = &Metrics::None();  // must outlive the server
};

/// What happened to one request, for the log. `pattern` is the route's, never the path as sent:
/// paths and queries can hold keys. The texts live as long as the call.
struct AccessRecord {
  std::string_view request_id;
  std::string_view method;   // "-" when the request line did not arrive
  std::string_view pattern;  // "-" when no route matched
  std::string_view peer;
  std::string_view account = {};     // whose it was, as far as the handler said so
  int status = 0;                    // 0: the client left before there was an answer
  std::uint64_t response_bytes = 0;  // head and body
  std::int64_t micros = 0;           // from the first byte of the request to the last of the answer
  std::string_view detail = {};      // for errors of the server itself, like a handler that threw
};
/// Called once a request, on an I/O thread: it must not wait and must not throw.
using AccessLog = std::function<void(const AccessRecord&)>;

/// An HTTP/1.1 server, in the clear or by TLS: keep-alive, pipelining, Expect: 100-continue,
/// streamed uploads, time-outs and limits. One I/O context a thread with SO_REUSEPORT; handlers run
/// on a pool of workers.
class Server {
 public:
  /// `router` must outlive the server.
  Server(ServerOptions options, const Router& router, AccessLog log);
  ~Server();  // stops
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  /// Binds and starts to serve; kUnavailable when the address cannot be had, kInvalidField when the
  /// certificate or its key cannot be used.
  Status Start();
  /// The port in use, after Start.
  std::uint16_t port() const;
  /// Reads the certificate and its key again, for connections from now on. When they cannot be
  /// used, those in use stay and kInvalidField tells why. Nothing without TLS.
  Status ReloadTls();
  /// Stops accepting, lets requests in flight finish (at most limits.shutdown_timeout), closes
  /// idle connections, and returns when all is done. Safe to call more than once.
  void Stop();

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace imprint::http

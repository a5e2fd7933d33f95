#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

struct ssl_ctx_st;
struct ssl_st;

namespace imprint::test {

/// A request as the imposter read it.
struct Received {
  std::string method;
  std::string path;                                          // with the query
  std::vector<std::pair<std::string, std::string>> headers;  // names in lower case
  std::string body;

  bool Has(std::string_view name) const;
  std::string Header(std::string_view name) const;  // "" when there is none
};

/// One connection to the imposter, as an answering script sees it.
class Wire {
 public:
  Wire(int fd, ssl_st* ssl) : fd_(fd), ssl_(ssl) {}

  /// False once the client has gone or the imposter stops.
  bool Send(std::string_view bytes);
  /// Waits until the client has gone or the imposter stops.
  void AwaitEnd();
  /// Reads one request; false when none comes.
  bool Read(Received& request);
  /// No further request is read.
  void Close() { closed_ = true; }
  bool closed() const { return closed_; }

 private:
  bool Receive();

  const int fd_;
  ssl_st* const ssl_;
  std::string received_;
  bool closed_ = false;
};

/// An HTTP server on 127.0.0.1 that answers each path by a script, as badly as the test wants.
/// Stops, and ends all connections, when it is destroyed.
class Imposter {
 public:
  using Script = std::function<void(const Received&, Wire&)>;

  /// With `tls`, which must outlive it, it speaks TLS.
  explicit Imposter(ssl_ctx_st* tls = nullptr);
  ~Imposter();
  Imposter(const Imposter&) = delete;
  Imposter& operator=(const Imposter&) = delete;

  /// Before the first request to that path.
  void On(const std::string& path, Script script);
  /// The same, for bytes sent as they are; the connection stays open for more.
  void On(const std::string& path, std::string bytes);

  std::uint16_t port() const { return port_; }
  std::string Url(std::string_view path, std::string_view host = "127.0.0.1") const;
  std::vector<Received> received() const;
  std::size_t connections() const;

 private:
  void Accept();
  void Serve(int fd);
  void Answer(Wire& wire);

  ssl_ctx_st* const tls_;
  int listener_ = -1;
  std::uint16_t port_ = 0;
  mutable std::mutex mutex_;
  bool stopped_ = false;
  std::map<std::string, Script> scripts_;
  std::vector<Received> received_;
  std::size_t connections_ = 0;
  std::vector<int> open_;
  std::vector<std::thread> servers_;
  std::thread acceptor_;
};

/// A whole answer with its Content-Length; `headers` are lines that end in CR LF.
std::string Answer(int status, std::string_view body, std::string_view headers = "");
/// An answer that redirects.
std::string Redirect(const std::string& location, int status = 302);

}  // namespace imprint::test

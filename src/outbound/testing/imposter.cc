#include "outbound/testing/imposter.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <openssl/ssl.h>
#include <pthread.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <cstdlib>

namespace imprint::test {
namespace {

std::string Lower(std::string_view text) {
  std::string out(text);
  for (char& c : out) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + 32);
  }
  return out;
}

void ParseHead(std::string_view head, Received& out) {
  const std::string_view first = head.substr(0, head.find("\r\n"));
  const std::size_t space = first.find(' ');
  out.method = first.substr(0, space);
  out.path = first.substr(space + 1, first.rfind(' ') - space - 1);
  for (std::size_t at = head.find("\r\n"); at != head.npos;) {
    head.remove_prefix(at + 2);
    at = head.find("\r\n");
    const std::string_view line = head.substr(0, at);
    const std::size_t colon = line.find(':');
    if (colon == line.npos) continue;
    std::string_view value = line.substr(colon + 1);
    if (value.starts_with(' ')) value.remove_prefix(1);
    out.headers.emplace_back(Lower(line.substr(0, colon)), value);
  }
}

// A TLS library's plain writes would end the process with it.
void BlockBrokenPipe() {
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, SIGPIPE);
  ::pthread_sigmask(SIG_BLOCK, &set, nullptr);
}

}  // namespace

bool Received::Has(std::string_view name) const {
  return std::any_of(headers.begin(), headers.end(),
                     [&](const auto& header) { return header.first == name; });
}

std::string Received::Header(std::string_view name) const {
  for (const auto& [key, value] : headers) {
    if (key == name) return value;
  }
  return "";
}

bool Wire::Send(std::string_view bytes) {
  while (!bytes.empty()) {
    const auto sent =
        ssl_ != nullptr
            ? static_cast<ssize_t>(::SSL_write(ssl_, bytes.data(), static_cast<int>(bytes.size())))
            : ::send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(sent));
  }
  return true;
}

bool Wire::Receive() {
  char buffer[16384];
  const auto count = ssl_ != nullptr
                         ? static_cast<ssize_t>(::SSL_read(ssl_, buffer, sizeof(buffer)))
                         : ::recv(fd_, buffer, sizeof(buffer), 0);
  if (count <= 0) return false;
  received_.append(buffer, static_cast<std::size_t>(count));
  return true;
}

void Wire::AwaitEnd() {
  while (Receive()) {
  }
  closed_ = true;
}

bool Wire::Read(Received& request) {
  std::size_t end = 0;
  while ((end = received_.find("\r\n\r\n")) == std::string::npos) {
    if (!Receive()) return false;
  }
  ParseHead(std::string_view(received_).substr(0, end), request);
  received_.erase(0, end + 4);
  const std::size_t length = std::strtoull(request.Header("content-length").c_str(), nullptr, 10);
  while (received_.size() < length) {
    if (!Receive()) return false;
  }
  request.body = received_.substr(0, length);
  received_.erase(0, length);
  return true;
}

Imposter::Imposter(ssl_ctx_st* tls) : tls_(tls), listener_(::socket(AF_INET, SOCK_STREAM, 0)) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof(address);
  auto* const generic = reinterpret_cast<sockaddr*>(&address);
  if (::bind(listener_, generic, size) != 0 || ::listen(listener_, 64) != 0) std::abort();
  ::getsockname(listener_, generic, &size);
  port_ = ntohs(address.sin_port);
  acceptor_ = std::thread([this] { Accept(); });
}

Imposter::~Imposter() {
  {
    const std::lock_guard lock(mutex_);
    stopped_ = true;
    for (const int fd : open_) ::shutdown(fd, SHUT_RDWR);
  }
  ::shutdown(listener_, SHUT_RDWR);
  acceptor_.join();
  for (std::thread& server : servers_) server.join();
  ::close(listener_);
}

void Imposter::On(const std::string& path, Script script) {
  const std::lock_guard lock(mutex_);
  scripts_[path] = std::move(script);
}

void Imposter::On(const std::string& path, std::string bytes) {
  On(path, [bytes = std::move(bytes)](const Received&, Wire& wire) { wire.Send(bytes); });
}

std::string Imposter::Url(std::string_view path, std::string_view host) const {
  std::string url(tls_ != nullptr ? "https://" : "http://");
  url.append(host).append(":").append(std::to_string(port_)).append(path);
  return url;
}

std::vector<Received> Imposter::received() const {
  const std::lock_guard lock(mutex_);
  return received_;
}

std::size_t Imposter::connections() const {
  const std::lock_guard lock(mutex_);
  return connections_;
}

void Imposter::Accept() {
  for (;;) {
    const int fd = ::accept(listener_, nullptr, nullptr);
    const std::lock_guard lock(mutex_);
    if (stopped_ || fd < 0) {
      if (fd >= 0) ::close(fd);
      return;
    }
    ++connections_;
    open_.push_back(fd);
    servers_.emplace_back([this, fd] { Serve(fd); });
  }
}

void Imposter::Serve(int fd) {
  BlockBrokenPipe();
  ssl_st* ssl = tls_ != nullptr ? ::SSL_new(tls_) : nullptr;
  if (ssl != nullptr) ::SSL_set_fd(ssl, fd);
  if (ssl == nullptr || ::SSL_accept(ssl) == 1) {
    Wire wire(fd, ssl);
    Answer(wire);
  }
  ::SSL_free(ssl);
  const std::lock_guard lock(mutex_);
  std::erase(open_, fd);
  ::close(fd);
}

void Imposter::Answer(Wire& wire) {
  while (!wire.closed()) {
    Received request;
    if (!wire.Read(request)) return;
    Script script;
    {
      const std::lock_guard lock(mutex_);
      received_.push_back(request);
      const auto found = scripts_.find(request.path.substr(0, request.path.find('?')));
      if (found != scripts_.end()) script = found->second;
    }
    if (script) {
      script(request, wire);
    } else {
      wire.Send(test::Answer(404, "no script"));
    }
  }
}

std::string Answer(int status, std::string_view body, std::string_view headers) {
  std::string out = "HTTP/1.1 " + std::to_string(status) + " As Scripted\r\n";
  out.append(headers).append("Content-Length: ").append(std::to_string(body.size()));
  return out.append("\r\n\r\n").append(body);
}

std::string Redirect(const std::string& location, int status) {
  return Answer(status, "elsewhere", "Location: " + location + "\r\n");
}

}  // namespace imprint::test

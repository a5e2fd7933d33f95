#include "connection.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <strings.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <cstdio>
#include <cstdlib>
#include <cstring>

namespace {

constexpr std::size_t kBufferBytes = 256 * 1024;
constexpr int kTimeOutSeconds = 30;
constexpr std::string_view kEndOfHead = "\r\n\r\n";
constexpr std::string_view kLength = "\r\nContent-Length:";

int StatusOf(std::string_view head) {
  const std::size_t space = head.find(' ');
  int status = 0;
  if (!head.starts_with("HTTP/1.1 ") || space == std::string_view::npos) Die("no HTTP/1.1 answer");
  std::from_chars(head.data() + space + 1, head.data() + head.size(), status);
  return status;
}

std::size_t LengthOf(std::string_view head, int status) {
  for (std::size_t at = head.find("\r\n"); at != std::string_view::npos;
       at = head.find("\r\n", at + 2)) {
    if (head.size() - at < kLength.size() ||
        strncasecmp(head.data() + at, kLength.data(), kLength.size()) != 0) {
      continue;
    }
    std::size_t from = at + kLength.size();
    while (from < head.size() && head[from] == ' ') ++from;
    std::size_t length = 0;
    const auto [end, error] =
        std::from_chars(head.data() + from, head.data() + head.size(), length);
    if (error != std::errc()) Die("an answer's length is no number");
    return length;
  }
  if (status == 204) return 0;
  Die("an answer of status " + std::to_string(status) + " does not tell its length");
}

}  // namespace

void Die(const std::string& what) {
  std::fprintf(stderr, "bench_client: %s\n", what.c_str());
  std::exit(1);
}

Connection::Connection(unsigned short port) : buffer_(kBufferBytes, '\0') {
  socket_ = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  const int on = 1;
  const timeval limit{kTimeOutSeconds, 0};
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (socket_ < 0 || setsockopt(socket_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on)) != 0 ||
      setsockopt(socket_, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof(limit)) != 0 ||
      setsockopt(socket_, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof(limit)) != 0 ||
      connect(socket_, reinterpret_cast<const sockaddr*>(&address), sizeof(address)) != 0) {
    Die(std::string("cannot connect: ") + std::strerror(errno));
  }
}

Connection::~Connection() {
  close(socket_);
}

int Connection::Ask(std::string_view request) {
  Send(request);
  const std::size_t head_bytes = ReadHead();
  const std::string_view head(buffer_.data(), head_bytes);
  const int status = StatusOf(head);
  const std::size_t whole = head_bytes + LengthOf(head, status);
  std::size_t got = filled_;
  while (got < whole) {
    filled_ = 0;  // nobody looks at the body
    got += ReadSome();
  }
  if (got > whole) Die("an answer is longer than it told");
  return status;
}

void Connection::Send(std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t sent = send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent < 0 && errno == EINTR) continue;
    if (sent < 0) Die(std::string("cannot send: ") + std::strerror(errno));
    bytes.remove_prefix(static_cast<std::size_t>(sent));
  }
}

std::size_t Connection::ReadHead() {
  filled_ = 0;
  for (;;) {
    const std::size_t from = filled_ - std::min(filled_, kEndOfHead.size() - 1);
    ReadSome();
    const std::size_t end = std::string_view(buffer_.data(), filled_).find(kEndOfHead, from);
    if (end != std::string_view::npos) return end + kEndOfHead.size();
    if (filled_ == buffer_.size()) Die("an answer's head is too long");
  }
}

std::size_t Connection::ReadSome() {
  for (;;) {
    const ssize_t got = recv(socket_, buffer_.data() + filled_, buffer_.size() - filled_, 0);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) Die(std::string("cannot read: ") + std::strerror(errno));
    if (got == 0) Die("the server closed the connection");
    filled_ += static_cast<std::size_t>(got);
    return static_cast<std::size_t>(got);
  }
}

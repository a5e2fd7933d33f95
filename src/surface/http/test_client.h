#pragma once

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

#include "surface/http/server.h"

namespace imprint::http {

struct Reply {
  int status = 0;  // 0: the connection ended or was silent for ten seconds
  std::map<std::string, std::string> headers;  // names as sent
  std::string body;

  std::string Header(const std::string& name) const {
    const auto found = headers.find(name);
    return found == headers.end() ? "" : found->second;
  }
};

/// A raw socket to a server on this machine.
class TestClient {
 public:
  explicit TestClient(std::uint16_t port) : fd_(::socket(AF_INET, SOCK_STREAM, 0)) {
    const timeval timeout{.tv_sec = 10, .tv_usec = 0};
    ::setsockopt(fd_, SOL_SOCKET, SO_RCVTIMEO, &timeout, sizeof(timeout));
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    connected_ = ::connect(fd_, reinterpret_cast<sockaddr*>(&address), sizeof(address)) == 0;
  }
  virtual ~TestClient() { Close(); }
  TestClient(const TestClient&) = delete;
  TestClient& operator=(const TestClient&) = delete;

  bool connected() const { return connected_; }
  void Close() {
    if (fd_ >= 0) ::close(fd_);
    fd_ = -1;
  }
  void ShutdownSend() { ::shutdown(fd_, SHUT_WR); }

  bool Send(std::string_view bytes) {
    while (!bytes.empty()) {
      const ssize_t sent = WriteSome(bytes);
      if (sent <= 0) return false;
      bytes.remove_prefix(static_cast<std::size_t>(sent));
    }
    return true;
  }

  Reply Read(bool has_body = true) {
    Reply reply;
    std::size_t end = 0;
    while ((end = received_.find("\r\n\r\n")) == std::string::npos) {
      if (!Receive()) return reply;
    }
    ParseHead(std::string_view(received_).substr(0, end), reply);
    received_.erase(0, end + 4);
    if (!has_body || reply.status == 100) return reply;
    const auto length = static_cast<std::size_t>(
        std::strtoull(reply.Header("Content-Length").c_str(), nullptr, 10));
    while (received_.size() < length) {
      if (!Receive()) return Reply{};
    }
    reply.body = received_.substr(0, length);
    received_.erase(0, length);
    return reply;
  }

  Reply Ask(std::string_view request) {
    Send(request);
    return Read(!request.starts_with("HEAD "));
  }

  /// The server has ended the connection in order, without a byte more.
  bool AtEnd() {
    char byte = 0;
    return received_.empty() && ReadSome(&byte, 1) == 0;
  }

 protected:
  int fd() const { return fd_; }
  /// As send(2) and recv(2).
  virtual ssize_t WriteSome(std::string_view bytes) {
    return ::send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
  }
  virtual ssize_t ReadSome(char* into, std::size_t size) { return ::recv(fd_, into, size, 0); }

 private:
  bool Receive() {
    char buffer[16384];
    const ssize_t count = ReadSome(buffer, sizeof(buffer));
    if (count <= 0) return false;
    received_.append(buffer, static_cast<std::size_t>(count));
    return true;
  }

  static void ParseHead(std::string_view head, Reply& reply) {
    reply.status = std::atoi(std::string(head.substr(9, 3)).c_str());
    for (std::size_t at = head.find("\r\n"); at != head.npos;) {
      head.remove_prefix(at + 2);
      at = head.find("\r\n");
      const std::string_view line = head.substr(0, at);
      const std::size_t colon = line.find(": ");
      reply.headers.emplace(line.substr(0, colon), line.substr(colon + 2));
    }
  }

  int fd_;
  bool connected_ = false;
  std::string received_;
};

/// An AccessRecord that owns its texts.
struct LogLine {
  std::string id, method, pattern, peer, account, detail;
  int status = 0;
  std::uint64_t bytes = 0;
};

/// A server with routes that the test adds before Start. Time-outs are long unless changed.
class TestServer {
 public:
  TestServer() {
    options_.io_threads = 2;
    options_.worker_threads = 4;
  }
  ~TestServer() { Stop(); }

  Limits& limits() { return options_.limits; }
  ServerOptions& options() { return options_; }
  Router& router() { return router_; }

  void Start() {
    server_ = std::make_unique<Server>(options_, router_, [this](const AccessRecord& record) {
      const std::lock_guard lock(mutex_);
      log_.push_back({.id = std::string(record.request_id),
                      .method = std::string(record.method),
                      .pattern = std::string(record.pattern),
                      .peer = std::string(record.peer),
                      .account = std::string(record.account),
                      .detail = std::string(record.detail),
                      .status = record.status,
                      .bytes = record.response_bytes});
      logged_.notify_all();
    });
    const Status started = server_->Start();
    ASSERT_TRUE(started) << started.error().message();
  }
  void Stop() {
    if (server_) server_->Stop();
  }
  Server& server() { return *server_; }
  std::uint16_t port() const { return server_->port(); }

  bool AwaitLogged(std::size_t requests) {
    std::unique_lock lock(mutex_);
    return logged_.wait_for(lock, std::chrono::seconds(10),
                            [&] { return log_.size() >= requests; });
  }
  /// Stops, so that every request has been logged.
  std::vector<LogLine> StopAndTakeLog() {
    Stop();
    return std::move(log_);
  }

 private:
  ServerOptions options_;
  Router router_;
  std::mutex mutex_;
  std::condition_variable logged_;
  std::vector<LogLine> log_;
  std::unique_ptr<Server> server_;
};

/// Gives the body and what else came back as a line of text.
inline Response Echo(const Request& request) {
  return {.body = request.method + " " + request.path + " " + request.body,
          .content_type = "text/plain"};
}

inline std::string Chunk(std::string_view bytes) {
  char size[20];
  std::snprintf(size, sizeof(size), "%zx\r\n", bytes.size());
  return size + std::string(bytes) + "\r\n";
}

}  // namespace imprint::http

#pragma once

#include <string>
#include <string_view>

/// One connection to 127.0.0.1 that stays open, with one request at a time. Errors end the process:
/// there is nothing to measure then.
class Connection {
 public:
  explicit Connection(unsigned short port);
  ~Connection();
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  /// Sends `request` and reads the whole answer, whose status is given.
  int Ask(std::string_view request);

 private:
  void Send(std::string_view bytes);
  // Reads into the buffer until the end of the head; gives the head's length.
  std::size_t ReadHead();
  std::size_t ReadSome();

  int socket_ = -1;
  std::string buffer_;
  std::size_t filled_ = 0;
};

/// Tells `what` on standard error and ends the process.
[[noreturn]] void Die(const std::string& what);

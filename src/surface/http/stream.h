#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/basic_waitable_timer.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "surface/http/read_buffer.h"
#include "surface/http/tls.h"

// A header with Boost in it: for stream.cc, connection.cc and io_loop.cc alone.

namespace imprint::http {

namespace asio = boost::asio;
using asio::ip::tcp;
using Clock = std::chrono::steady_clock;
// The concrete executor saves a type-erased call on every operation.
using Executor = asio::io_context::executor_type;
using Socket = asio::basic_stream_socket<tcp, Executor>;
using Timer = asio::basic_waitable_timer<Clock, asio::wait_traits<Clock>, Executor>;
template <typename T>
using Task = asio::awaitable<T, Executor>;
inline constexpr asio::use_awaitable_t<Executor> kAwait;

/// The bytes to and from one client, in the clear or by TLS, with a deadline on every wait. One
/// operation at a time; all functions on the connection's I/O thread.
class Stream {
 public:
  enum class Got { kBytes, kClosed, kTimeout };

  /// By TLS if `tls` is not null.
  Stream(Socket socket, std::shared_ptr<const TlsContext> tls);

  bool encrypted() const { return tls_.has_value(); }
  Executor executor() { return socket_.get_executor(); }
  /// The client's address without the port; "-" when it has gone.
  std::string PeerAddress() const;

  /// To be called first where the stream is encrypted; false when there is nobody to talk to.
  Task<bool> Handshake(Clock::time_point deadline);
  /// At least one byte into `buffer`, which must have space.
  Task<Got> Read(ReadBuffer& buffer, Clock::time_point deadline);
  /// All of both; false when the client does not take a byte for `patience`, has not taken all at
  /// `end`, or has gone.
  Task<bool> Write(std::string_view head, std::string_view body, Clock::duration patience,
                   Clock::time_point end = Clock::time_point::max());
  /// Ends the connection. With `unread` bytes on their way in, some are read first: closing at
  /// once would reset the connection, and the client could lose the answer.
  Task<void> Close(bool unread);

  /// Ends the operation that waits beyond its deadline.
  void OnTick(Clock::time_point now);
  /// Ends the operation under way as if the client had gone.
  void Cancel();
  /// The same for it and all later ones.
  void Abort();

 private:
  using Step = TlsSession::Step;
  void BeginWait(Clock::time_point deadline);
  Task<bool> Await(Step step);
  Step WriteSome(std::string_view& head, std::string_view& body);

  Socket socket_;
  std::optional<TlsSession> tls_;
  Clock::time_point deadline_ = Clock::time_point::max();
  bool timed_out_ = false;
  bool cancelled_ = false;
};

}  // namespace imprint::http

#include "surface/http/stream.h"

#include <algorithm>
#include <array>
#include <boost/asio/buffer.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>
#include <utility>

namespace imprint::http {
namespace {

using boost::system::error_code;

constexpr std::size_t kLingerBytes = 256 * 1024;
constexpr std::chrono::seconds kLingerTime{1};

}  // namespace

Stream::Stream(Socket socket, std::shared_ptr<const TlsContext> tls) : socket_(std::move(socket)) {
  error_code ignored;
  socket_.non_blocking(true, ignored);
  socket_.set_option(tcp::no_delay(true), ignored);
  if (tls) tls_.emplace(std::move(tls), socket_.native_handle());
}

std::string Stream::PeerAddress() const {
  error_code error;
  const auto endpoint = socket_.remote_endpoint(error);
  if (error) return "-";
  const asio::ip::address address = endpoint.address();
  if (address.is_v6() && address.to_v6().is_v4_mapped()) {
    return asio::ip::make_address_v4(asio::ip::v4_mapped, address.to_v6()).to_string();
  }
  return address.to_string();
}

Task<bool> Stream::Handshake(Clock::time_point deadline) {
  BeginWait(deadline);
  Step step = tls_->Handshake();
  while (step != Step::kDone && co_await Await(step)) step = tls_->Handshake();
  deadline_ = Clock::time_point::max();
  co_return step == Step::kDone;
}

Task<Stream::Got> Stream::Read(ReadBuffer& buffer, Clock::time_point deadline) {
  const std::span<char> space = buffer.Space();
  std::size_t count = 0;
  error_code ignored;
  BeginWait(deadline);
  if (tls_) {
    Step step = tls_->Read(space, count);
    // A client that always has more to say must not keep the thread from the others.
    if (step == Step::kDone) {
      deadline_ = Clock::time_point::max();
      co_await asio::post(executor(), kAwait);
    }
    while (step != Step::kDone && co_await Await(step)) step = tls_->Read(space, count);
  } else {
    count = co_await socket_.async_read_some(asio::buffer(space.data(), space.size()),
                                             asio::redirect_error(kAwait, ignored));
  }
  deadline_ = Clock::time_point::max();
  if (count == 0) co_return timed_out_ ? Got::kTimeout : Got::kClosed;
  buffer.Commit(count);
  co_return Got::kBytes;
}

Task<bool> Stream::Write(std::string_view head, std::string_view body, Clock::duration patience,
                         Clock::time_point end) {
  while (!head.empty() || !body.empty()) {
    const Step step = WriteSome(head, body);
    if (step == Step::kDone) continue;
    if (Clock::now() >= end) co_return false;
    BeginWait(std::min(Clock::now() + patience, end));
    const bool ready = co_await Await(step);
    deadline_ = Clock::time_point::max();
    if (!ready) co_return false;
  }
  co_return true;
}

/// Sends what can be sent at once and takes it off the front.
Stream::Step Stream::WriteSome(std::string_view& head, std::string_view& body) {
  if (tls_) {
    std::string_view& next = head.empty() ? body : head;
    std::size_t sent = 0;
    const Step step = tls_->Write(next, sent);
    next.remove_prefix(sent);
    return step;
  }
  const std::array buffers = {asio::buffer(head), asio::buffer(body)};
  error_code error;
  const std::size_t sent = socket_.write_some(buffers, error);
  const std::size_t of_head = std::min(sent, head.size());
  head.remove_prefix(of_head);
  body.remove_prefix(sent - of_head);
  if (!error) return Step::kDone;
  return error == asio::error::would_block ? Step::kWantsWrite : Step::kFailed;
}

Task<void> Stream::Close(bool unread) {
  error_code ignored;
  if (tls_) tls_->SayGoodbye();
  // What still comes is thrown away as it is.
  tls_.reset();
  if (unread) {
    socket_.shutdown(Socket::shutdown_send, ignored);
    ReadBuffer buffer(kLingerBytes / 16);
    const auto deadline = Clock::now() + kLingerTime;
    for (std::size_t drained = 0; drained < kLingerBytes; drained += buffer.view().size()) {
      buffer.Consume(buffer.view().size());
      const Got got = co_await Read(buffer, deadline);
      if (got != Got::kBytes) break;
    }
  }
  socket_.shutdown(Socket::shutdown_both, ignored);
  socket_.close(ignored);
}

void Stream::BeginWait(Clock::time_point deadline) {
  timed_out_ = false;
  cancelled_ = false;
  deadline_ = deadline;
}

Task<bool> Stream::Await(Step step) {
  // A cancellation may have come when the last wait was over and before it was noticed.
  if (step == Step::kFailed || timed_out_ || cancelled_) co_return false;
  error_code error;
  co_await socket_.async_wait(step == Step::kWantsRead ? Socket::wait_read : Socket::wait_write,
                              asio::redirect_error(kAwait, error));
  co_return !error;
}

void Stream::OnTick(Clock::time_point now) {
  if (now < deadline_) return;
  deadline_ = Clock::time_point::max();
  timed_out_ = true;
  error_code ignored;
  socket_.cancel(ignored);
}

void Stream::Cancel() {
  cancelled_ = true;
  error_code ignored;
  socket_.cancel(ignored);
}

// Not closed: the number of the socket, which TLS goes by, could become another connection's.
void Stream::Abort() {
  error_code ignored;
  socket_.shutdown(Socket::shutdown_both, ignored);
  Cancel();
}

}  // namespace imprint::http

#include "surface/http/io_loop.h"

#include <linux/filter.h>
#include <sys/socket.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>
#include <chrono>
#include <future>
#include <thread>
#include <unordered_set>
#include <utility>

#include "base/text_pool.h"
#include "surface/http/connection.h"

namespace imprint::http {
namespace {

using boost::system::error_code;
using Acceptor = asio::basic_socket_acceptor<tcp, Executor>;

// How exactly time-outs are kept: one look at all connections a tick costs less than a timer each.
constexpr std::chrono::milliseconds kTick{250};
constexpr std::chrono::milliseconds kPauseAfterFailedAccept{100};

Result<tcp::endpoint> Resolve(asio::io_context& io, std::string host, std::uint16_t port) {
  if (host.starts_with('[') && host.ends_with(']')) host = host.substr(1, host.size() - 2);
  error_code error;
  tcp::resolver resolver(io);
  const auto found = resolver.resolve(host, std::to_string(port), tcp::resolver::passive, error);
  if (error || found.empty()) {
    return Fail(ErrorCode::kUnavailable, "cannot resolve '" + host + "': " + error.message());
  }
  return found.begin()->endpoint();
}

// Whoever connected between the last accept and the close would be reset, with a request sent.
// Unanswered, a client tries again a second later, and is told by then that nobody listens.
void IgnoreNewcomers(Acceptor& acceptor) {
  sock_filter take_nothing{BPF_RET | BPF_K, 0, 0, 0};
  const sock_fprog filter{1, &take_nothing};
  ::setsockopt(acceptor.native_handle(), SOL_SOCKET, SO_ATTACH_FILTER, &filter, sizeof(filter));
}

}  // namespace

struct IoLoop::Impl {
  explicit Impl(Shared& all) : shared(all) {}

  Task<void> Accept();
  void Take(Socket socket);
  // Those who wait for Accept have connected: closing now would reset them.
  void AcceptTheRest();
  Task<void> Serve(Socket socket);
  Task<void> Tick();
  void OnThread(std::function<void()> work);

  Shared& shared;
  asio::io_context io{1};
  Acceptor acceptor{io};
  Timer tick{io};
  Timer pause{io};
  std::unordered_set<Connection*> connections;
  bool joining = false;
  std::thread thread;
};

IoLoop::IoLoop(Shared& shared) : impl_(std::make_unique<Impl>(shared)) {}
IoLoop::~IoLoop() = default;

Status IoLoop::Listen(const std::string& host, std::uint16_t port, Port sharing) {
  const auto endpoint = Resolve(impl_->io, host, port);
  if (!endpoint) return Fail(endpoint.error());
  Acceptor& acceptor = impl_->acceptor;
  error_code error;
  acceptor.open(endpoint->protocol(), error);
  if (!error) acceptor.set_option(tcp::acceptor::reuse_address(true), error);
  if (!error && sharing == Port::kShared) {
    const int on = 1;
    if (::setsockopt(acceptor.native_handle(), SOL_SOCKET, SO_REUSEPORT, &on, sizeof(on)) != 0) {
      error = error_code(errno, boost::system::system_category());
    }
  }
  if (!error) acceptor.bind(*endpoint, error);
  if (!error) acceptor.listen(asio::socket_base::max_listen_connections, error);
  if (!error) return {};
  return Fail(ErrorCode::kUnavailable,
              "cannot listen on " + host + ":" + std::to_string(port) + ": " + error.message());
}

std::uint16_t IoLoop::port() const {
  error_code error;
  return impl_->acceptor.local_endpoint(error).port();
}

void IoLoop::Start() {
  asio::co_spawn(impl_->io, impl_->Accept(), asio::detached);
  asio::co_spawn(impl_->io, impl_->Tick(), asio::detached);
  impl_->thread = std::thread([impl = impl_.get()] { impl->io.run(); });
}

void IoLoop::StopAccepting() {
  impl_->OnThread([impl = impl_.get()] {
    impl->AcceptTheRest();
    impl->pause.cancel();
    for (Connection* connection : impl->connections) connection->CloseWhenIdle();
  });
}

void IoLoop::Abort() {
  impl_->OnThread([impl = impl_.get()] {
    for (Connection* connection : impl->connections) connection->Abort();
  });
}

void IoLoop::Join() {
  if (!impl_->thread.joinable()) return;
  impl_->OnThread([impl = impl_.get()] {
    impl->joining = true;
    impl->tick.cancel();
  });
  impl_->thread.join();
}

/// Runs `work` on the loop's thread and returns when it has run.
void IoLoop::Impl::OnThread(std::function<void()> work) {
  std::promise<void> done;
  asio::post(io, [&] {
    work();
    done.set_value();
  });
  done.get_future().wait();
}

Task<void> IoLoop::Impl::Accept() {
  while (acceptor.is_open()) {
    error_code error;
    Socket socket = co_await acceptor.async_accept(asio::redirect_error(kAwait, error));
    if (error) {
      if (!acceptor.is_open()) co_return;
      // Mostly a lack of file descriptors, which trying at once would turn into a busy loop.
      pause.expires_after(kPauseAfterFailedAccept);
      co_await pause.async_wait(asio::redirect_error(kAwait, error));
      continue;
    }
    Take(std::move(socket));
  }
}

void IoLoop::Impl::Take(Socket socket) {
  if (shared.connections.Enter(shared.limits.connections)) {
    asio::co_spawn(io, Serve(std::move(socket)), asio::detached);
  } else {
    shared.metrics.Add(Count::kOverloaded);
  }
}

void IoLoop::Impl::AcceptTheRest() {
  IgnoreNewcomers(acceptor);
  error_code error;
  acceptor.non_blocking(true, error);
  while (!error) {
    Socket socket(io);
    acceptor.accept(socket, error);
    if (!error) Take(std::move(socket));
  }
  acceptor.close(error);
}

Task<void> IoLoop::Impl::Serve(Socket socket) {
  struct Counted {
    Impl& loop;
    Connection& connection;
    Counted(Impl& l, Connection& c) : loop(l), connection(c) { loop.connections.insert(&c); }
    ~Counted() {
      loop.connections.erase(&connection);
      loop.shared.connections.Leave();
    }
  };
  Connection connection(std::move(socket), shared);
  const Counted counted(*this, connection);
  co_await connection.Run();
}

Task<void> IoLoop::Impl::Tick() {
  while (!joining) {
    error_code ignored;
    tick.expires_after(kTick);
    co_await tick.async_wait(asio::redirect_error(kAwait, ignored));
    const auto now = Clock::now();
    for (Connection* connection : connections) connection->OnTick(now);
    TrimTexts();
  }
}

}  // namespace imprint::http

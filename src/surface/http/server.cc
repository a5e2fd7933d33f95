#include "surface/http/server.h"

#include <algorithm>
#include <mutex>
#include <thread>
#include <utility>
#include <vector>

#include "surface/http/io_loop.h"
#include "surface/http/shared.h"
#include "surface/http/worker_pool.h"

namespace imprint::http {

class Server::Impl {
 public:
  Impl(ServerOptions options, const Router& router, AccessLog log)
      : options_(std::move(options)),
        pool_(options_.worker_threads,
              {.all = options_.waiting_requests, .of_one_peer = options_.limits.address_requests},
              *options_.metrics),
        shared_{.router = router,
                .limits = options_.limits,
                .log = std::move(log),
                .pool = pool_,
                .metrics = *options_.metrics,
                .trusted_proxies = options_.trusted_proxies,
                .lookups_inline = options_.lookups_inline,
                .bodies = ByteBudget(options_.limits.bodies_bytes)} {}

  Status Start() {
    if (Status loaded = ReloadTls(); !loaded) return loaded;
    const unsigned cores = std::max(std::thread::hardware_concurrency(), 1u);
    const unsigned count = options_.io_threads > 0 ? options_.io_threads : cores;
    if (Status bound = Bind(count); !bound) {
      loops_.clear();
      return bound;
    }
    for (auto& loop : loops_) loop->Start();
    return {};
  }

  Status ReloadTls() {
    if (options_.tls_cert.empty() && options_.tls_key.empty()) return {};
    if (options_.tls_cert.empty() || options_.tls_key.empty()) {
      return Fail(ErrorCode::kInvalidField, "A certificate and its key are needed, both.",
                  options_.tls_cert.empty() ? "--tls-cert" : "--tls-key");
    }
    auto context = TlsContext::Load(options_.tls_cert, options_.tls_key);
    if (!context) return Fail(std::move(context.error()));
    shared_.tls.Set(std::move(*context));
    return {};
  }

  std::uint16_t port() const { return port_; }

  void Stop() {
    const std::lock_guard lock(stop_mutex_);
    shared_.stopping = true;
    for (auto& loop : loops_) loop->StopAccepting();
    if (!shared_.connections.AwaitNone(options_.limits.shutdown_timeout)) {
      for (auto& loop : loops_) loop->Abort();
      shared_.connections.AwaitNone();
    }
    for (auto& loop : loops_) loop->Join();
    loops_.clear();
    pool_.Stop();
  }

 private:
  Status Bind(unsigned count) {
    port_ = options_.port;
    const auto sharing = count > 1 ? IoLoop::Port::kShared : IoLoop::Port::kExclusive;
    if (sharing == IoLoop::Port::kShared && port_ != 0) {
      // A shared port would also be shared with a second server that was started by mistake.
      IoLoop probe(shared_);
      if (Status free = probe.Listen(options_.host, port_, IoLoop::Port::kExclusive); !free) {
        return free;
      }
    }
    for (unsigned i = 0; i < count; ++i) {
      loops_.push_back(std::make_unique<IoLoop>(shared_));
      if (Status bound = loops_.back()->Listen(options_.host, port_, sharing); !bound) return bound;
      port_ = loops_.back()->port();
    }
    return {};
  }

  const ServerOptions options_;
  WorkerPool pool_;
  Shared shared_;
  std::mutex stop_mutex_;
  std::uint16_t port_ = 0;
  std::vector<std::unique_ptr<IoLoop>> loops_;
};

Server::Server(ServerOptions options, const Router& router, AccessLog log)
    : impl_(std::make_unique<Impl>(std::move(options), router, std::move(log))) {}

Server::~Server() {
  Stop();
}

Status Server::Start() {
  return impl_->Start();
}
Status Server::ReloadTls() {
  return impl_->ReloadTls();
}
std::uint16_t Server::port() const {
  return impl_->port();
}
void Server::Stop() {
  impl_->Stop();
}

}  // namespace imprint::http

#include <fmt/format.h>
#include <pthread.h>
#include <signal.h>
#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include <cstdio>

#include "main/commands.h"
#include "main/node.h"
#include "main/report.h"
#include "main/service_routes.h"
#include "main/sweeper.h"
#include "surface/diga/routes.h"
#include "surface/http/server.h"
#include "surface/integrator/errors.h"
#include "surface/integrator/routes.h"

namespace imprint {
namespace {

void StartLog() {
  auto logger = spdlog::stderr_logger_mt("imprint");
  logger->set_pattern("%Y-%m-%dT%H:%M:%S.%eZ %l %v", spdlog::pattern_time_type::utc);
  logger->flush_on(spdlog::level::info);
  spdlog::set_default_logger(std::move(logger));
}

void LogAccess(const http::AccessRecord& record) {
  spdlog::info("request id={} peer={} method={} route={} status={} bytes={} micros={}{}{}",
               record.request_id, record.peer, record.method, record.pattern, record.status,
               record.response_bytes, record.micros,
               record.detail.empty() ? "" : " detail=", record.detail);
}

// Every thread started after this leaves the signals to WaitForStop.
sigset_t BlockStopSignals() {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGTERM);
  sigaddset(&signals, SIGINT);
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  signal(SIGPIPE, SIG_IGN);
  return signals;
}

void WaitForStop(const sigset_t& signals) {
  int received = 0;
  sigwait(&signals, &received);
  spdlog::info("stopping on {}", received == SIGINT ? "SIGINT" : "SIGTERM");
}

int Run(const Config& config, const HostPort& address, const sigset_t& signals) {
  auto node =
      Node::Open(config.data, config.limits, config.version_cache_bytes, config.outbound_allow);
  if (!node) return ReportFailure(node.error());
  const auto log_failure = [](const http::Request& request, const Error& error) {
    spdlog::warn("failure id={} detail={}", request.id, error.detail);
  };
  const integrator::Context context{(*node)->services(), config.public_url, log_failure};
  const diga::Context diga_context{(*node)->services(), log_failure};
  http::Router router;
  router.SetErrorRenderer("/", integrator::RenderError);
  AddServiceRoutes((*node)->services(), router);
  integrator::AddRoutes(context, router);
  diga::AddRoutes(diga_context, router);
  http::ServerOptions options;
  options.host = address.host;
  options.port = address.port;
  options.io_threads = config.io_threads;
  options.worker_threads = config.worker_threads;
  options.limits = config.limits;
  http::Server server(options, router, LogAccess);
  if (auto started = server.Start(); !started) return ReportFailure(started.error());
  fmt::print("listening on http://{}:{}\n", address.host, server.port());
  std::fflush(stdout);
  const Sweeper sweeper((*node)->services());
  WaitForStop(signals);
  server.Stop();
  return 0;
}

}  // namespace

int Serve(const Config& config) {
  const auto address = ParseHostPort(config.listen);
  if (!address) {
    return ReportFailure(
        Error(ErrorCode::kInvalidField, "Say HOST:PORT, for example 127.0.0.1:8080.", "--listen"));
  }
  Config checked = config;
  if (!config.public_url.empty()) {
    const auto url = ParsePublicUrl(config.public_url);
    if (!url) {
      return ReportFailure(
          Error(ErrorCode::kInvalidField, "Say an http or https URL.", "--public-url"));
    }
    checked.public_url = *url;
  }
  const sigset_t signals = BlockStopSignals();
  StartLog();
  return Run(checked, *address, signals);
}

}  // namespace imprint

#include <fmt/format.h>
#include <pthread.h>
#include <signal.h>

#include <cstdio>

#include "app/catalogue.h"
#include "app/pictures.h"
#include "main/commands.h"
#include "main/log.h"
#include "main/node.h"
#include "main/readiness.h"
#include "main/report.h"
#include "main/service_routes.h"
#include "main/sweeper.h"
#include "metrics/prometheus_metrics.h"
#include "surface/diga/routes.h"
#include "surface/http/admission.h"
#include "surface/http/server.h"
#include "surface/integrator/errors.h"
#include "surface/integrator/routes.h"
#include "surface/native/routes.h"
#include "surface/web/routes.h"

namespace imprint {
namespace {

void LogAccess(const http::AccessRecord& record) {
  LogEvent(LogLevel::kInfo, "request",
           {{"id", record.request_id},
            {"peer", record.peer},
            {"account", record.account},
            {"method", record.method},
            {"route", record.pattern},
            {"status", record.status},
            {"bytes", static_cast<std::int64_t>(record.response_bytes)},
            {"micros", record.micros},
            {"detail", record.detail}});
}

void LogFailure(const http::Request& request, const Error& error) {
  LogEvent(LogLevel::kWarning, "failure", {{"id", request.id}, {"detail", error.detail}});
}

// Every thread started after this leaves the signals to WaitForStop.
sigset_t BlockSignals() {
  sigset_t signals;
  sigemptyset(&signals);
  for (const int signal : {SIGTERM, SIGINT, SIGHUP}) sigaddset(&signals, signal);
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  signal(SIGPIPE, SIG_IGN);
  return signals;
}

void ReloadTls(http::Server& server) {
  const Status reloaded = server.ReloadTls();
  if (reloaded) {
    LogEvent(LogLevel::kInfo, "reloaded", {});
  } else {
    LogEvent(LogLevel::kError, "reload_failed", {{"detail", reloaded.error().message()}});
  }
}

void WaitForStop(const sigset_t& signals, http::Server& server) {
  for (;;) {
    int received = 0;
    sigwait(&signals, &received);
    if (received != SIGHUP) {
      LogEvent(LogLevel::kInfo, "stopping", {{"on", received == SIGINT ? "SIGINT" : "SIGTERM"}});
      return;
    }
    ReloadTls(server);
  }
}

std::vector<Readiness::Check> ChecksOf(const Node& node) {
  // A full disk and a standby database answer reads; only a write tells that one would be kept.
  const auto store = [&services = node.services()] {
    const std::string now = FormatIso(services.clock.Now());
    return services.store.Write(
        [&](StoreWriter& writer) { return writer.PutSetting("last_ready_check", now); });
  };
  return {{"store", store}, {"blobs", [&node] { return node.CheckBlobs(); }}};
}

Result<http::ServerOptions> OptionsOf(const Config& config, const HostPort& address,
                                      const Node& node, Metrics& metrics) {
  auto proxies = http::Networks::Parse(config.trusted_proxies, "--trusted-proxy");
  if (!proxies) return Pass(proxies);
  http::ServerOptions options;
  options.host = address.host;
  options.port = address.port;
  options.io_threads = config.io_threads;
  options.worker_threads = config.worker_threads;
  options.limits = config.limits;
  options.lookups_inline = !node.remote_store();
  options.trusted_proxies = std::move(*proxies);
  options.tls_cert = config.tls_cert;
  options.tls_key = config.tls_key;
  options.metrics = &metrics;
  return options;
}

int Run(const Config& config, const HostPort& address, const sigset_t& signals) {
  PrometheusMetrics metrics(IMPRINT_VERSION);
  auto readers = http::Networks::Parse(config.metrics_allow, "--metrics-allow");
  if (!readers) return ReportFailure(readers.error());
  readers->Add(http::Networks::Loopback());
  auto node = Node::Open(config, metrics);
  if (!node) return ReportFailure(node.error());
  const Services& services = (*node)->services();
  if (auto indexed = EnsureCatalogue(services); !indexed) return ReportFailure(indexed.error());
  const auto options = OptionsOf(config, address, **node, metrics);
  if (!options) return ReportFailure(options.error());
  const auto page = BuiltInPage();
  if (!page) return ReportFailure(page.error());

  http::Admission admission(config.limits, metrics);
  Readiness readiness(ChecksOf(**node));
  const ServiceParts parts{readiness, [&metrics] { return metrics.Text(); }, *readers};
  const integrator::Site integrator_site{services, config.public_url, LogFailure, &admission};
  const diga::Site diga_site{services, LogFailure, &admission};
  Pictures pictures(*services.outbound, services.clock,
                    PictureLimits::ForWorkers(config.worker_threads));
  const native::Site native_site{services, LogFailure, &admission, IMPRINT_VERSION, &pictures};
  http::Router router;
  router.SetErrorRenderer("/", integrator::RenderError);
  AddServiceRoutes(parts, router);
  integrator::AddRoutes(integrator_site, router);
  diga::AddRoutes(diga_site, router);
  native::AddRoutes(native_site, router);
  if (config.page) web::AddRoutes(*page, router);

  http::Server server(*options, router, [&metrics](const http::AccessRecord& record) {
    metrics.ObserveRequest(record.method, record.pattern, record.status,
                           static_cast<double>(record.micros) / 1e6);
    LogAccess(record);
  });
  if (auto started = server.Start(); !started) return ReportFailure(started.error());
  const char* scheme = config.tls_cert.empty() ? "http" : "https";
  fmt::print("listening on {}://{}:{}\n", scheme, address.host, server.port());
  std::fflush(stdout);
  const Sweeper sweeper(services);
  WaitForStop(signals, server);
  readiness.Stop();
  server.Stop();
  return 0;
}

}  // namespace

int Serve(const ServeOverrides& overrides) {
  auto loaded = ServeConfig(overrides);
  if (!loaded) return ReportFailure(loaded.error());
  const Config& config = *loaded;
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
  const sigset_t signals = BlockSignals();
  if (auto started = StartLog(config.log_format, config.log_level); !started) {
    return ReportFailure(started.error());
  }
  return Run(checked, *address, signals);
}

}  // namespace imprint

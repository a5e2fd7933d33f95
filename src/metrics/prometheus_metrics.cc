#include "metrics/prometheus_metrics.h"

#include <prometheus/gauge.h>
#include <prometheus/registry.h>
#include <prometheus/text_serializer.h>

#include <array>
#include <iterator>
#include <sstream>
#include <utility>
#include <vector>

#include "metrics/process_metrics.h"
#include "metrics/request_metrics.h"

namespace imprint {
namespace {

struct Name {
  const char* name;
  const char* help;
};

// By the last of each.
constexpr std::size_t kCounts = static_cast<std::size_t>(Count::kOverloaded) + 1;
constexpr std::size_t kDurations = static_cast<std::size_t>(Duration::kBlob) + 1;
constexpr std::size_t kLevels = static_cast<std::size_t>(Level::kVersionBytes) + 1;

Name NameOf(Count what) {
  switch (what) {
    case Count::kInstalls:
      return {"imprint_installs_total", "New installations of templates"};
    case Count::kRenders:
      return {"imprint_renders_total", "Resources rendered"};
    case Count::kVersionHits:
      return {"imprint_version_cache_hits_total", "Compiled versions found in memory"};
    case Count::kVersionMisses:
      return {"imprint_version_cache_misses_total", "Compiled versions read from their blob"};
    case Count::kCommits:
      return {"imprint_store_commits_total", "Transactions committed"};
    case Count::kWrites:
      return {"imprint_store_writes_total", "Writes acknowledged; a commit may carry several"};
    case Count::kWriteRetries:
      return {"imprint_store_write_retries_total", "Writes run again for others in their way"};
    case Count::kStoreFailures:
      return {"imprint_store_failures_total", "Reads and writes that the store could not serve"};
    case Count::kOutboundCalls:
      return {"imprint_outbound_requests_total", "Requests to servers that users name"};
    case Count::kOutboundFailures:
      return {"imprint_outbound_failures_total", "Of them, those without an answer"};
    case Count::kBlobRequests:
      return {"imprint_blob_requests_total", "Requests to the object store"};
    case Count::kBlobFailures:
      return {"imprint_blob_failures_total", "Of them, those that failed"};
    case Count::kRateLimited:
      return {"imprint_rate_limited_total", "Requests refused because of a rate limit"};
    case Count::kOverloaded:
      return {"imprint_overloaded_total", "Requests and connections refused: too many at once"};
  }
  return {"imprint_unknown_total", ""};
}

Name NameOf(Duration what) {
  switch (what) {
    case Duration::kCommitWait:
      return {"imprint_store_commit_wait_seconds", "From asking for a write to its answer"};
    case Duration::kPoolWait:
      return {"imprint_store_pool_wait_seconds", "Waiting for a database connection"};
    case Duration::kOutbound:
      return {"imprint_outbound_request_seconds", "One request to a server that a user names"};
    case Duration::kBlob:
      return {"imprint_blob_request_seconds", "One request to the object store"};
  }
  return {"imprint_unknown_seconds", ""};
}

Name NameOf(Level what) {
  switch (what) {
    case Level::kStoreConnections:
      return {"imprint_store_connections", "Database connections open"};
    case Level::kStoreConnectionsBusy:
      return {"imprint_store_connections_busy", "Of them, those in use"};
    case Level::kWaitingRequests:
      return {"imprint_http_waiting_requests", "Requests that wait for a worker"};
    case Level::kVersionBytes:
      return {"imprint_version_cache_bytes", "Memory of compiled versions"};
  }
  return {"imprint_unknown", ""};
}

}  // namespace

struct PrometheusMetrics::Impl {
  explicit Impl(std::string_view version) {
    for (std::size_t i = 0; i < kCounts; ++i) {
      const auto [name, help] = NameOf(static_cast<Count>(i));
      counts[i] = &prometheus::BuildCounter().Name(name).Help(help).Register(registry).Add({});
    }
    for (std::size_t i = 0; i < kDurations; ++i) {
      const auto [name, help] = NameOf(static_cast<Duration>(i));
      auto& family = prometheus::BuildHistogram().Name(name).Help(help).Register(registry);
      durations[i] = &family.Add({}, TimeBuckets());
    }
    for (std::size_t i = 0; i < kLevels; ++i) {
      const auto [name, help] = NameOf(static_cast<Level>(i));
      levels[i] = &prometheus::BuildGauge().Name(name).Help(help).Register(registry).Add({});
    }
    prometheus::BuildGauge()
        .Name("imprint_build_info")
        .Help("Always 1; the label tells the version")
        .Register(registry)
        .Add({{"version", std::string(version)}})
        .Set(1);
  }

  prometheus::Registry registry;
  RequestMetrics requests{registry};
  std::array<prometheus::Counter*, kCounts> counts{};
  std::array<prometheus::Histogram*, kDurations> durations{};
  std::array<prometheus::Gauge*, kLevels> levels{};
};

PrometheusMetrics::PrometheusMetrics(std::string_view version)
    : impl_(std::make_unique<Impl>(version)) {}
PrometheusMetrics::~PrometheusMetrics() = default;

void PrometheusMetrics::Add(Count what, std::uint64_t number) {
  impl_->counts[static_cast<std::size_t>(what)]->Increment(static_cast<double>(number));
}

void PrometheusMetrics::Took(Duration what, std::chrono::nanoseconds time) {
  impl_->durations[static_cast<std::size_t>(what)]->Observe(
      std::chrono::duration<double>(time).count());
}

void PrometheusMetrics::Set(Level what, std::int64_t value) {
  impl_->levels[static_cast<std::size_t>(what)]->Set(static_cast<double>(value));
}

void PrometheusMetrics::ObserveRequest(std::string_view method, std::string_view route, int status,
                                       double seconds) {
  impl_->requests.Observe(method, route, status, seconds);
}

std::string PrometheusMetrics::Text() const {
  std::vector<prometheus::MetricFamily> families = impl_->registry.Collect();
  std::vector<prometheus::MetricFamily> process = ProcessMetrics();
  std::move(process.begin(), process.end(), std::back_inserter(families));
  std::ostringstream text;
  prometheus::TextSerializer().Serialize(text, families);
  return std::move(text).str();
}

}  // namespace imprint

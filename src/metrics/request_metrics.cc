#include "metrics/request_metrics.h"

#include <algorithm>
#include <functional>

namespace imprint {
namespace {

constexpr std::string_view kOther = "other";
constexpr std::string_view kMethods[] = {"GET",  "POST",    "PUT",   "PATCH",  "DELETE",
                                         "HEAD", "OPTIONS", "TRACE", "CONNECT"};

/// One of a few texts, so that a client cannot make up series.
std::string_view Known(std::string_view method) {
  const auto* found = std::find(std::begin(kMethods), std::end(kMethods), method);
  return found == std::end(kMethods) ? kOther : *found;
}

std::size_t HashOf(std::string_view method, std::string_view route, int status) {
  const std::hash<std::string_view> hash;
  return hash(route) ^ hash(method) * 31 ^ static_cast<std::size_t>(status) * 2654435761u;
}

}  // namespace

struct RequestMetrics::Series {
  std::string_view method;  // one of Known
  std::string route;
  int status;
  prometheus::Counter& requests;
  prometheus::Histogram& seconds;

  bool Is(std::string_view other_method, std::string_view other_route, int other_status) const {
    return status == other_status && method == other_method && route == other_route;
  }
};

const prometheus::Histogram::BucketBoundaries& TimeBuckets() {
  static const prometheus::Histogram::BucketBoundaries buckets = {
      0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025,
      0.05,   0.1,     0.25,   0.5,   1,      2.5,   5,    10};
  return buckets;
}

RequestMetrics::RequestMetrics(prometheus::Registry& registry)
    : requests_(prometheus::BuildCounter()
                    .Name("imprint_http_requests_total")
                    .Help("Requests by route and status; status 0: the client left before")
                    .Register(registry)),
      seconds_(prometheus::BuildHistogram()
                   .Name("imprint_http_request_seconds")
                   .Help("From the first byte of a request to the last of its answer")
                   .Register(registry)) {}

RequestMetrics::~RequestMetrics() = default;

void RequestMetrics::Observe(std::string_view method, std::string_view route, int status,
                             double seconds) {
  const Series* series = Find(Known(method), route, status);
  if (!series) return;
  series->requests.Increment();
  series->seconds.Observe(seconds);
}

const RequestMetrics::Series* RequestMetrics::Find(std::string_view method, std::string_view route,
                                                   int status) {
  const std::size_t first = HashOf(method, route, status) % kSlots;
  for (std::size_t slot = first;; slot = (slot + 1) % kSlots) {
    const Series* series = slots_[slot].load(std::memory_order_acquire);
    if (!series) return Make(method, route, status, slot);
    if (series->Is(method, route, status)) return series;
  }
}

const RequestMetrics::Series* RequestMetrics::Make(std::string_view method, std::string_view route,
                                                   int status, std::size_t first_slot) {
  const std::lock_guard lock(making_);
  std::size_t slot = first_slot;
  while (const Series* series = slots_[slot].load(std::memory_order_relaxed)) {
    if (series->Is(method, route, status)) return series;
    slot = (slot + 1) % kSlots;
  }
  // A look-up needs an empty slot to end at, and a short way to it.
  if (made_.size() >= kSlots / 2) return nullptr;
  auto& requests = requests_.Add({{"method", std::string(method)},
                                  {"route", std::string(route)},
                                  {"status", std::to_string(status)}});
  auto& seconds = seconds_.Add({{"route", std::string(route)}}, TimeBuckets());
  made_.push_back(
      std::make_unique<Series>(Series{method, std::string(route), status, requests, seconds}));
  slots_[slot].store(made_.back().get(), std::memory_order_release);
  return made_.back().get();
}

}  // namespace imprint

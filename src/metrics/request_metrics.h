#pragma once

#include <prometheus/counter.h>
#include <prometheus/family.h>
#include <prometheus/histogram.h>
#include <prometheus/registry.h>

#include <array>
#include <atomic>
#include <cstddef>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

namespace imprint {

/// Bounds of buckets for times, in seconds: 100 microseconds to 10 seconds.
const prometheus::Histogram::BucketBoundaries& TimeBuckets();

/// Requests by method, route and status, and their times by route. Safe from any thread. The
/// series of a request is found without a lock once it was seen before.
class RequestMetrics {
 public:
  explicit RequestMetrics(prometheus::Registry& registry);
  ~RequestMetrics();

  void Observe(std::string_view method, std::string_view route, int status, double seconds);

 private:
  struct Series;
  const Series* Find(std::string_view method, std::string_view route, int status);
  const Series* Make(std::string_view method, std::string_view route, int status,
                     std::size_t first_slot);

  // Open addressing, only ever added to; far more slots than routes, methods and statuses make.
  static constexpr std::size_t kSlots = 8192;
  std::array<std::atomic<const Series*>, kSlots> slots_{};

  prometheus::Family<prometheus::Counter>& requests_;
  prometheus::Family<prometheus::Histogram>& seconds_;
  std::mutex making_;
  std::vector<std::unique_ptr<Series>> made_;
};

}  // namespace imprint

#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "ports/metrics.h"

namespace imprint {

/// Keeps everything that it is told, for Prometheus to fetch. All functions are safe from any
/// thread.
class PrometheusMetrics final : public Metrics {
 public:
  /// `version`: of this program.
  explicit PrometheusMetrics(std::string_view version);
  ~PrometheusMetrics() override;

  void Add(Count what, std::uint64_t number = 1) override;
  void Took(Duration what, std::chrono::nanoseconds time) override;
  void Set(Level what, std::int64_t value) override;

  /// One request that was answered. `route` is the pattern of its route, never its path, so that
  /// there are no more series than routes; a method that HTTP does not know counts as "other".
  void ObserveRequest(std::string_view method, std::string_view route, int status, double seconds);

  /// All values, with those of the process, in the text exposition format 0.0.4.
  std::string Text() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace imprint

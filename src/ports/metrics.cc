#include "ports/metrics.h"

namespace imprint {
namespace {

class NoMetrics final : public Metrics {
 public:
  void Add(Count, std::uint64_t) override {}
  void Took(Duration, std::chrono::nanoseconds) override {}
  void Set(Level, std::int64_t) override {}
};

}  // namespace

Metrics& Metrics::None() {
  static NoMetrics none;
  return none;
}

}  // namespace imprint

#pragma once

#include <string_view>

#include "base/error.h"
#include "base/limits.h"
#include "ports/metrics.h"
#include "surface/http/rate_limiter.h"

namespace imprint::http {

/// Holds callers to their rates: accounts to limits.requests_per_minute, and addresses that send
/// tokens which are not good to limits.failed_logins_per_minute. What is refused is counted. Safe
/// from any thread.
class Admission {
 public:
  /// `metrics` must outlive it.
  explicit Admission(const Limits& limits, Metrics& metrics = Metrics::None());

  /// Notes a bad token of that address: kRateLimited when there were too many.
  Status NoteFailure(std::string_view peer);
  /// A request of `account`: kRateLimited when it asks more often than it may.
  Status Admit(std::string_view account);

 private:
  Metrics& metrics_;
  RateLimiter accounts_;
  RateLimiter failures_;
};

}  // namespace imprint::http

#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <functional>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>

#include "base/error.h"

namespace imprint::http {

/// A rate for each key: a bucket of `burst` tokens that fills at `per_minute`. Buckets that are
/// full again are forgotten, and no more than some 100,000 are kept: over that, a part of the keys
/// begins anew. All functions are safe from any thread.
class RateLimiter {
 public:
  using Time = std::chrono::steady_clock::time_point;
  using Now = std::function<Time()>;

  /// `per_minute` 0: no limit at all. `burst` is at least 1. `now` must be safe from any thread.
  RateLimiter(
      std::size_t per_minute, std::size_t burst,
      Now now = [] { return std::chrono::steady_clock::now(); });

  /// Takes a token; kRateLimited, with the whole seconds until there is one, when there is none.
  Status Admit(std::string_view key);
  /// The same without taking one.
  Status Check(std::string_view key) const;

  /// How many buckets are kept, for tests.
  std::size_t size() const;

 private:
  struct Bucket {
    double tokens = 0;
    Time at;
  };
  struct Hash {
    using is_transparent = void;
    std::size_t operator()(std::string_view key) const {
      return std::hash<std::string_view>()(key);
    }
  };
  struct Shard {
    std::mutex mutex;
    std::unordered_map<std::string, Bucket, Hash, std::equal_to<>> buckets;
    std::size_t sweep_at = 64;
  };

  Shard& ShardOf(std::string_view key) const;
  double TokensAt(const Bucket& bucket, Time now) const;
  Status Refusal(double tokens) const;
  void Sweep(Shard& shard, Time now) const;

  const double per_second_;
  const double burst_;
  const Now now_;
  mutable std::array<Shard, 16> shards_;
};

}  // namespace imprint::http

#include "surface/http/rate_limiter.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace imprint::http {
namespace {

constexpr std::size_t kMostBucketsOfAShard = 6400;
// Adding up fractions may end a hair below a whole token.
constexpr double kWholeToken = 1.0 - 1e-6;

}  // namespace

RateLimiter::RateLimiter(std::size_t per_minute, std::size_t burst, Now now)
    : per_second_(static_cast<double>(per_minute) / 60.0),
      burst_(static_cast<double>(std::max<std::size_t>(burst, 1))),
      now_(std::move(now)) {}

Status RateLimiter::Admit(std::string_view key) {
  if (per_second_ <= 0) return {};
  Shard& shard = ShardOf(key);
  const Time now = now_();
  const std::lock_guard lock(shard.mutex);
  auto found = shard.buckets.find(key);
  if (found == shard.buckets.end()) {
    if (shard.buckets.size() >= shard.sweep_at) Sweep(shard, now);
    found = shard.buckets.emplace(key, Bucket{burst_, now}).first;
  }
  Bucket& bucket = found->second;
  bucket.tokens = TokensAt(bucket, now);
  bucket.at = std::max(bucket.at, now);
  if (bucket.tokens < kWholeToken) return Refusal(bucket.tokens);
  bucket.tokens -= 1;
  return {};
}

Status RateLimiter::Check(std::string_view key) const {
  if (per_second_ <= 0) return {};
  Shard& shard = ShardOf(key);
  const Time now = now_();
  const std::lock_guard lock(shard.mutex);
  const auto found = shard.buckets.find(key);
  if (found == shard.buckets.end()) return {};
  const double tokens = TokensAt(found->second, now);
  if (tokens < kWholeToken) return Refusal(tokens);
  return {};
}

std::size_t RateLimiter::size() const {
  std::size_t size = 0;
  for (Shard& shard : shards_) {
    const std::lock_guard lock(shard.mutex);
    size += shard.buckets.size();
  }
  return size;
}

RateLimiter::Shard& RateLimiter::ShardOf(std::string_view key) const {
  return shards_[Hash()(key) % shards_.size()];
}

double RateLimiter::TokensAt(const Bucket& bucket, Time now) const {
  const double seconds = std::chrono::duration<double>(now - bucket.at).count();
  return std::min(burst_, bucket.tokens + std::max(seconds, 0.0) * per_second_);
}

Status RateLimiter::Refusal(double tokens) const {
  const double seconds = std::ceil((kWholeToken - tokens) / per_second_);
  Error error(ErrorCode::kRateLimited, "too many requests, try again later");
  error.retry_after = std::chrono::seconds(std::max<std::int64_t>(std::llround(seconds), 1));
  return Fail(std::move(error));
}

/// Costs a constant for each new key: the next sweep comes when as many new ones are there again.
void RateLimiter::Sweep(Shard& shard, Time now) const {
  std::erase_if(shard.buckets,
                [&](const auto& entry) { return TokensAt(entry.second, now) >= burst_; });
  if (shard.buckets.size() >= kMostBucketsOfAShard) shard.buckets.clear();
  shard.sweep_at = std::clamp<std::size_t>(2 * shard.buckets.size(), 64, kMostBucketsOfAShard);
}

}  // namespace imprint::http

#include "store/postgres/backoff.h"

#include <algorithm>
#include <random>

namespace imprint::postgres {
namespace {

constexpr std::chrono::milliseconds kFirstPause{100};
constexpr std::chrono::milliseconds kLongestPause{5000};
constexpr int kTries = 50;
constexpr int kLongestRetryDoublings = 6;

}  // namespace

double RandomFraction() {
  thread_local std::mt19937_64 engine{std::random_device{}()};
  return std::uniform_real_distribution<double>(0, 1)(engine);
}

bool ReconnectBackoff::Begin(TimePoint now) {
  if (failures_ == 0) return true;
  if (trying_ || now < next_) return false;
  trying_ = true;
  return true;
}

void ReconnectBackoff::Failed(TimePoint now) {
  trying_ = false;
  // Several tries may have been on their way when the first of them failed.
  if (failures_ > 0 && now < next_) return;
  const auto doubled = kFirstPause * (1 << std::min(failures_, 10));
  const std::chrono::duration<double, std::milli> pause = std::min(doubled, kLongestPause);
  ++failures_;
  next_ = now + std::chrono::duration_cast<std::chrono::microseconds>(pause * (1 - random_() / 2));
}

void ReconnectBackoff::Succeeded() {
  trying_ = false;
  failures_ = 0;
}

bool RetrySchedule::Next(TimePoint now, std::chrono::microseconds& pause) {
  if (tries_ + 1 >= kTries || now >= until_) return false;
  const double longest = 1000.0 * (1 << std::min(tries_, kLongestRetryDoublings));
  ++tries_;
  pause = std::chrono::microseconds(static_cast<std::int64_t>(longest * random_()));
  return true;
}

}  // namespace imprint::postgres

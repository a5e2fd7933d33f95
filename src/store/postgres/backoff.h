#pragma once

#include <chrono>
#include <functional>

namespace imprint::postgres {

/// A number from 0 to below 1.
using Random = std::function<double()>;
/// One that differs between threads and processes.
double RandomFraction();

/// When to try again to reach a server that did not answer: the pauses double from 100 ms to 5 s,
/// and each is shortened at random by up to half, so that processes do not come back in step. While
/// it does not answer, one try at a time is enough. Not safe from several threads at once.
class ReconnectBackoff {
 public:
  using TimePoint = std::chrono::steady_clock::time_point;
  explicit ReconnectBackoff(Random random = RandomFraction) : random_(std::move(random)) {}

  /// Whether to try now. Each yes must be followed by Failed or Succeeded.
  bool Begin(TimePoint now);
  void Failed(TimePoint now);
  void Succeeded();

 private:
  Random random_;
  int failures_ = 0;
  bool trying_ = false;
  TimePoint next_;
};

/// How long to wait before a transaction that was in others' way is run again: up to 1 ms first and
/// up to 64 ms in the end, for at most 50 tries in 10 s.
class RetrySchedule {
 public:
  using TimePoint = std::chrono::steady_clock::time_point;
  explicit RetrySchedule(TimePoint start, Random random = RandomFraction)
      : random_(std::move(random)), until_(start + std::chrono::seconds(10)) {}

  /// False when it is time to give up; otherwise `pause` is what to wait.
  bool Next(TimePoint now, std::chrono::microseconds& pause);

 private:
  Random random_;
  TimePoint until_;
  int tries_ = 0;
};

}  // namespace imprint::postgres

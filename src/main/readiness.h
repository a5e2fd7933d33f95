#pragma once

#include <chrono>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "base/error.h"
#include "surface/http/message.h"

namespace imprint {

/// Whether this process can serve: asks what it depends on, at most once a second however often it
/// is asked itself. All functions are safe from any thread.
class Readiness {
 public:
  /// A name for the answer, and what fails while the thing cannot be used. It may wait.
  using Check = std::pair<std::string, std::function<Status()>>;
  using Now = std::function<std::chrono::steady_clock::time_point()>;

  explicit Readiness(
      std::vector<Check> checks, Now now = [] { return std::chrono::steady_clock::now(); });

  /// 200 or 503, with the outcome of each check and no word about why. While the checks take
  /// longer than two seconds, they count as failed; only the caller that runs them waits on.
  http::Response Answer();
  /// From now on the answer is 503: the process is about to end.
  void Stop();

 private:
  using Time = std::chrono::steady_clock::time_point;
  void RunChecks(std::unique_lock<std::mutex>& lock);
  http::Response Render(bool known) const;

  const std::vector<Check> checks_;
  const Now now_;
  std::mutex mutex_;
  std::condition_variable ran_;
  bool running_ = false;
  bool stopping_ = false;
  Time begun_;
  Time asked_;  // when `passed_` was found out
  std::vector<bool> passed_;
};

}  // namespace imprint

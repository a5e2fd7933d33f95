#pragma once

#include <condition_variable>
#include <mutex>
#include <thread>

#include "app/services.h"

namespace imprint {

/// Sweeps at once and then every hour, on a thread of its own, until it is destroyed.
class Sweeper {
 public:
  explicit Sweeper(const Services& services);

 private:
  void Run(const std::stop_token& stop);

  const Services& services_;
  std::mutex mutex_;
  std::condition_variable_any wake_;
  std::jthread thread_;
};

}  // namespace imprint

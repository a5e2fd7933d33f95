#include "main/sweeper.h"

#include <spdlog/spdlog.h>

#include "app/sweep.h"

namespace imprint {

Sweeper::Sweeper(const Services& services)
    : services_(services), thread_([this](const std::stop_token& stop) { Run(stop); }) {}

void Sweeper::Run(const std::stop_token& stop) {
  constexpr std::chrono::hours kPause{1};
  Sweep sweep(services_);
  while (!stop.stop_requested()) {
    const auto removed = sweep.Run();
    if (!removed) {
      spdlog::warn("sweep failed: {} {}", removed.error().message(), removed.error().detail);
    } else if (removed->uploads + removed->blobs > 0) {
      spdlog::info("sweep removed {} uploads and {} blobs", removed->uploads, removed->blobs);
    }
    std::unique_lock lock(mutex_);
    wake_.wait_for(lock, stop, kPause, [] { return false; });
  }
}

}  // namespace imprint

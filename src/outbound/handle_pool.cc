#include "outbound/handle_pool.h"

#include <new>
#include <stdexcept>

namespace imprint {
namespace {

// Never undone: a resolver's thread that outlived its time-out may still use libcurl at exit.
void InitLibcurlOnce() {
  static const CURLcode kCode = curl_global_init(CURL_GLOBAL_DEFAULT);
  if (kCode != CURLE_OK) throw std::runtime_error(curl_easy_strerror(kCode));
}

}  // namespace

HandlePool::HandlePool(std::size_t most) : free_(most) {
  InitLibcurlOnce();
  idle_.reserve(most);
}

HandlePool::Lease HandlePool::Take(std::chrono::steady_clock::time_point deadline) {
  std::unique_lock lock(mutex_);
  if (!returned_.wait_until(lock, deadline, [this] { return free_ > 0; })) return nullptr;
  CURL* easy = nullptr;
  if (idle_.empty()) {
    easy = curl_easy_init();
    if (easy == nullptr) throw std::bad_alloc();
  } else {
    easy = idle_.back().release();
    idle_.pop_back();
  }
  --free_;
  return Lease(easy, GiveBack{this});
}

void HandlePool::Return(CURL* easy) {
  curl_easy_reset(easy);
  {
    const std::lock_guard lock(mutex_);
    idle_.emplace_back(easy);
    ++free_;
  }
  returned_.notify_one();
}

}  // namespace imprint

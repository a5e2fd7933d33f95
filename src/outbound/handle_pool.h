#pragma once

#include <curl/curl.h>

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <memory>
#include <mutex>
#include <vector>

namespace imprint {

/// libcurl's handles, each used by one call at a time and kept for its open connections. Safe from
/// any thread; outlives its leases.
class HandlePool {
 public:
  struct GiveBack {
    HandlePool* pool = nullptr;
    void operator()(CURL* easy) const { pool->Return(easy); }
  };
  using Lease = std::unique_ptr<CURL, GiveBack>;

  explicit HandlePool(std::size_t most);

  /// The handle given back last, with its options reset. Waits while as many as there may be are in
  /// use; null when none has come by the deadline.
  Lease Take(std::chrono::steady_clock::time_point deadline);

 private:
  struct Cleanup {
    void operator()(CURL* easy) const { curl_easy_cleanup(easy); }
  };

  void Return(CURL* easy);

  std::mutex mutex_;
  std::condition_variable returned_;
  std::size_t free_;                                  // how many more may be in use
  std::vector<std::unique_ptr<CURL, Cleanup>> idle_;  // never more than there may be at all
};

}  // namespace imprint

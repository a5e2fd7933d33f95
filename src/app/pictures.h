#pragma once

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <list>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>

#include "base/error.h"
#include "ports/clock.h"
#include "ports/http_client.h"

namespace imprint {

/// A picture of a form that holds nothing but a picture.
struct Picture {
  std::string bytes;
  std::string_view media_type;  // "image/png"; a literal
};
using PicturePtr = std::shared_ptr<const Picture>;

struct PictureLimits {
  std::size_t picture_bytes = 1024 * 1024;
  std::size_t kept = 256;                     // pictures and failures in memory
  std::size_t kept_bytes = 16 * 1024 * 1024;  // of all that is kept
  // At a time. A browser asks for six at once, and the threads have more to do than this.
  std::size_t fetches = 8;
  std::size_t waiting = 8;                  // for fetches of others, all together
  std::chrono::milliseconds timeout{5000};  // of a fetch, redirects included
  std::chrono::seconds good_for{3600};
  std::chrono::seconds failed_for{60};  // so that a dead host does not cost each view its time-out
};

/// Pictures from outside by their URLs, the least recently used given up first. Safe from any
/// thread.
class Pictures {
 public:
  /// `outbound` and `clock` must outlive it.
  Pictures(HttpClient& outbound, const Clock& clock, PictureLimits limits = {});

  /// The PNG, JPEG, GIF or WebP at `url`, known by its bytes whatever its server calls it; fetched
  /// on this thread unless it is kept or someone is fetching it already, whom this waits for.
  /// kNotFound with the reason where it cannot be had. kUnavailable where as many fetch or wait as
  /// may at a time, because they hold threads that the rest of the server needs.
  Result<PicturePtr> Get(const std::string& url);

 private:
  struct Entry {
    std::string url;
    Result<PicturePtr> outcome;
    Time until;
    std::size_t bytes;
  };
  class Fetching;

  const Entry* FindGood(const std::string& url);
  bool AwaitOthers(const std::string& url, std::unique_lock<std::mutex>& lock);
  bool Begin(const std::string& url);
  void End(const std::string& url);
  Result<PicturePtr> Fetch(const std::string& url);
  void Keep(const std::string& url, Result<PicturePtr> outcome);
  void Remove(std::list<Entry>::iterator entry);

  HttpClient& outbound_;
  const Clock& clock_;
  const PictureLimits limits_;
  std::mutex mutex_;
  std::list<Entry> entries_;  // the most recently used first
  std::unordered_map<std::string_view, std::list<Entry>::iterator> by_url_;
  std::size_t bytes_ = 0;
  std::unordered_set<std::string> under_way_;
  std::size_t waiting_ = 0;
  std::condition_variable ended_;  // one that was under way
};

}  // namespace imprint

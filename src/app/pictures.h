#pragma once

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <list>
#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>

#include "base/error.h"
#include "base/id.h"
#include "ports/clock.h"
#include "ports/http_client.h"

namespace imprint {

/// A picture of a form that holds nothing but a picture.
struct Picture {
  std::string bytes;
  std::string_view media_type;  // "image/png"; a literal
  std::string sha256;           // of the bytes, in hex
};
using PicturePtr = std::shared_ptr<const Picture>;

struct PictureLimits {
  std::size_t picture_bytes = 1024 * 1024;
  std::size_t kept = 256;                     // pictures and failures in memory
  std::size_t kept_bytes = 16 * 1024 * 1024;  // of all that is kept
  std::size_t fetches = 8;                    // at a time
  std::size_t threads = 16;                   // that fetch or wait for their turn
  // For templates of one owner, so that no account takes all. By owner and not by host: who has a
  // domain has any number of hosts, but accounts are the operator's to give. A browser asks for
  // six at once, and they may all be of one owner.
  std::size_t owner_fetches = 2;
  std::size_t owner_threads = 8;
  std::chrono::milliseconds timeout{5000};  // of a fetch, redirects included, and of the wait
  std::chrono::seconds good_for{3600};
  std::chrono::seconds failed_for{60};  // so that a dead host does not cost each view its time-out

  /// For a server with that many workers: pictures take at most a quarter of them, one owner's at
  /// most half of that, and both at least one.
  static PictureLimits ForWorkers(std::size_t workers);
};

/// Pictures from outside by their URLs, the least recently used given up first. Safe from any
/// thread.
class Pictures {
 public:
  /// `outbound` and `clock` must outlive it.
  Pictures(HttpClient& outbound, const Clock& clock, PictureLimits limits = {});

  /// The PNG, JPEG, GIF or WebP at `url`, known by its bytes whatever its server calls it; fetched
  /// on this thread unless it is kept, or someone who is fetching it already gets it. `owner` is
  /// that of the template. kNotFound with the reason where it cannot be had, which is kept.
  /// kUnavailable, which is not, where as many fetch or wait as may at a time (they hold threads
  /// that the rest of the server needs), where its turn does not come, or `outbound` says so.
  Result<PicturePtr> Get(const std::string& url, AccountId owner);

 private:
  struct Entry {
    std::string url;
    Result<PicturePtr> outcome;
    Time until;
    std::size_t bytes;
  };
  struct Load {
    std::size_t fetches = 0;
    std::size_t threads = 0;
  };
  class Turn;

  const Entry* FindGood(const std::string& url);
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
  std::set<std::string> under_way_;
  Load load_;
  std::map<AccountId, Load> load_of_;  // only of owners that have some
  std::condition_variable ended_;      // one that was under way
};

}  // namespace imprint

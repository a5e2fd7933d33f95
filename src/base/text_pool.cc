#include "base/text_pool.h"

#include <algorithm>
#include <chrono>
#include <mutex>
#include <utility>
#include <vector>

namespace imprint {
namespace {

constexpr std::size_t kMostKept = 64 * 1024 * 1024;
constexpr std::chrono::seconds kUnneeded{1};
constexpr std::size_t kMostWaste = 2;  // times what was asked for

class Pool {
 public:
  std::string Take(std::size_t bytes) {
    const std::lock_guard lock(mutex_);
    const auto fits = [&](const std::string& text) {
      return text.capacity() >= bytes && text.capacity() / kMostWaste <= bytes;
    };
    // The last one given back is the likeliest to be in the processor's cache.
    const auto found = std::find_if(kept_.rbegin(), kept_.rend(), fits);
    if (found == kept_.rend()) return {};
    std::string text = std::move(*found);
    kept_.erase(std::next(found).base());
    bytes_ -= text.capacity();
    least_ = std::min(least_, kept_.size());
    return text;
  }

  void GiveBack(std::string text) {
    text.clear();
    const std::size_t room = text.capacity();
    if (room > kMostKept) return;
    std::vector<std::string> dropped;  // freed without the lock
    const std::lock_guard lock(mutex_);
    // The oldest go first, so that sizes nobody asks for any more do not stay.
    while (bytes_ + room > kMostKept) dropped.push_back(TakeOldest());
    bytes_ += room;
    kept_.push_back(std::move(text));
  }

  void Trim() {
    const auto now = std::chrono::steady_clock::now();
    std::vector<std::string> dropped;
    const std::lock_guard lock(mutex_);
    if (now - trimmed_ < kUnneeded) return;
    // As many as were there at the lowest were there for nothing.
    for (std::size_t i = std::min(least_, kept_.size()); i > 0; --i) {
      dropped.push_back(TakeOldest());
    }
    least_ = kept_.size();
    trimmed_ = now;
  }

 private:
  /// With the lock held, and one there.
  std::string TakeOldest() {
    std::string text = std::move(kept_.front());
    kept_.erase(kept_.begin());
    bytes_ -= text.capacity();
    return text;
  }

  std::mutex mutex_;
  std::vector<std::string> kept_;
  std::size_t bytes_ = 0;
  std::size_t least_ = 0;  // that were kept at one time since the last trim
  std::chrono::steady_clock::time_point trimmed_;
};

Pool& Texts() {
  static Pool pool;
  return pool;
}

}  // namespace

std::string TakeText(std::size_t bytes) {
  std::string text = bytes >= kLargeText ? Texts().Take(bytes) : std::string();
  text.reserve(bytes);
  return text;
}

void TrimTexts() {
  Texts().Trim();
}

void GiveBackText(std::string&& text) {
  std::string given = std::move(text);
  if (given.capacity() >= kLargeText) Texts().GiveBack(std::move(given));
}

}  // namespace imprint

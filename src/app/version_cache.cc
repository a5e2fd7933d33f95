#include "app/version_cache.h"

#include <cstring>

namespace imprint {

std::size_t VersionCache::HashOfHash::operator()(const Hash& hash) const noexcept {
  std::size_t value;
  std::memcpy(&value, hash.bytes.data(), sizeof(value));
  return value;
}

/// Ends the waiting of others for a version, whether it was read or not.
class VersionCache::Reading {
 public:
  Reading(VersionCache& cache, const Hash& id) : cache_(cache), id_(id) {}
  Reading(const Reading&) = delete;
  Reading& operator=(const Reading&) = delete;
  ~Reading() {
    const std::scoped_lock lock(cache_.mutex_);
    cache_.reading_.erase(id_);
    cache_.read_.notify_all();
  }

 private:
  VersionCache& cache_;
  const Hash& id_;
};

Result<VersionPtr> VersionCache::Get(const Hash& id) {
  {
    std::unique_lock lock(mutex_);
    read_.wait(lock, [&] { return by_id_.contains(id) || !reading_.contains(id); });
    if (const auto found = by_id_.find(id); found != by_id_.end()) {
      entries_.splice(entries_.begin(), entries_, found->second);
      metrics_.Add(Count::kVersionHits);
      return found->second->version;
    }
    reading_.insert(id);
  }
  metrics_.Add(Count::kVersionMisses);
  const Reading reading(*this, id);
  return Read(id);
}

std::optional<std::size_t> VersionCache::BytesInMemory(const Hash& id) {
  const std::scoped_lock lock(mutex_);
  const auto found = by_id_.find(id);
  return found == by_id_.end() ? std::nullopt : std::optional(found->second->bytes);
}

Result<VersionPtr> VersionCache::Read(const Hash& id) {
  auto bytes = blobs_.Read(id);
  if (!bytes) return Fail(std::move(bytes.error()));
  auto version = DecodeVersion(std::move(*bytes));
  if (!version) return Fail(std::move(version.error()));
  return Put(id, std::move(*version));
}

VersionPtr VersionCache::Put(const Hash& id, CompiledVersion version) {
  version.IndexModels();
  return Insert(id, std::make_shared<const CompiledVersion>(std::move(version)));
}

VersionPtr VersionCache::Insert(const Hash& id, VersionPtr version) {
  const std::scoped_lock lock(mutex_);
  if (const auto found = by_id_.find(id); found != by_id_.end()) return found->second->version;
  const std::size_t size = version->ApproximateBytes();
  entries_.push_front({id, version, size});
  by_id_[id] = entries_.begin();
  bytes_ += size;
  while (bytes_ > max_bytes_ && entries_.size() > 1) {
    bytes_ -= entries_.back().bytes;
    by_id_.erase(entries_.back().id);
    entries_.pop_back();
  }
  metrics_.Set(Level::kVersionBytes, static_cast<std::int64_t>(bytes_));
  return version;
}

std::optional<Hash> VersionCache::CleanedOf(const Hash& file) {
  const std::lock_guard lock(mutex_);
  const auto found = cleaned_.find(file);
  if (found == cleaned_.end()) return std::nullopt;
  return found->second;
}

void VersionCache::NoteCleaned(const Hash& file, const Hash& version) {
  constexpr std::size_t kMost = 512;
  const std::lock_guard lock(mutex_);
  if (cleaned_.size() >= kMost) cleaned_.clear();
  cleaned_[file] = version;
}

}  // namespace imprint

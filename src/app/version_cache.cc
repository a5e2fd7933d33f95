#include "app/version_cache.h"

#include <cstring>

namespace imprint {

std::size_t VersionCache::HashOfHash::operator()(const Hash& hash) const noexcept {
  std::size_t value;
  std::memcpy(&value, hash.bytes.data(), sizeof(value));
  return value;
}

Result<VersionPtr> VersionCache::Get(const Hash& id) {
  {
    const std::scoped_lock lock(mutex_);
    if (const auto found = by_id_.find(id); found != by_id_.end()) {
      entries_.splice(entries_.begin(), entries_, found->second);
      return found->second->version;
    }
  }
  // Two threads may both read it here; the second Insert keeps the first one's.
  auto bytes = blobs_.Read(id);
  if (!bytes) return Fail(std::move(bytes.error()));
  auto version = DecodeVersion(*bytes);
  if (!version) return Fail(std::move(version.error()));
  return Put(id, std::move(*version));
}

VersionPtr VersionCache::Put(const Hash& id, CompiledVersion version) {
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
  return version;
}

}  // namespace imprint

#pragma once

#include <condition_variable>
#include <cstddef>
#include <list>
#include <memory>
#include <mutex>
#include <optional>
#include <unordered_map>
#include <unordered_set>

#include "base/error.h"
#include "model/compiled.h"
#include "model/records.h"
#include "ports/blob_store.h"
#include "ports/metrics.h"

namespace imprint {

using VersionPtr = std::shared_ptr<const CompiledVersion>;

/// Compiled versions in memory, the least recently used given up first. Versions never change, so
/// an entry is never stale. Safe from any thread.
class VersionCache {
 public:
  /// Keeps about `max_bytes`, and at least the last version used.
  VersionCache(const BlobStore& blobs, std::size_t max_bytes, Metrics& metrics = Metrics::None())
      : blobs_(blobs), max_bytes_(max_bytes), metrics_(metrics) {}

  /// The version with that id, read from its blob where needed. Errors are BlobStore::Read's.
  /// Whoever asks for one that is being read waits for that reading.
  Result<VersionPtr> Get(const Hash& id);
  /// What the version takes, roughly; nothing when it is not in memory now.
  std::optional<std::size_t> BytesInMemory(const Hash& id);
  /// Puts a version there that was just compiled.
  VersionPtr Put(const Hash& id, CompiledVersion version);

  /// Which version became of an uploaded file with variables for its credentials; nothing where
  /// that is not remembered, which holds for some hundreds of files.
  std::optional<Hash> CleanedOf(const Hash& file);
  void NoteCleaned(const Hash& file, const Hash& version);

 private:
  struct Entry {
    Hash id;
    VersionPtr version;
    std::size_t bytes;
  };
  class Reading;
  struct HashOfHash {
    std::size_t operator()(const Hash& hash) const noexcept;
  };
  Result<VersionPtr> Read(const Hash& id);
  VersionPtr Insert(const Hash& id, VersionPtr version);

  const BlobStore& blobs_;
  const std::size_t max_bytes_;
  Metrics& metrics_;
  std::mutex mutex_;
  std::list<Entry> entries_;  // most recently used first
  std::unordered_map<Hash, std::list<Entry>::iterator, HashOfHash> by_id_;
  std::size_t bytes_ = 0;
  std::unordered_map<Hash, Hash, HashOfHash> cleaned_;
  std::unordered_set<Hash, HashOfHash> reading_;
  std::condition_variable read_;
};

}  // namespace imprint

#pragma once

#include <cstddef>
#include <string>
#include <unordered_map>
#include <vector>

#include "app/services.h"

namespace imprint {

/// Removes what has run out: expired uploads with their files, old idempotency keys and audit
/// entries, and the versions and blobs that nothing uses any more. Safe while everything else runs,
/// also other processes that sweep. Used by one thread.
class Sweep {
 public:
  /// `services` must outlive it.
  explicit Sweep(const Services& services) : services_(services) {}

  struct Removed {
    std::size_t uploads = 0;
    std::size_t blobs = 0;
  };
  /// A blob goes in the first run that finds it unused for an hour, by what earlier runs have seen:
  /// a backup that was begun before may still read it. A run that failed is made up for by the
  /// next.
  Result<Removed> Run();

 private:
  struct HashOfHash {
    std::size_t operator()(const Hash& hash) const noexcept;
  };

  Status SweepRows(Time now);
  void RemoveArrived();
  Result<std::vector<Hash>> UnnamedBlobs(Time now) const;
  Result<std::size_t> SweepBlobs(Time now);

  const Services& services_;
  std::unordered_map<Hash, Time, HashOfHash> unused_since_;  // blobs, when a run first saw it
  std::vector<std::string> ended_;  // run keys whose direct files are still to be removed
};

}  // namespace imprint

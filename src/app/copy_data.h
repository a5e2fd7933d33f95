#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "app/blob_copy.h"
#include "app/row_digest.h"
#include "ports/blob_store.h"
#include "ports/store.h"

namespace imprint {

/// What a store and its blobs hold at one moment.
struct DataSummary {
  RowDigests rows;
  BlobTotals blobs;         // that the rows name
  std::string fingerprint;  // of the master key it needs; empty when no server has noted one

  friend bool operator==(const DataSummary&, const DataSummary&) = default;
};

/// How far a copy is.
struct CopyProgress {
  std::uint64_t rows = 0;
  std::uint64_t blobs = 0;
  std::uint64_t bytes = 0;  // of blobs that had to be copied
};

/// Copies everything that one state of `from` holds, which may be in use meanwhile, and compares
/// what arrived with what was sent: the number and a digest of the rows of each kind, and the
/// number and bytes of the blobs, each of which is checked by its hash on the way. Gives what was
/// copied. `progress` may be empty; it is called by one thread at a time, not too often.
///
/// `to` must hold no rows and nobody may use it before this has succeeded; a server refuses to
/// (CheckKey). Messages are for the operator: kConflict when `to` holds something, when `from` is
/// itself an unfinished copy or when a blob was swept during the copy (then it helps to run it
/// again with an empty target); kInternal when something is damaged or arrived differently;
/// kUnavailable.
Result<DataSummary> CopyData(Store& from, const BlobStore& from_blobs, Store& to,
                             BlobStore& to_blobs,
                             const std::function<void(const CopyProgress&)>& progress = {});

/// Reads everything, every blob too, which is checked by its hash. Nobody may change it meanwhile.
/// kInternal when a blob is damaged or missing; kUnavailable.
Result<DataSummary> Summarize(Store& store, const BlobStore& blobs);

}  // namespace imprint

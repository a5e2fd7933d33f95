#pragma once

#include <cstdint>
#include <functional>
#include <vector>

#include "ports/blob_store.h"
#include "ports/store.h"

namespace imprint {

/// The blobs that the versions and uploads of the reader's store name, ascending, each once.
Result<std::vector<Hash>> NamedBlobs(StoreReader& reader);

struct BlobTotals {
  std::uint64_t blobs = 0;
  std::uint64_t bytes = 0;

  friend bool operator==(const BlobTotals&, const BlobTotals&) = default;
};

/// Calls `body` for each blob, `threads` of them at one time, until one gives an error; gives the
/// error of one that did.
Status ForEachBlob(const std::vector<Hash>& blobs, unsigned threads,
                   const std::function<Status(const Hash&)>& body);

/// Makes sure that `to` has each of `blobs`, all of them checked by their hash; those that it has
/// already are left as they are. `copied` is called behind each, by one thread at a time.
/// kNotFound when `from` lacks one, kInternal when one is damaged, kUnavailable.
Status CopyBlobs(const BlobStore& from, BlobStore& to, const std::vector<Hash>& blobs,
                 const std::function<void(std::uint64_t bytes)>& copied);

/// How large they are together, by what the store says. Errors as BlobStore::Size.
Result<BlobTotals> MeasureBlobs(const BlobStore& store, const std::vector<Hash>& blobs);

/// The same, all of them read and checked by their hash. Errors as BlobStore::Read.
Result<BlobTotals> VerifyBlobs(const BlobStore& store, const std::vector<Hash>& blobs);

}  // namespace imprint

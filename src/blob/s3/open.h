#pragma once

#include <functional>
#include <memory>

#include "base/error.h"
#include "blob/s3/options.h"
#include "ports/blob_store.h"
#include "ports/direct_uploads.h"

namespace imprint {

struct S3Stores {
  std::unique_ptr<BlobStore> blobs;
  std::unique_ptr<DirectUploads> direct_uploads;
  std::function<Status()> check;  // S3BlobStore::Check; safe from any thread while `blobs` lives
};

/// Both stores of one bucket, with one pool of connections. Removes what processes that died over a
/// day ago left behind. kInvalidField, for the one who set it up, when there is no such bucket or
/// it does not let us in; a bucket that cannot be reached now is no error.
Result<S3Stores> OpenS3(const S3Options& options);

}  // namespace imprint

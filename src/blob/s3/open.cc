#include "blob/s3/open.h"

#include <fmt/format.h>

#include <utility>

#include "blob/s3/client.h"
#include "blob/s3/s3_blob_store.h"
#include "blob/s3/s3_direct_uploads.h"

namespace imprint {

Result<S3Stores> OpenS3(const S3Options& options) {
  auto client = std::make_shared<const s3::Client>(options);
  auto direct_uploads = std::make_unique<S3DirectUploads>(client);
  // This is the first request, too, and tells whether the bucket takes any.
  const auto cleaned = direct_uploads->RemoveLeftovers();
  if (!cleaned && cleaned.error().code() != ErrorCode::kUnavailable) {
    return Fail(ErrorCode::kInvalidField, fmt::format("The bucket {} cannot be used: {}.",
                                                      options.bucket, cleaned.error().detail));
  }
  auto blobs = std::make_unique<S3BlobStore>(std::move(client));
  auto check = [store = blobs.get()] { return store->Check(); };
  return S3Stores{std::move(blobs), std::move(direct_uploads), std::move(check)};
}

}  // namespace imprint

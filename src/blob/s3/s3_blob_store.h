#pragma once

#include <memory>
#include <string>

#include "base/error.h"
#include "blob/s3/options.h"
#include "ports/blob_store.h"

namespace imprint {

namespace s3 {
class Client;
/// Where a blob is kept below the prefix: "blobs/ab/abcd...", by the hex digits of its hash.
std::string BlobKey(const Hash& hash);
}  // namespace s3

/// Blobs as objects of a bucket. Writers and fetched files need room in the temporary folder and
/// no memory for the bytes. Several processes may use one bucket and prefix.
class S3BlobStore final : public BlobStore {
 public:
  explicit S3BlobStore(std::shared_ptr<const s3::Client> client);
  explicit S3BlobStore(S3Options options);
  ~S3BlobStore() override;

  /// Whether the bucket answers these credentials, by one small request: kUnavailable when it
  /// cannot be reached now, kInternal when there is no such bucket or it does not let us in.
  Status Check() const;

  /// The writer may outlive the store. It writes the object even where there is one already: that
  /// makes it young again for ForEach and heals it where it was damaged.
  Result<std::unique_ptr<BlobWriter>> Create() override;
  Result<std::string> Read(const Hash& hash) const override;
  Result<std::uint64_t> Size(const Hash& hash) const override;
  Result<LocalFile> Fetch(const Hash& hash) const override;
  Status Remove(const Hash& hash) override;
  /// Times are to the second.
  Status ForEach(const std::function<void(const Hash&, Time written)>& visit) const override;

 private:
  class Writer;

  const std::shared_ptr<const s3::Client> client_;
};

}  // namespace imprint

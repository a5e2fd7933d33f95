#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "base/error.h"
#include "model/records.h"

namespace imprint {

/// Takes a blob's bytes as they arrive. Dropping it before Commit leaves nothing behind.
/// Used by one thread at a time.
class BlobWriter {
 public:
  virtual ~BlobWriter() = default;
  /// kUnavailable when the bytes cannot be kept (disk full, I/O error).
  virtual Status Write(std::string_view bytes) = 0;
  /// Makes the blob durable and visible under its hash, which it gives. Idempotent content: a
  /// blob that is there already is the same blob.
  virtual Result<Hash> Commit() = 0;
  virtual std::uint64_t size() const = 0;
};

/// A blob's bytes as a file of this machine, for readers that seek.
class LocalFile {
 public:
  /// `keep` is held while the file is needed; dropping the last copy may remove the file.
  explicit LocalFile(std::string path, std::shared_ptr<void> keep = nullptr)
      : path_(std::move(path)), keep_(std::move(keep)) {}
  const std::string& path() const { return path_; }

 private:
  std::string path_;
  std::shared_ptr<void> keep_;
};

/// Immutable bytes, named by their SHA-256. All calls are safe from any thread.
class BlobStore {
 public:
  virtual ~BlobStore() = default;
  virtual Result<std::unique_ptr<BlobWriter>> Create() = 0;
  /// The whole blob, checked against its hash. kNotFound when there is none, kInternal when the
  /// bytes no longer have that hash, kUnavailable when they cannot be read now.
  virtual Result<std::string> Read(const Hash& hash) const = 0;
  virtual Result<std::uint64_t> Size(const Hash& hash) const = 0;
  /// The blob as a file; where that has to be fetched first, it was checked against its hash.
  /// Needs no memory for the bytes. Errors as Read.
  virtual Result<LocalFile> Fetch(const Hash& hash) const = 0;
  /// Removes the blob; one that is not there is no error.
  virtual Status Remove(const Hash& hash) = 0;
  /// Calls `visit` for each blob with the time it was written; blobs that come or go meanwhile
  /// may be missed or seen.
  virtual Status ForEach(const std::function<void(const Hash&, Time written)>& visit) const = 0;

  /// Writes `bytes` as one blob.
  Result<Hash> Put(std::string_view bytes) {
    auto writer = Create();
    if (!writer) return Fail(std::move(writer.error()));
    if (auto written = (*writer)->Write(bytes); !written) return Fail(std::move(written.error()));
    return (*writer)->Commit();
  }
};

}  // namespace imprint

#pragma once

#include <memory>
#include <string>

#include "base/error.h"
#include "ports/blob_store.h"

namespace imprint {

/// Blobs as files of one folder: DIR/ab/cdef..., named by the hex of their hash. Several stores
/// and processes may use one folder.
class FileBlobStore final : public BlobStore {
 public:
  /// Makes the folder where there is none, for its owner only, and removes what writers that died
  /// over a day ago left behind. kUnavailable when it cannot be used.
  static Result<std::unique_ptr<BlobStore>> Open(const std::string& dir);
  FileBlobStore(const FileBlobStore&) = delete;
  FileBlobStore& operator=(const FileBlobStore&) = delete;
  ~FileBlobStore() override;

  /// The writer may outlive the store.
  Result<std::unique_ptr<BlobWriter>> Create() override;
  Result<std::string> Read(const Hash& hash) const override;
  Result<std::uint64_t> Size(const Hash& hash) const override;
  Result<LocalFile> Fetch(const Hash& hash) const override;
  Status Remove(const Hash& hash) override;
  Status ForEach(const std::function<void(const Hash&, Time written)>& visit) const override;

 private:
  class Layout;
  class Writer;
  explicit FileBlobStore(std::shared_ptr<Layout> layout);

  const std::shared_ptr<Layout> layout_;
};

}  // namespace imprint

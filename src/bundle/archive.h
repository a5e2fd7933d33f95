#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "base/limits.h"
#include "bundle/bundle_source.h"
#include "bundle/byte_source.h"
#include "bundle/zip_directory.h"

namespace imprint {

/// Every regular file of a zip whose bytes come from anyone, sorted by path and read one by one.
/// Folders and what desktop systems leave behind (`__MACOSX/`, `.DS_Store` ...) are left out.
///
/// Refused with kInvalidBundle, or kTooLarge where a limit is passed: see path_rules.h for names;
/// further links and special files, encryption, methods other than stored and deflate, archives
/// inside, names that clash, entries that overlap, wrong checksums and sizes. An error lists up to
/// `limits.bundle_problems` problems, each with the entry's name as its field. Nothing is inflated
/// before all that the directory declares is within the limits, and no entry beyond what it
/// declares. One thread at a time.
class ZipReader : public BundleSource {
 public:
  /// A file on disk of at most `limits.upload_bytes`, which must not change. Needs memory for its
  /// directory alone. kNotFound when there is no such file, kUnavailable when it cannot be read.
  static Result<std::unique_ptr<ZipReader>> Open(const std::string& path, const Limits& limits);
  /// A zip in memory, which must outlive the reader.
  static Result<std::unique_ptr<ZipReader>> OpenBytes(std::string_view bytes, const Limits& limits);

  std::size_t size() const override { return files_.size(); }
  std::string_view path(std::size_t index) const override { return EntryOf(index).name; }
  /// Decodes one file into `buffer`. kInvalidBundle with the entry's name when it is not what it
  /// declares, kUnavailable when the archive cannot be read.
  Result<std::string_view> Read(std::size_t index, std::string& buffer) override;

  /// What all files take when they are inflated, and the largest of them.
  std::uint64_t inflated_bytes() const { return inflated_bytes_; }
  std::uint64_t largest_file() const { return largest_file_; }

 private:
  class Checks;
  struct File {
    std::size_t entry = 0;  // in the directory
    ZipRange place = {};
  };
  ZipReader(std::unique_ptr<ByteSource> bytes, ZipDirectory directory)
      : bytes_(std::move(bytes)), directory_(std::move(directory)) {}
  static Result<std::unique_ptr<ZipReader>> Make(std::unique_ptr<ByteSource> bytes,
                                                 const Limits& limits);
  const ZipEntry& EntryOf(std::size_t index) const {
    return directory_.entries[files_[index].entry];
  }

  std::unique_ptr<ByteSource> bytes_;
  ZipDirectory directory_;
  std::vector<File> files_;  // sorted by path
  std::uint64_t inflated_bytes_ = 0;
  std::uint64_t largest_file_ = 0;
};

/// All files of a ZipReader at once. When several are damaged, the error names them all.
Result<std::vector<ArchiveFile>> ReadZipBytes(std::string_view bytes, const Limits& limits);
Result<std::vector<ArchiveFile>> ReadZipFile(const std::string& path, const Limits& limits);

}  // namespace imprint

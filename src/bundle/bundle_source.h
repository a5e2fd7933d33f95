#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"

namespace imprint {

/// A regular file of an archive or a folder. The path is relative, with forward slashes, and
/// follows the rules of bundle/path_rules.h.
struct ArchiveFile {
  std::string path;
  std::string bytes;

  friend bool operator==(const ArchiveFile&, const ArchiveFile&) = default;
};

/// The files of a bundle, of which one at a time is in memory. Not for several threads at a time.
class BundleSource {
 public:
  virtual ~BundleSource() = default;
  /// How many files there are.
  virtual std::size_t size() const = 0;
  virtual std::string_view path(std::size_t index) const = 0;
  /// A file's bytes, the same each time; they may be in `buffer`, and are valid until that is used
  /// again. An error says what is wrong with this file, or is kUnavailable.
  virtual Result<std::string_view> Read(std::size_t index, std::string& buffer) = 0;
};

/// Files that are in memory already and outlive this.
class FilesInMemory : public BundleSource {
 public:
  explicit FilesInMemory(const std::vector<ArchiveFile>& files) : files_(files) {}
  std::size_t size() const override { return files_.size(); }
  std::string_view path(std::size_t index) const override { return files_[index].path; }
  Result<std::string_view> Read(std::size_t index, std::string&) override {
    return std::string_view(files_[index].bytes);
  }

 private:
  const std::vector<ArchiveFile>& files_;
};

}  // namespace imprint

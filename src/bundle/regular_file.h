#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>

#include "base/error.h"

namespace imprint {

enum class Symlinks { kFollow, kRefuse };

/// An open regular file. Errors name `shown` as their field.
class RegularFile {
 public:
  /// kNotFound when there is none, kInvalidBundle when it is something else than a regular file,
  /// kTooLarge above `max_bytes`, kUnavailable on I/O trouble.
  static Result<RegularFile> Open(const std::string& path, std::uint64_t max_bytes,
                                  Symlinks symlinks, const std::string& shown);
  RegularFile(RegularFile&& other) noexcept
      : fd_(std::exchange(other.fd_, -1)),
        size_(other.size_),
        path_(std::move(other.path_)),
        shown_(std::move(other.shown_)) {}
  RegularFile& operator=(RegularFile&&) = delete;
  ~RegularFile();

  /// When it was opened.
  std::uint64_t size() const { return size_; }
  /// Fills `to`, and gives less than `count` where the file ends. kUnavailable on I/O trouble.
  Result<std::size_t> ReadAt(std::uint64_t at, char* to, std::size_t count) const;

 private:
  RegularFile(int fd, std::string path, std::string shown)
      : fd_(fd), path_(std::move(path)), shown_(std::move(shown)) {}

  int fd_;
  std::uint64_t size_ = 0;
  std::string path_;
  std::string shown_;
};

/// The whole of a regular file; errors as RegularFile's.
Result<std::string> ReadRegularFile(const std::string& path, std::uint64_t max_bytes,
                                    Symlinks symlinks, const std::string& shown);

}  // namespace imprint

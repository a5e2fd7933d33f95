#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/error.h"
#include "base/time.h"

namespace imprint {

/// An open file, closed with the object. Calls that are interrupted by a signal are repeated.
/// Failures are kUnavailable with the system's reason in `detail`; kNotFound where a file to open
/// is not there.
class File {
 public:
  static Result<File> Open(const std::string& path, int flags);
  /// An empty file of the folder `dir`, for reading and writing, that is gone when it is closed or
  /// the process ends. Other users cannot open it.
  static Result<File> OpenUnnamed(const std::string& dir);
  File(File&& other) noexcept;
  File& operator=(File&&) = delete;
  ~File();

  Status WriteAll(std::string_view bytes) const;
  /// The bytes from `offset` on, at most as many as fit; 0 at the end.
  Result<std::size_t> ReadAt(std::uint64_t offset, char* into, std::size_t most) const;
  /// Back to an empty file, to be written from the start.
  Status Empty() const;
  /// Everything from the start.
  Result<std::string> ReadAll() const;
  /// Does not return before the content (or a folder's entries) would survive a power cut.
  Status Sync() const;
  Result<std::uint64_t> Size() const;
  /// A path that leads this process to the file while it is open, also to an unnamed one.
  std::string PathWhileOpen() const;

 private:
  explicit File(int descriptor) : descriptor_(descriptor) {}
  int descriptor_;
};

/// Makes the entries of the folder `path` durable.
Status SyncFolder(const std::string& path);

/// kUnavailable for the client; `what` and errno go to the log.
Error FileError(std::string_view what, int code);

}  // namespace imprint

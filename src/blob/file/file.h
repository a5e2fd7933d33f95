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
  File(File&& other) noexcept;
  File& operator=(File&&) = delete;
  ~File();

  Status WriteAll(std::string_view bytes) const;
  /// Everything from the start.
  Result<std::string> ReadAll() const;
  /// Does not return before the content (or a folder's entries) would survive a power cut.
  Status Sync() const;
  Result<std::uint64_t> Size() const;

 private:
  explicit File(int descriptor) : descriptor_(descriptor) {}
  int descriptor_;
};

/// Makes the entries of the folder `path` durable.
Status SyncFolder(const std::string& path);

/// kUnavailable for the client; `what` and errno go to the log.
Error FileError(std::string_view what, int code);

}  // namespace imprint

#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/error.h"
#include "model/records.h"

namespace imprint {

/// Lets clients put files straight to where blobs are kept, past this process. All calls are safe
/// from any thread; kUnavailable when that place cannot be reached now.
class DirectUploads {
 public:
  virtual ~DirectUploads() = default;

  /// A URL that takes one kind of request: a PUT of `content_type` until `now + lifetime`.
  virtual std::string SignPut(std::string_view run_key, std::string_view content_type, Time now,
                              std::chrono::seconds lifetime) const = 0;

  struct Arrived {
    std::uint64_t size = 0;
    Time when;
    std::string tag;  // differs for another file under the same run key
  };
  /// What stands under the run key; nothing where no file came.
  virtual Result<std::optional<Arrived>> Find(std::string_view run_key) = 0;

  /// Makes exactly the file that `arrived` is a blob and gives its hash: durable, read once and
  /// hashed on the way. kConflict when another file stands there by now.
  virtual Result<Hash> Adopt(std::string_view run_key, const Arrived& arrived) = 0;

  /// Removes the file; one that is not there is no error.
  virtual Status Remove(std::string_view run_key) = 0;
};

}  // namespace imprint

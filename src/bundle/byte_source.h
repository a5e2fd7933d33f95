#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "base/error.h"

namespace imprint {

/// Bytes that do not change, read at any place. Not for several threads at a time.
class ByteSource {
 public:
  virtual ~ByteSource() = default;
  virtual std::uint64_t size() const = 0;
  /// The `count` bytes from `at`, all of which lie inside; they may be in `buffer`, and are valid
  /// until that is used again. kUnavailable when they cannot be read.
  virtual Result<std::string_view> Read(std::uint64_t at, std::size_t count,
                                        std::string& buffer) = 0;
};

/// `bytes` must outlive the source.
std::unique_ptr<ByteSource> BytesInMemory(std::string_view bytes);

/// A regular file of at most `max_bytes`, of which only what is asked for is read. kNotFound when
/// there is none, kInvalidBundle when it is something else than a regular file, kTooLarge above
/// `max_bytes`, kUnavailable on I/O trouble.
Result<std::unique_ptr<ByteSource>> OpenByteSource(const std::string& path,
                                                   std::uint64_t max_bytes);

}  // namespace imprint

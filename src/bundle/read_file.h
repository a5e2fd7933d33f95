#pragma once

#include <cstdint>
#include <string>

#include "base/error.h"

namespace imprint {

enum class Symlinks { kFollow, kRefuse };

/// The whole of a regular file. kNotFound when there is none, kInvalidBundle when it is something
/// else than a regular file, kTooLarge above `max_bytes`, kUnavailable on I/O trouble. The errors
/// name `shown` as their field.
Result<std::string> ReadRegularFile(const std::string& path, std::uint64_t max_bytes,
                                    Symlinks symlinks, const std::string& shown);

}  // namespace imprint

#pragma once

#include <string>
#include <vector>

#include "base/error.h"
#include "base/limits.h"
#include "bundle/archive.h"

namespace imprint {

/// What a zip of the folder would hold, sorted by path, under the same limits and path rules.
/// Hidden files and folders (a dot in front) are left out. Links, special files and archives
/// inside are refused with kInvalidBundle; the folder itself may be reached by a link. kNotFound
/// when there is no such folder, kUnavailable when it cannot be read.
Result<std::vector<ArchiveFile>> ReadFolder(const std::string& path, const Limits& limits);

}  // namespace imprint

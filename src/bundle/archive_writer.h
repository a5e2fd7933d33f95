#pragma once

#include <string>
#include <vector>

#include "base/error.h"
#include "bundle/archive.h"

namespace imprint {

/// A zip of the files that is the same, byte for byte, for the same files in any order: sorted by
/// path, dated 1980-01-01, deflated, mode 0644, without extra fields. kInvalidBundle when there is
/// no file, or when a path breaks the rules of bundle/path_rules.h or clashes with another.
Result<std::string> WriteZipBytes(std::vector<ArchiveFile> files);

/// The same into a file that is replaced as a whole or not at all. kUnavailable on I/O trouble.
Status WriteZipFile(const std::string& path, std::vector<ArchiveFile> files);

}  // namespace imprint

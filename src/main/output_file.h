#pragma once

#include <string>
#include <string_view>

#include "base/error.h"

namespace imprint {

enum class Overwrite { kReplace, kRefuse };

/// Whether "-" or anything else that standard output is at, such as /dev/stdout.
bool IsStandardOutput(const std::string& path);

/// Writes a file as a whole or not at all, with that mode (less the umask). What is there and no
/// file, such as a pipe, is written to, also where a link leads to it, and so is standard output;
/// a link to nothing is refused. kConflict where there is something already that is not to be
/// replaced, kUnavailable when it cannot be written, kInvalidField for standard output in place of
/// a file that is to be new.
Status WriteOutputFile(const std::string& path, std::string_view bytes, unsigned mode,
                       Overwrite overwrite);

}  // namespace imprint

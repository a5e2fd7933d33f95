#pragma once

#include <string>
#include <string_view>

#include "base/error.h"

namespace imprint {

enum class Overwrite { kReplace, kRefuse };

/// Writes a file as a whole or not at all, with that mode (less the umask); what is there and no
/// file, such as a pipe, is written to. kConflict where there is something already that is not to
/// be replaced, kUnavailable when it cannot be written.
Status WriteOutputFile(const std::string& path, std::string_view bytes, unsigned mode,
                       Overwrite overwrite);

}  // namespace imprint

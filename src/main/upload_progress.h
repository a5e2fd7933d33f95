#pragma once

#include "client/api.h"

namespace imprint {

/// The same file, which tells on standard error how much of it was read, while that is a terminal;
/// otherwise it tells nothing.
client::FileBytes WithProgress(client::FileBytes file);

/// "12.3 MB".
std::string ByteText(std::uint64_t bytes);

}  // namespace imprint

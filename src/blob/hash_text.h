#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "model/records.h"

namespace imprint {

/// Bytes as lower-case hex digits.
std::string HexOf(const std::uint8_t* bytes, std::size_t count);
std::string HexOf(const Hash& hash);

/// The hash with exactly these 64 lower-case hex digits; nothing for any other text.
std::optional<Hash> HashFromHex(std::string_view hex);

}  // namespace imprint

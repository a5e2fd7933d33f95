#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace imprint {

/// RFC 4648's base64 with padding.
std::string ToBase64(std::string_view bytes);
/// nullopt for anything that ToBase64 does not give.
std::optional<std::string> FromBase64(std::string_view text);

}  // namespace imprint

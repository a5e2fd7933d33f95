#pragma once

#include <cstddef>
#include <string_view>

namespace imprint {

/// The bytes that a secret has at least: ://:abc@d
inline constexpr std::size_t kShortestSecret = 9;

/// Whether a text holds one of the marks without which FindSecretsIn finds nothing: for most texts
/// this takes the place of matching its expressions. Marks and expressions go together: a new
/// expression in secret_patterns.cc needs its mark here.
bool HoldsSecretMark(std::string_view text);

}  // namespace imprint

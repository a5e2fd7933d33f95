#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/error.h"
#include "openapi/limits.h"

namespace imprint::openapi {

/// The first document of a YAML text as JSON text: YAML 1.2's core types, and 1.1's merge keys,
/// which API descriptions use. Aliases are copied out; what that makes is bounded by `most_bytes`,
/// and so is nesting. `most_held_bytes` bounds what is held at one time beside texts: the keys of
/// open maps, and all that the parser reads ahead.
/// kMalformedBody with the line, or kTooLarge.
Result<std::string> JsonFromYaml(std::string_view bytes, std::size_t most_bytes = kJsonBytes,
                                 std::size_t most_held_bytes = kYamlHeldBytes);

/// What JsonFromYaml may hold of the text beside texts, where nothing else bounds it.
std::uint64_t MostYamlHeldBytes(std::string_view bytes);

}  // namespace imprint::openapi

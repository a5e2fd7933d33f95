#pragma once

#include <string>
#include <string_view>

#include "base/error.h"

namespace imprint::openapi {

/// The first document of a YAML text as JSON text: YAML 1.2's core types, and 1.1's merge keys,
/// which API descriptions use. Aliases are copied out; what they add is bounded, so is nesting.
/// kMalformedBody with the line, or kTooLarge.
Result<std::string> JsonFromYaml(std::string_view bytes);

}  // namespace imprint::openapi

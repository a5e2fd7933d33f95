#pragma once

#include <string_view>

namespace imprint::json {

/// True for a number as RFC 8259 writes it, of any size and precision.
bool IsNumber(std::string_view token);

/// True when every backslash of a JSON string's inside begins a valid escape, and \u escapes of
/// surrogates come in pairs.
bool AreEscapesValid(std::string_view inside);

}  // namespace imprint::json

#pragma once

#include <string>

#include "base/json/document.h"

namespace imprint::json {

/// The value with two spaces of indent a level and no final newline; every token as it is.
std::string Pretty(Value value);

}  // namespace imprint::json

#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "base/json/document.h"

namespace imprint::json {

/// Reads JSON in one pass over its bytes, where it has nothing unusual: fills `text` and `nodes`,
/// which are empty, as Document::Parse says. False where it gives up, and both hold anything then:
/// `bytes` may be valid or not. It takes objects and arrays alone, no escapes in keys, and bytes
/// that are valid UTF-8.
bool ParseQuickly(std::string_view bytes, std::size_t max_depth, std::size_t max_values,
                  std::string& text, std::vector<Node>& nodes);

}  // namespace imprint::json

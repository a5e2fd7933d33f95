#pragma once

#include <cstddef>

namespace imprint::json {

/// How deep a document of the store may be nested: deeper than any limit lets one in, because it
/// was checked then.
inline constexpr std::size_t kStoredDepth = 1000;

}  // namespace imprint::json

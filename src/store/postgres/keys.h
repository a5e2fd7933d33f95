#pragma once

#include <string>
#include <string_view>

namespace imprint::postgres {

/// The smallest key behind `key`, where keys are ordered by their bytes: what the next page of rows
/// starts from.
inline std::string KeyBehind(std::string_view key) {
  return std::string(key) + '\0';
}

}  // namespace imprint::postgres

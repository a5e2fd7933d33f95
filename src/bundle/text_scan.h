#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/id.h"
#include "base/json/document.h"

namespace imprint {

/// A find inside a JSON string: [begin, end) are positions in the document's text.
struct TextFind {
  std::uint32_t begin = 0;
  std::uint32_t end = 0;
  Id id;                 // of a 24-hex word, or
  std::string variable;  // the name of a <<placeholder>>
};

/// Every word of exactly 24 lower-case hex digits and every <<name>> in a string node, ascending.
/// Escapes are seen through: the finds' ranges cover them as they are written.
/// A name is a letter or underscore and up to 63 letters, digits, '_', '-' or '.'.
std::vector<TextFind> ScanString(json::Value string);

}  // namespace imprint

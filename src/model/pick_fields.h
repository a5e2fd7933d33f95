#pragma once

#include <string>
#include <string_view>

#include "base/json/document.h"

namespace imprint {

struct PickedFields {
  std::string text;     // `mine`, byte for byte but for what was picked
  bool picked = false;  // something differed there, and is now as in `theirs`
};

/// Gives `mine` the value that `theirs` has at `path` ("" is the whole document), a path as Compare
/// gives it or one that those lie under: afterwards no difference of the two equals it or lies
/// under it. A member or element that `theirs` alone has comes in behind what it stands behind
/// there, and one that `mine` alone has is taken out. An element that only its position tells apart
/// is added or taken out at the end alone; anywhere else nothing is picked, as others would move.
/// Pure: the same input gives the same text.
PickedFields PickFields(const json::Document& mine, const json::Document& theirs,
                        std::string_view path);

}  // namespace imprint

#pragma once

#include "base/json/document.h"

namespace imprint {

/// Whether a document can be compared and merged field by field in reasonable time and memory,
/// whatever the other one is. Only what was made to be costly cannot: some hundred thousand values,
/// very long keys around many values, or very many of them in great depth.
bool CanGoByField(json::Value root);

}  // namespace imprint

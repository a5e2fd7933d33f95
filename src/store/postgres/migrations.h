#pragma once

#include <span>

#include "store/sql/schema_rules.h"

namespace imprint::postgres {

/// Migration n leads from schema n - 1 to n, counted from one. A released one never changes.
std::span<const Migration> Migrations();

}  // namespace imprint::postgres

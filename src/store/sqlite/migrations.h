#pragma once

#include <span>

#include "store/sql/schema_rules.h"

namespace imprint::sqlite {

/// All of them; the one at n leads from schema n to n + 1.
std::span<const Migration> Migrations();

}  // namespace imprint::sqlite

#pragma once

#include <span>

namespace imprint::sqlite {

/// Leads from one schema to the next. A released one never changes.
struct Migration {
  const char* name;
  const char* sql;
};

/// All of them; the one at n leads from schema n to n + 1.
std::span<const Migration> Migrations();

}  // namespace imprint::sqlite

#pragma once

#include <span>
#include <string_view>

namespace imprint::postgres {

struct Migration {
  std::string_view name;
  const char* sql;
};

/// Migration n leads from schema n - 1 to n, counted from one. A released one never changes.
std::span<const Migration> Migrations();

}  // namespace imprint::postgres

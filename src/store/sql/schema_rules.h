#pragma once

#include <span>
#include <string_view>

#include "base/error.h"
#include "ports/store.h"

namespace imprint {

/// Leads from one schema to the next: the first of a list from an empty database to schema 1. A
/// released one never changes.
struct Migration {
  std::string_view name;
  const char* sql;
};

/// What an empty database has of them.
SchemaStatus NothingApplied(std::span<const Migration> migrations);

/// Whether a database with schema `current` may be brought to schema `to` by a program that knows
/// `newest` schemas: kInternal when the database is newer than that, kInvalidField when `to` is
/// unknown or older than the database. Messages are for the operator.
Status CheckTarget(int current, int to, int newest);

/// kInternal when the database is newer than the program, kUnavailable when it is older.
Status CheckNewest(int current, int newest);

}  // namespace imprint

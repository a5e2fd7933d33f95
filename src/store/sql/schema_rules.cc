#include "store/sql/schema_rules.h"

#include <fmt/format.h>

namespace imprint {
namespace {

tl::unexpected<Error> TooNew(int current, int newest) {
  return Fail(ErrorCode::kInternal,
              fmt::format("The database has schema {}, but this version of Imprint knows only "
                          "schema {}: use the newer version that wrote it.",
                          current, newest));
}

}  // namespace

SchemaStatus NothingApplied(std::span<const Migration> migrations) {
  SchemaStatus status;
  for (const Migration& migration : migrations) {
    status.migrations.push_back({++status.newest, migration.name, std::nullopt});
  }
  return status;
}

Status CheckTarget(int current, int to, int newest) {
  if (current > newest) return TooNew(current, newest);
  if (to < 1 || to > newest) {
    return Fail(
        ErrorCode::kInvalidField,
        fmt::format("There is no schema {}: this version of Imprint knows 1 to {}.", to, newest));
  }
  if (to < current) {
    return Fail(ErrorCode::kInvalidField,
                fmt::format("The database has schema {} and none is ever taken back. For an older "
                            "version of Imprint, restore a backup that it made.",
                            current));
  }
  return {};
}

Status CheckNewest(int current, int newest) {
  if (current > newest) return TooNew(current, newest);
  if (current < newest) {
    return Fail(ErrorCode::kUnavailable,
                fmt::format("The database has schema {} and this version of Imprint needs {}: run "
                            "`imprint migrate` first.",
                            current, newest));
  }
  return {};
}

}  // namespace imprint

#include "store/sqlite/sweep.h"

#include <utility>

namespace imprint::sqlite {
namespace {

Status RemoveVersions(Connection& connection, Time before) {
  return Execute(
      connection,
      "DELETE FROM versions WHERE created < ?1 "
      "AND NOT EXISTS (SELECT 1 FROM templates WHERE templates.version = versions.id) "
      "AND NOT EXISTS (SELECT 1 FROM template_versions "
      "WHERE template_versions.version = versions.id) "
      "AND NOT EXISTS (SELECT 1 FROM uploads WHERE uploads.version = versions.id) "
      "AND NOT EXISTS (SELECT 1 FROM installations WHERE installations.version = versions.id) "
      "AND NOT EXISTS (SELECT 1 FROM installation_steps "
      "WHERE installation_steps.version_before = versions.id)",
      before);
}

Result<bool> IsNamed(Connection& connection, const Hash& blob) {
  auto named = QueryOne<bool>(connection,
                              "SELECT EXISTS (SELECT 1 FROM uploads WHERE blob = ?1) "
                              "OR EXISTS (SELECT 1 FROM versions WHERE id = ?1) "
                              "OR EXISTS (SELECT 1 FROM versions WHERE source = ?1)",
                              ReadColumn<bool>, blob);
  if (!named) return Fail(std::move(named.error()));
  return named->value_or(false);
}

}  // namespace

Result<std::vector<std::string>> Sweep(Connection& connection,
                                       const StoreWriter::SweepTimes& before) {
  Savepoint all(connection);
  auto gone = QueryAll(connection, "DELETE FROM uploads WHERE expires < ?1 RETURNING run_key",
                       ReadColumn<std::string>, before.uploads);
  if (!gone) return gone;
  auto removed =
      Execute(connection, "DELETE FROM idempotent_results WHERE created < ?1", before.keys);
  if (removed) {
    removed = Execute(connection, "DELETE FROM audit_entries WHERE time < ?1", before.audit);
  }
  if (removed) removed = RemoveVersions(connection, before.versions);
  if (removed) removed = all.Release();
  if (!removed) return Fail(std::move(removed.error()));
  return gone;
}

Result<std::vector<Hash>> NamedAmong(Connection& connection, const std::vector<Hash>& blobs) {
  std::vector<Hash> found;
  for (const Hash& blob : blobs) {
    auto named = IsNamed(connection, blob);
    if (!named) return Fail(std::move(named.error()));
    if (*named) found.push_back(blob);
  }
  return found;
}

}  // namespace imprint::sqlite

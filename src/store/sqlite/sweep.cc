#include "store/sqlite/sweep.h"

#include <set>
#include <utility>

namespace imprint::sqlite {
namespace {

struct RemovedVersion {
  Hash id;
  Hash source;
};

RemovedVersion ReadRemovedVersion(Statement& row) {
  RemovedVersion removed;
  row.Read(removed.id, removed.source);
  return removed;
}

Status RemoveUploads(Connection& connection, Time now, std::set<Hash>& blobs) {
  auto removed = QueryAll(connection, "DELETE FROM uploads WHERE expires < ?1 RETURNING blob",
                          ReadColumn<std::optional<Hash>>, now);
  if (!removed) return Fail(std::move(removed.error()));
  for (const auto& blob : *removed) {
    if (blob) blobs.insert(*blob);
  }
  return {};
}

Status RemoveVersions(Connection& connection, Time before, std::set<Hash>& blobs) {
  auto removed = QueryAll(
      connection,
      "DELETE FROM versions WHERE created < ?1 "
      "AND NOT EXISTS (SELECT 1 FROM templates WHERE templates.version = versions.id) "
      "AND NOT EXISTS (SELECT 1 FROM uploads WHERE uploads.version = versions.id) "
      "AND NOT EXISTS (SELECT 1 FROM installations WHERE installations.version = versions.id) "
      "RETURNING id, source",
      ReadRemovedVersion, before);
  if (!removed) return Fail(std::move(removed.error()));
  for (const auto& version : *removed) {
    blobs.insert(version.id);
    blobs.insert(version.source);
  }
  return {};
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

Result<std::vector<Hash>> Sweep(Connection& connection, Time now, Time keys_before,
                                Time versions_before) {
  Savepoint all(connection);
  std::set<Hash> blobs;
  auto removed = RemoveUploads(connection, now, blobs);
  if (removed) {
    removed = Execute(connection, "DELETE FROM idempotent_results WHERE created < ?1", keys_before);
  }
  if (removed) removed = RemoveVersions(connection, versions_before, blobs);
  if (!removed) return Fail(std::move(removed.error()));

  std::vector<Hash> unnamed;
  for (const Hash& blob : blobs) {
    const auto named = IsNamed(connection, blob);
    if (!named) return Fail(named.error());
    if (!*named) unnamed.push_back(blob);
  }
  if (auto released = all.Release(); !released) return Fail(std::move(released.error()));
  return unnamed;
}

}  // namespace imprint::sqlite

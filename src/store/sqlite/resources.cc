#include "store/sqlite/resources.h"

#include <utility>

#include "store/sql/row_readers.h"

namespace imprint::sqlite {
namespace {

Status LoadReferences(Connection& connection, Resource& resource) {
  auto targets = QueryAll(connection,
                          "SELECT target FROM resource_references "
                          "WHERE account = ?1 AND source = ?2 ORDER BY target",
                          ReadColumn<Id>, resource.account, resource.id);
  if (!targets) return Fail(std::move(targets.error()));
  resource.references = std::move(*targets);
  return {};
}

Status RemoveReferences(Connection& connection, AccountId account, ResourceId source) {
  return Execute(connection, "DELETE FROM resource_references WHERE account = ?1 AND source = ?2",
                 account, source);
}

Status AddReferences(Connection& connection, const Resource& resource) {
  for (const Id& target : resource.references) {
    if (target.empty()) continue;
    auto added = Execute(connection,
                         "INSERT INTO resource_references (account, target, source) "
                         "VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING",
                         resource.account, target, resource.id);
    if (!added) return added;
  }
  return {};
}

Status PutRow(Connection& connection, const Resource& resource) {
  return Execute(connection,
                 "INSERT INTO resources (account, id, model, origin, installation, created, "
                 "modified, sealed_secrets, document) "
                 "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9) "
                 "ON CONFLICT (account, id) DO UPDATE SET model = ?3, origin = ?4, "
                 "installation = ?5, created = ?6, modified = ?7, sealed_secrets = ?8, "
                 "document = ?9",
                 resource.account, resource.id, static_cast<std::int64_t>(resource.model),
                 static_cast<std::int64_t>(resource.origin), resource.installation,
                 resource.created, resource.modified, Blob{resource.sealed_secrets},
                 Blob{resource.document});
}

}  // namespace

Result<std::optional<Resource>> FindResource(Connection& connection, AccountId account,
                                             ResourceId id) {
  auto found = QueryOne(connection,
                        "SELECT account, id, model, origin, installation, created, modified, "
                        "sealed_secrets, document FROM resources "
                        "WHERE account = ?1 AND id = ?2",
                        ReadWholeResource<Statement>, account, id);
  if (!found || !*found) return found;
  if (auto loaded = LoadReferences(connection, **found); !loaded) {
    return Fail(std::move(loaded.error()));
  }
  return found;
}

Result<std::vector<Resource>> ListResources(Connection& connection, AccountId account,
                                            Model model) {
  return QueryAll(connection,
                  "SELECT account, id, model, origin, installation, created, modified "
                  "FROM resources WHERE account = ?1 AND model = ?2 ORDER BY id",
                  ReadResourceHead<Statement>, account, static_cast<std::int64_t>(model));
}

Result<std::vector<Resource>> ListChanges(Connection& connection, AccountId account,
                                          InstallationId installation) {
  return QueryAll(connection,
                  "SELECT account, id, model, origin, installation, created, modified "
                  "FROM resources WHERE account = ?1 AND installation = ?2 ORDER BY id",
                  ReadResourceHead<Statement>, account, installation);
}

Result<std::vector<ResourceId>> FindReferrers(Connection& connection, AccountId account,
                                              Id target) {
  return QueryAll(connection,
                  "SELECT source FROM resource_references "
                  "WHERE account = ?1 AND target = ?2 ORDER BY source",
                  ReadColumn<ResourceId>, account, target);
}

Status PutResource(Connection& connection, const Resource& resource) {
  Savepoint all(connection);
  if (auto put = PutRow(connection, resource); !put) return put;
  if (auto removed = RemoveReferences(connection, resource.account, resource.id); !removed) {
    return removed;
  }
  if (auto added = AddReferences(connection, resource); !added) return added;
  return all.Release();
}

Status RemoveResource(Connection& connection, AccountId account, ResourceId id) {
  Savepoint all(connection);
  auto removed =
      Execute(connection, "DELETE FROM resources WHERE account = ?1 AND id = ?2", account, id);
  if (!removed) return removed;
  if (auto gone = RemoveReferences(connection, account, id); !gone) return gone;
  return all.Release();
}

Status ScanAllResources(Connection& connection, RowVisitor& visitor) {
  Statement rows = connection.Prepare(
      "SELECT account, id, model, origin, installation, created, modified, sealed_secrets, "
      "document FROM resources ORDER BY account, id");
  for (;;) {
    const auto more = rows.Step();
    if (!more) return Fail(more.error());
    if (!*more) return {};
    Resource resource = ReadWholeResource(rows);
    if (auto damage = rows.Damage(); !damage) return damage;
    if (auto loaded = LoadReferences(connection, resource); !loaded) return loaded;
    if (auto visited = visitor.Visit(resource); !visited) return visited;
  }
}

}  // namespace imprint::sqlite

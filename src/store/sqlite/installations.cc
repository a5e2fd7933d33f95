#include "store/sqlite/installations.h"

#include <string>
#include <utility>

#include "model/record_json.h"
#include "store/sql/row_readers.h"

namespace imprint::sqlite {
namespace {

#define IMPRINT_SELECT_INSTALLATION                                                     \
  "SELECT account, id, from_template, version, bindings, creates_connections, created " \
  "FROM installations "

struct BlockOwner {
  Id first;
  std::uint32_t count = 0;
  InstallationId installation;
};

BlockOwner ReadBlockOwner(Statement& row) {
  BlockOwner owner;
  row.Read(owner.first, owner.count, owner.installation);
  return owner;
}

Status LoadBlocks(Connection& connection, Installation& installation) {
  auto blocks = QueryAll(connection,
                         "SELECT first_id, count, first_ordinal FROM id_blocks "
                         "WHERE account = ?1 AND installation = ?2 ORDER BY first_id",
                         ReadBlock<Statement>, installation.account, installation.id);
  if (!blocks) return Fail(std::move(blocks.error()));
  installation.blocks = std::move(*blocks);
  return {};
}

// Nothing behind the last row.
Result<std::optional<Installation>> NextInstallation(Connection& connection, Statement& rows) {
  const auto more = rows.Step();
  if (!more) return Fail(more.error());
  if (!*more) return std::optional<Installation>();
  std::optional<Installation> installation = ReadInstallation(rows);
  if (auto damage = rows.Damage(); !damage) return Fail(std::move(damage.error()));
  if (auto loaded = LoadBlocks(connection, *installation); !loaded) {
    return Fail(std::move(loaded.error()));
  }
  return installation;
}

Status AddRow(Connection& connection, const Installation& installation) {
  const auto bindings = EncodeBindings(installation.bindings);
  if (!bindings) return Fail(bindings.error());
  return Execute(connection,
                 "INSERT INTO installations (account, id, from_template, version, bindings, "
                 "creates_connections, created) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
                 installation.account, installation.id, installation.from_template,
                 installation.version, *bindings, installation.creates_connections,
                 installation.created);
}

Status UpdateRow(Connection& connection, const Installation& installation) {
  const auto bindings = EncodeBindings(installation.bindings);
  if (!bindings) return Fail(bindings.error());
  return Execute(connection,
                 "UPDATE installations SET from_template = ?3, version = ?4, bindings = ?5, "
                 "creates_connections = ?6, created = ?7 WHERE account = ?1 AND id = ?2",
                 installation.account, installation.id, installation.from_template,
                 installation.version, *bindings, installation.creates_connections,
                 installation.created);
}

Status AddBlocks(Connection& connection, const Installation& installation) {
  for (const auto& block : installation.blocks) {
    auto added = Execute(connection,
                         "INSERT INTO id_blocks (account, width, first_id, count, first_ordinal, "
                         "installation) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
                         installation.account, std::uint64_t{block.first.Bytes().size()},
                         block.first, block.count, block.first_ordinal, installation.id);
    if (!added) return added;
  }
  return {};
}

Status AddBoundConnections(Connection& connection, const Installation& installation) {
  for (const auto& [ordinal, bound] : installation.bindings.connections) {
    if (bound.empty()) continue;
    auto added = Execute(connection,
                         "INSERT INTO bound_connections (account, connection, installation) "
                         "VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING",
                         installation.account, bound, installation.id);
    if (!added) return added;
  }
  return {};
}

Status AddBlocksAndConnections(Connection& connection, const Installation& installation) {
  if (auto added = AddBlocks(connection, installation); !added) return added;
  return AddBoundConnections(connection, installation);
}

// Key by key: no index leads from an installation to what it is bound to.
Status RemoveBlocksAndConnections(Connection& connection, const Installation& installation) {
  for (const auto& [ordinal, bound] : installation.bindings.connections) {
    auto removed = Execute(connection,
                           "DELETE FROM bound_connections "
                           "WHERE account = ?1 AND connection = ?2 AND installation = ?3",
                           installation.account, bound, installation.id);
    if (!removed) return removed;
  }
  return Execute(connection, "DELETE FROM id_blocks WHERE account = ?1 AND installation = ?2",
                 installation.account, installation.id);
}

}  // namespace

Result<std::optional<Installation>> FindInstallation(Connection& connection, AccountId account,
                                                     InstallationId id) {
  auto found = QueryOne(connection, IMPRINT_SELECT_INSTALLATION "WHERE account = ?1 AND id = ?2",
                        ReadInstallation<Statement>, account, id);
  if (!found || !*found) return found;
  if (auto loaded = LoadBlocks(connection, **found); !loaded) {
    return Fail(std::move(loaded.error()));
  }
  return found;
}

Result<std::optional<Installation>> FindInstallationHolding(Connection& connection,
                                                            AccountId account, Id id) {
  auto nearest = QueryOne(connection,
                          "SELECT first_id, count, installation FROM id_blocks "
                          "WHERE account = ?1 AND width = ?2 AND first_id <= ?3 "
                          "ORDER BY first_id DESC LIMIT 1",
                          ReadBlockOwner, account, std::uint64_t{id.Bytes().size()}, id);
  if (!nearest) return Fail(std::move(nearest.error()));
  if (!*nearest || !(*nearest)->first.DistanceTo(id, (*nearest)->count)) {
    return std::optional<Installation>();
  }
  return FindInstallation(connection, account, (*nearest)->installation);
}

Status ScanInstallations(Connection& connection, AccountId account, InstallationId after,
                         const std::function<bool(const Installation&)>& visit) {
  Statement rows =
      connection.Prepare(IMPRINT_SELECT_INSTALLATION "WHERE account = ?1 AND id > ?2 ORDER BY id");
  rows.Bind(account, after);
  for (;;) {
    auto next = NextInstallation(connection, rows);
    if (!next) return Fail(std::move(next.error()));
    if (!*next || !visit(**next)) return {};
  }
}

Result<std::vector<InstallationId>> InstallationsUsing(Connection& connection, AccountId account,
                                                       Id used) {
  return QueryAll(connection,
                  "SELECT installation FROM bound_connections "
                  "WHERE account = ?1 AND connection = ?2 ORDER BY installation",
                  ReadColumn<InstallationId>, account, used);
}

// Without a savepoint, which would cost as much as the rows: where the id is taken nothing is
// written yet, and what stands before a block that is taken can be told by the id.
Status AddInstallation(Connection& connection, const Installation& installation) {
  if (auto added = AddRow(connection, installation); !added) return added;
  auto added = AddBlocksAndConnections(connection, installation);
  if (added) return {};
  for (const char* removal : {"DELETE FROM id_blocks WHERE account = ?1 AND installation = ?2",
                              "DELETE FROM installations WHERE account = ?1 AND id = ?2"}) {
    auto removed = Execute(connection, removal, installation.account, installation.id);
    if (!removed) return removed;
  }
  return added;
}

Status ReplaceInstallation(Connection& connection, const Installation& installation) {
  Savepoint all(connection);
  const auto before = FindInstallation(connection, installation.account, installation.id);
  if (!before) return Fail(before.error());
  if (!*before) return Fail(ErrorCode::kNotFound, "There is no such installation.");
  auto replaced = RemoveBlocksAndConnections(connection, **before);
  if (replaced) replaced = UpdateRow(connection, installation);
  if (replaced) replaced = AddBlocksAndConnections(connection, installation);
  if (!replaced) return replaced;
  return all.Release();
}

Status RemoveInstallation(Connection& connection, AccountId account, InstallationId id) {
  constexpr const char* kRemovals[] = {
      "DELETE FROM resource_references WHERE account = ?1 AND source IN "
      "(SELECT id FROM resources WHERE account = ?1 AND installation = ?2)",
      "DELETE FROM resources WHERE account = ?1 AND installation = ?2",
      "DELETE FROM bound_connections WHERE account = ?1 AND installation = ?2",
      "DELETE FROM id_blocks WHERE account = ?1 AND installation = ?2",
      "DELETE FROM installation_steps WHERE account = ?1 AND installation = ?2",
      "DELETE FROM installations WHERE account = ?1 AND id = ?2",
  };
  Savepoint all(connection);
  for (const char* removal : kRemovals) {
    if (auto removed = Execute(connection, removal, account, id); !removed) return removed;
  }
  return all.Release();
}

Result<std::optional<IdempotentResult>> FindIdempotent(Connection& connection, AccountId account,
                                                       std::string_view key) {
  return QueryOne(connection,
                  "SELECT account, key, request, installation, created FROM idempotent_results "
                  "WHERE account = ?1 AND key = ?2",
                  ReadIdempotent<Statement>, account, key);
}

Status AddIdempotent(Connection& connection, const IdempotentResult& result) {
  return Execute(connection,
                 "INSERT INTO idempotent_results (account, key, request, installation, created) "
                 "VALUES (?1, ?2, ?3, ?4, ?5)",
                 result.account, result.key, result.request, result.installation, result.created);
}

Status ScanAllInstallations(Connection& connection, RowVisitor& visitor) {
  Statement rows = connection.Prepare(IMPRINT_SELECT_INSTALLATION "ORDER BY account, id");
  for (;;) {
    auto next = NextInstallation(connection, rows);
    if (!next) return Fail(std::move(next.error()));
    if (!*next) return {};
    if (auto visited = visitor.Visit(**next); !visited) return visited;
  }
}

Status ScanIdempotent(Connection& connection, RowVisitor& visitor) {
  return VisitAll(connection,
                  "SELECT account, key, request, installation, created FROM idempotent_results "
                  "ORDER BY account, key",
                  ReadIdempotent<Statement>, visitor);
}

#undef IMPRINT_SELECT_INSTALLATION

}  // namespace imprint::sqlite

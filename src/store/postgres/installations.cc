#include "store/postgres/installations.h"

#include <algorithm>
#include <set>
#include <string>
#include <utility>

#include "model/record_json.h"
#include "store/postgres/keys.h"
#include "store/sql/row_readers.h"

namespace imprint::postgres {
namespace {

constexpr std::size_t kPage = 200;
constexpr char kAddBlock[] =
    "INSERT INTO id_blocks (account, width, first_id, count, first_ordinal, installation) "
    "VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING";

struct OwnedBlock {
  AccountId account;
  InstallationId installation;
  IdBlock block;
};

OwnedBlock ReadOwnedBlock(Row& row) {
  OwnedBlock owned;
  row.Read(owned.account, owned.installation, owned.block.first, owned.block.count,
           owned.block.first_ordinal);
  return owned;
}

std::uint64_t WidthOf(const Id& id) {
  return id.Bytes().size();
}

// Both lists are in the order of account and id.
void HandOut(std::vector<OwnedBlock> blocks, std::vector<Installation>& installations) {
  std::size_t next = 0;
  for (auto& installation : installations) {
    for (; next < blocks.size() && blocks[next].account == installation.account &&
           blocks[next].installation == installation.id;
         ++next) {
      installation.blocks.push_back(blocks[next].block);
    }
  }
}

// Rows that lie between two keys have all their blocks between the same keys.
Status LoadBlocks(Transaction& transaction, std::vector<Installation>& installations) {
  if (installations.empty()) return {};
  const auto& first = installations.front();
  const auto& last = installations.back();
  auto blocks = transaction.QueryAll(
      "SELECT account, installation, first_id, count, first_ordinal FROM id_blocks "
      "WHERE (account, installation) >= ($1, $2) AND (account, installation) <= ($3, $4) "
      "ORDER BY account, installation, first_id",
      ReadOwnedBlock, first.account, first.id, last.account, last.id);
  if (!blocks) return Fail(std::move(blocks.error()));
  HandOut(std::move(*blocks), installations);
  return {};
}

// From that id on.
Result<std::vector<Installation>> PageOf(Transaction& transaction, AccountId account,
                                         std::string_view id) {
  auto page = transaction.QueryAll(
      "SELECT account, id, from_template, version, bindings, creates_connections, created "
      "FROM installations WHERE account = $1 AND id >= $2 ORDER BY id LIMIT $3",
      ReadInstallation<Row>, account, id, std::uint64_t{kPage});
  if (!page) return page;
  if (auto loaded = LoadBlocks(transaction, *page); !loaded) {
    return Fail(std::move(loaded.error()));
  }
  return page;
}

Status AskToAddRow(Transaction& transaction, const Installation& installation,
                   std::string_view bindings) {
  return transaction.Ask(
      "INSERT INTO installations (account, id, from_template, version, bindings, "
      "creates_connections, created) VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT DO NOTHING",
      installation.account, installation.id, installation.from_template, installation.version,
      bindings, installation.creates_connections, installation.created);
}

Status AskToAddBlock(Transaction& transaction, const Installation& installation,
                     const IdBlock& block) {
  return transaction.Ask(kAddBlock, installation.account, WidthOf(block.first), block.first,
                         block.count, block.first_ordinal, installation.id);
}

Status PostConnections(Transaction& transaction, const Installation& installation) {
  std::vector<std::string_view> bound;
  for (const auto& [ordinal, id] : installation.bindings.connections) {
    if (!id.empty()) bound.push_back(id.Bytes());
  }
  if (bound.empty()) return {};
  return transaction.Post(
      "INSERT INTO bound_connections (account, connection, installation) "
      "SELECT $1, bound.connection, $2 FROM unnest($3) AS bound (connection) "
      "ON CONFLICT DO NOTHING",
      installation.account, installation.id, bound);
}

bool RepeatsABlock(const Installation& installation) {
  std::set<Id> firsts;
  for (const IdBlock& block : installation.blocks) {
    if (!firsts.insert(block.first).second) return true;
  }
  return false;
}

// Asks before anything is changed: a write may go on after a refusal.
Status CheckReplacement(Transaction& transaction, const Installation& installation) {
  auto asked = transaction.Ask("SELECT id FROM installations WHERE account = $1 AND id = $2",
                               installation.account, installation.id);
  for (const auto& block : installation.blocks) {
    if (!asked) return asked;
    asked = transaction.Ask(
        "SELECT installation FROM id_blocks "
        "WHERE account = $1 AND width = $2 AND first_id = $3 AND installation <> $4",
        installation.account, WidthOf(block.first), block.first, installation.id);
  }
  if (!asked) return asked;
  const auto answers = transaction.Collect();
  if (!answers) return Fail(answers.error());
  if (answers->front().size() == 0) {
    return Fail(ErrorCode::kNotFound, "There is no such installation.");
  }
  const bool taken = std::any_of(answers->begin() + 1, answers->end(),
                                 [](const Rows& others) { return others.size() > 0; });
  if (taken || RepeatsABlock(installation)) return Fail(ErrorCode::kConflict, "It exists already.");
  return {};
}

Status PostRow(Transaction& transaction, const Installation& installation,
               std::string_view bindings) {
  return transaction.Post(
      "UPDATE installations SET from_template = $3, version = $4, bindings = $5, "
      "creates_connections = $6, created = $7 WHERE account = $1 AND id = $2",
      installation.account, installation.id, installation.from_template, installation.version,
      bindings, installation.creates_connections, installation.created);
}

// Those of CheckReplacement, so that no other installation has any of them.
Status PostBlocks(Transaction& transaction, const Installation& installation) {
  auto posted = transaction.Post("DELETE FROM id_blocks WHERE account = $1 AND installation = $2",
                                 installation.account, installation.id);
  for (const auto& block : installation.blocks) {
    if (!posted) return posted;
    posted = transaction.Post(kAddBlock, installation.account, WidthOf(block.first), block.first,
                              block.count, block.first_ordinal, installation.id);
  }
  return posted;
}

// `added` are the outcomes of the row and of each block.
Status TakeBack(Transaction& transaction, const Installation& installation,
                const std::vector<Rows>& added) {
  Status taken;
  if (added[0].Changes() > 0) {
    taken = transaction.Post("DELETE FROM installations WHERE account = $1 AND id = $2",
                             installation.account, installation.id);
  }
  for (std::size_t i = 0; taken && i < installation.blocks.size(); ++i) {
    if (added[i + 1].Changes() == 0) continue;
    const Id& first = installation.blocks[i].first;
    taken = transaction.Post(
        "DELETE FROM id_blocks WHERE account = $1 AND width = $2 AND first_id = $3",
        installation.account, WidthOf(first), first);
  }
  return taken;
}

}  // namespace

Result<std::optional<Installation>> FindInstallation(Transaction& transaction, AccountId account,
                                                     InstallationId id) {
  auto asked = transaction.Ask(
      "SELECT account, id, from_template, version, bindings, creates_connections, created "
      "FROM installations WHERE account = $1 AND id = $2",
      account, id);
  if (asked) {
    asked = transaction.Ask(
        "SELECT first_id, count, first_ordinal FROM id_blocks "
        "WHERE account = $1 AND installation = $2 ORDER BY first_id",
        account, id);
  }
  if (!asked) return Fail(std::move(asked.error()));
  const auto answers = transaction.Collect();
  if (!answers) return Fail(answers.error());
  auto found = transaction.Noted(answers->at(0).First(ReadInstallation<Row>));
  auto blocks = transaction.Noted(answers->at(1).All(ReadBlock<Row>));
  if (!blocks) return Fail(std::move(blocks.error()));
  if (found && *found) (*found)->blocks = std::move(*blocks);
  return found;
}

Result<std::optional<Installation>> FindInstallationHolding(Transaction& transaction,
                                                            AccountId account, Id id) {
  auto nearest = transaction.QueryOne(
      "SELECT account, installation, first_id, count, first_ordinal FROM id_blocks "
      "WHERE account = $1 AND width = $2 AND first_id <= $3 ORDER BY first_id DESC LIMIT 1",
      ReadOwnedBlock, account, WidthOf(id), id);
  if (!nearest) return Fail(std::move(nearest.error()));
  if (!*nearest || !(*nearest)->block.first.DistanceTo(id, (*nearest)->block.count)) {
    return std::optional<Installation>();
  }
  return FindInstallation(transaction, account, (*nearest)->installation);
}

Status ScanInstallations(Transaction& transaction, AccountId account, InstallationId after,
                         const std::function<bool(const Installation&)>& visit) {
  std::string next = KeyBehind(after.id.Bytes());
  for (;;) {
    const auto page = PageOf(transaction, account, next);
    if (!page) return Fail(page.error());
    for (const auto& installation : *page) {
      if (!visit(installation)) return {};
    }
    if (page->size() < kPage) return {};
    next = KeyBehind(page->back().id.id.Bytes());
  }
}

Result<std::vector<Installation>> InstallationsFrom(Transaction& transaction,
                                                    std::string_view account, std::string_view id,
                                                    std::size_t limit) {
  auto page = transaction.QueryAll(
      "SELECT account, id, from_template, version, bindings, creates_connections, created "
      "FROM installations WHERE (account, id) >= ($1, $2) ORDER BY account, id LIMIT $3",
      ReadInstallation<Row>, account, id, std::uint64_t{limit});
  if (!page) return page;
  if (auto loaded = LoadBlocks(transaction, *page); !loaded) {
    return Fail(std::move(loaded.error()));
  }
  return page;
}

Result<std::vector<InstallationId>> InstallationsUsing(Transaction& transaction, AccountId account,
                                                       Id used) {
  return transaction.QueryAll(
      "SELECT installation FROM bound_connections WHERE account = $1 AND connection = $2 "
      "ORDER BY installation",
      ReadColumn<InstallationId>, account, used);
}

Status AddInstallation(Transaction& transaction, const Installation& installation) {
  const auto bindings = EncodeBindings(installation.bindings);
  if (!bindings) return Fail(bindings.error());
  auto asked = AskToAddRow(transaction, installation, *bindings);
  for (const auto& block : installation.blocks) {
    if (asked) asked = AskToAddBlock(transaction, installation, block);
  }
  if (!asked) return asked;
  const auto added = transaction.Collect();
  if (!added) return Fail(added.error());
  for (const Rows& one : *added) {
    if (one.Changes() > 0) continue;
    if (auto taken = TakeBack(transaction, installation, *added); !taken) return taken;
    return Fail(ErrorCode::kConflict, "It exists already.");
  }
  return PostConnections(transaction, installation);
}

Status ReplaceInstallation(Transaction& transaction, const Installation& installation) {
  const auto bindings = EncodeBindings(installation.bindings);
  if (!bindings) return Fail(bindings.error());
  if (auto checked = CheckReplacement(transaction, installation); !checked) return checked;
  auto posted = PostRow(transaction, installation, *bindings);
  if (posted) posted = PostBlocks(transaction, installation);
  if (posted) {
    posted =
        transaction.Post("DELETE FROM bound_connections WHERE account = $1 AND installation = $2",
                         installation.account, installation.id);
  }
  if (posted) posted = PostConnections(transaction, installation);
  return posted;
}

Status RemoveInstallation(Transaction& transaction, AccountId account, InstallationId id) {
  constexpr const char* kRemovals[] = {
      "DELETE FROM resource_references WHERE account = $1 AND source IN "
      "(SELECT id FROM resources WHERE account = $1 AND installation = $2)",
      "DELETE FROM resources WHERE account = $1 AND installation = $2",
      "DELETE FROM bound_connections WHERE account = $1 AND installation = $2",
      "DELETE FROM id_blocks WHERE account = $1 AND installation = $2",
      "DELETE FROM installation_steps WHERE account = $1 AND installation = $2",
      "DELETE FROM installations WHERE account = $1 AND id = $2",
  };
  for (const char* removal : kRemovals) {
    if (auto removed = transaction.Post(removal, account, id); !removed) return removed;
  }
  return {};
}

Result<std::optional<IdempotentResult>> FindIdempotent(Transaction& transaction, AccountId account,
                                                       std::string_view key) {
  return transaction.QueryOne(
      "SELECT account, key, request, installation, created FROM idempotent_results "
      "WHERE account = $1 AND key = $2",
      ReadIdempotent<Row>, account, key);
}

Status AddIdempotent(Transaction& transaction, const IdempotentResult& result) {
  return transaction.Insert(
      "INSERT INTO idempotent_results (account, key, request, installation, created) "
      "VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING",
      result.account, result.key, result.request, result.installation, result.created);
}

}  // namespace imprint::postgres

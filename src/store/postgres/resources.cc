#include "store/postgres/resources.h"

#include <span>
#include <string>
#include <utility>

#include "store/postgres/big_rows.h"
#include "store/postgres/keys.h"
#include "store/sql/row_readers.h"

namespace imprint::postgres {
namespace {

struct Key {
  AccountId account;
  ResourceId id;
  std::uint64_t bytes = 0;
};

Key ReadKey(Row& row) {
  Key key;
  row.Read(key.account, key.id, key.bytes);
  return key;
}

Status PostRemovalOfReferences(Transaction& transaction, AccountId account, ResourceId source) {
  return transaction.Post("DELETE FROM resource_references WHERE account = $1 AND source = $2",
                          account, source);
}

Status PostReferences(Transaction& transaction, const Resource& resource) {
  std::vector<std::string_view> targets;
  for (const Id& target : resource.references) {
    if (!target.empty()) targets.push_back(target.Bytes());
  }
  if (targets.empty()) return {};
  return transaction.Post(
      "INSERT INTO resource_references (account, target, source) "
      "SELECT $1, referred.target, $2 FROM unnest($3) AS referred (target) "
      "ON CONFLICT DO NOTHING",
      resource.account, resource.id, targets);
}

Status PostRow(Transaction& transaction, const Resource& resource) {
  return transaction.Post(
      "INSERT INTO resources (account, id, model, origin, installation, created, modified, "
      "sealed_secrets, document) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) "
      "ON CONFLICT (account, id) DO UPDATE SET model = $3, origin = $4, installation = $5, "
      "created = $6, modified = $7, sealed_secrets = $8, document = $9",
      resource.account, resource.id, static_cast<std::int64_t>(resource.model),
      static_cast<std::int64_t>(resource.origin), resource.installation, resource.created,
      resource.modified, resource.sealed_secrets, resource.document);
}

Status AskForResource(Transaction& transaction, AccountId account, ResourceId id) {
  auto asked = transaction.Ask(
      "SELECT account, id, model, origin, installation, created, modified, sealed_secrets, "
      "document FROM resources WHERE account = $1 AND id = $2",
      account, id);
  if (!asked) return asked;
  return transaction.Ask(
      "SELECT target FROM resource_references WHERE account = $1 AND source = $2 ORDER BY target",
      account, id);
}

// `answers` are those of one AskForResource.
Result<std::optional<Resource>> ResourceIn(Transaction& transaction,
                                           std::span<const Rows> answers) {
  auto found = transaction.Noted(answers[0].First(ReadWholeResource<Row>));
  auto targets = transaction.Noted(answers[1].All(ReadColumn<Id>));
  if (!targets) return Fail(std::move(targets.error()));
  if (found && *found) (*found)->references = std::move(*targets);
  return found;
}

Status VisitFew(Transaction& transaction, std::span<const Key> keys, RowVisitor& visitor) {
  for (const Key& key : keys) {
    if (auto asked = AskForResource(transaction, key.account, key.id); !asked) return asked;
  }
  const auto answers = transaction.Collect();
  if (!answers) return Fail(answers.error());
  for (std::size_t i = 0; i < answers->size(); i += 2) {
    const auto found = ResourceIn(transaction, std::span(*answers).subspan(i, 2));
    if (!found) return Fail(found.error());
    if (!*found) continue;
    if (auto visited = visitor.Visit(**found); !visited) return visited;
  }
  return {};
}

}  // namespace

Result<std::optional<Resource>> FindResource(Transaction& transaction, AccountId account,
                                             ResourceId id) {
  if (auto asked = AskForResource(transaction, account, id); !asked) {
    return Fail(std::move(asked.error()));
  }
  const auto answers = transaction.Collect();
  if (!answers) return Fail(answers.error());
  return ResourceIn(transaction, *answers);
}

Result<std::vector<Resource>> ListResources(Transaction& transaction, AccountId account,
                                            Model model) {
  return transaction.QueryAll(
      "SELECT account, id, model, origin, installation, created, modified FROM resources "
      "WHERE account = $1 AND model = $2 ORDER BY id",
      ReadResourceHead<Row>, account, static_cast<std::int64_t>(model));
}

Result<std::vector<Resource>> ListChanges(Transaction& transaction, AccountId account,
                                          InstallationId installation) {
  return transaction.QueryAll(
      "SELECT account, id, model, origin, installation, created, modified FROM resources "
      "WHERE account = $1 AND installation = $2 ORDER BY id",
      ReadResourceHead<Row>, account, installation);
}

Result<std::vector<ResourceId>> FindReferrers(Transaction& transaction, AccountId account,
                                              Id target) {
  return transaction.QueryAll(
      "SELECT source FROM resource_references WHERE account = $1 AND target = $2 ORDER BY source",
      ReadColumn<ResourceId>, account, target);
}

Status PutResource(Transaction& transaction, const Resource& resource) {
  if (auto put = PostRow(transaction, resource); !put) return put;
  if (auto removed = PostRemovalOfReferences(transaction, resource.account, resource.id);
      !removed) {
    return removed;
  }
  return PostReferences(transaction, resource);
}

Status RemoveResource(Transaction& transaction, AccountId account, ResourceId id) {
  auto removed =
      transaction.Post("DELETE FROM resources WHERE account = $1 AND id = $2", account, id);
  if (!removed) return removed;
  return PostRemovalOfReferences(transaction, account, id);
}

Status ScanResources(Transaction& transaction, RowVisitor& visitor) {
  std::string account;
  std::string id;
  for (;;) {
    const auto keys = transaction.QueryAll(
        "SELECT account, id, (octet_length(document) + octet_length(sealed_secrets))::bigint "
        "FROM resources WHERE (account, id) >= ($1, $2) ORDER BY account, id LIMIT $3",
        ReadKey, account, id, std::uint64_t{kKeysAtOnce});
    if (!keys) return Fail(keys.error());
    auto visited = InParts(std::span(*keys), [&](std::span<const Key> few) {
      return VisitFew(transaction, few, visitor);
    });
    if (!visited || keys->size() < kKeysAtOnce) return visited;
    account = keys->back().account.id.Bytes();
    id = KeyBehind(keys->back().id.id.Bytes());
  }
}

}  // namespace imprint::postgres

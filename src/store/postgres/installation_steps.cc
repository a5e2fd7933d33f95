#include "store/postgres/installation_steps.h"

#include <span>
#include <string>
#include <utility>

#include "model/record_json.h"
#include "store/postgres/big_rows.h"
#include "store/sql/row_readers.h"

namespace imprint::postgres {
namespace {

struct Key {
  AccountId account;
  InstallationId installation;
  std::uint32_t number = 0;
  std::uint64_t bytes = 0;
};

Key ReadKey(Row& row) {
  Key key;
  row.Read(key.account, key.installation, key.number, key.bytes);
  return key;
}

Status AskForStep(Transaction& transaction, AccountId account, InstallationId id,
                  std::uint32_t number) {
  return transaction.Ask(
      "SELECT account, installation, number, change, created, token, version_before, "
      "version_after, before FROM installation_steps "
      "WHERE account = $1 AND installation = $2 AND number = $3",
      account, id, number);
}

Status VisitFew(Transaction& transaction, std::span<const Key> keys, RowVisitor& visitor) {
  for (const Key& key : keys) {
    auto asked = AskForStep(transaction, key.account, key.installation, key.number);
    if (!asked) return asked;
  }
  const auto answers = transaction.Collect();
  if (!answers) return Fail(answers.error());
  for (const Rows& answer : *answers) {
    const auto found = transaction.Noted(answer.First(ReadWholeStep<Row>));
    if (!found) return Fail(found.error());
    if (!*found) continue;
    if (auto visited = visitor.Visit(**found); !visited) return visited;
  }
  return {};
}

}  // namespace

Result<std::vector<InstallationStep>> ListSteps(Transaction& transaction, AccountId account,
                                                InstallationId id) {
  return transaction.QueryAll(
      "SELECT account, installation, number, change, created, token, version_before, "
      "version_after FROM installation_steps "
      "WHERE account = $1 AND installation = $2 ORDER BY number",
      ReadStepHead<Row>, account, id);
}

Result<std::optional<InstallationStep>> FindStep(Transaction& transaction, AccountId account,
                                                 InstallationId id, std::uint32_t number) {
  if (auto asked = AskForStep(transaction, account, id, number); !asked) {
    return Fail(std::move(asked.error()));
  }
  const auto answers = transaction.Collect();
  if (!answers) return Fail(answers.error());
  return transaction.Noted(answers->front().First(ReadWholeStep<Row>));
}

Status AddStep(Transaction& transaction, const InstallationStep& step) {
  return transaction.Insert(
      "INSERT INTO installation_steps (account, installation, number, change, created, token, "
      "version_before, version_after, before) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) "
      "ON CONFLICT DO NOTHING",
      step.account, step.installation, step.number, static_cast<std::int64_t>(step.change),
      step.created, step.token, step.version_before, step.version_after, step.before);
}

Status ScanSteps(Transaction& transaction, RowVisitor& visitor) {
  std::string account;
  std::string installation;
  std::uint64_t number = 0;
  for (;;) {
    const auto keys = transaction.QueryAll(
        "SELECT account, installation, number, octet_length(before)::bigint "
        "FROM installation_steps WHERE (account, installation, number) >= ($1, $2, $3) "
        "ORDER BY account, installation, number LIMIT $4",
        ReadKey, account, installation, number, std::uint64_t{kKeysAtOnce});
    if (!keys) return Fail(keys.error());
    auto visited = InParts(std::span(*keys), [&](std::span<const Key> few) {
      return VisitFew(transaction, few, visitor);
    });
    if (!visited || keys->size() < kKeysAtOnce) return visited;
    account = keys->back().account.id.Bytes();
    installation = keys->back().installation.id.Bytes();
    number = std::uint64_t{keys->back().number} + 1;
  }
}

Result<std::optional<SavedBindings>> FindSavedBindings(Transaction& transaction, AccountId account,
                                                       TemplateId id) {
  return transaction.QueryOne(
      "SELECT account, template, bindings, modified FROM saved_bindings "
      "WHERE account = $1 AND template = $2",
      ReadSavedBindings<Row>, account, id);
}

Result<std::vector<SavedBindings>> SavedBindingsFrom(Transaction& transaction,
                                                     std::string_view account, std::string_view id,
                                                     std::size_t limit) {
  return transaction.QueryAll(
      "SELECT account, template, bindings, modified FROM saved_bindings "
      "WHERE (account, template) >= ($1, $2) ORDER BY account, template LIMIT $3",
      ReadSavedBindings<Row>, account, id, std::uint64_t{limit});
}

Status PutSavedBindings(Transaction& transaction, const SavedBindings& row) {
  const auto bindings = EncodeSaved(row);
  if (!bindings) return Fail(bindings.error());
  return transaction.Post(
      "INSERT INTO saved_bindings (account, template, bindings, modified) VALUES ($1, $2, $3, $4) "
      "ON CONFLICT (account, template) DO UPDATE SET bindings = $3, modified = $4",
      row.account, row.template_id, *bindings, row.modified);
}

}  // namespace imprint::postgres

#include "store/postgres/accounts.h"

#include <utility>

#include "store/sql/row_readers.h"

namespace imprint::postgres {

Result<std::optional<Account>> FindAccount(Transaction& transaction, AccountId id) {
  return transaction.QueryOne("SELECT id, name, partner, created FROM accounts WHERE id = $1",
                              ReadAccount<Row>, id);
}

Result<std::optional<Account>> FindAccountByName(Transaction& transaction, std::string_view name) {
  return transaction.QueryOne("SELECT id, name, partner, created FROM accounts WHERE name = $1",
                              ReadAccount<Row>, name);
}

Status AddAccount(Transaction& transaction, const Account& account) {
  return transaction.Insert(
      "INSERT INTO accounts (id, name, partner, created) VALUES ($1, $2, $3, $4) "
      "ON CONFLICT DO NOTHING",
      account.id, account.name, account.partner, account.created);
}

Status SetPartner(Transaction& transaction, AccountId account, bool partner) {
  return transaction.Post("UPDATE accounts SET partner = $2 WHERE id = $1", account, partner);
}

Result<std::optional<Token>> FindToken(Transaction& transaction, const Hash& hash) {
  return transaction.QueryOne(
      "SELECT id, hash, account, created, expires, revoked FROM tokens WHERE hash = $1",
      ReadToken<Row>, hash);
}

Result<std::vector<Token>> ListTokens(Transaction& transaction) {
  return transaction.QueryAll(
      "SELECT id, hash, account, created, expires, revoked FROM tokens ORDER BY created, id",
      ReadToken<Row>);
}

Status AddToken(Transaction& transaction, const Token& token) {
  return transaction.Insert(
      "INSERT INTO tokens (id, hash, account, created, expires, revoked) "
      "VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING",
      token.id, token.hash, token.account, token.created, token.expires, token.revoked);
}

Result<bool> RevokeToken(Transaction& transaction, std::string_view token_id, Time when) {
  const auto updated = transaction.Query(
      "UPDATE tokens SET revoked = coalesce(revoked, $2) WHERE id = $1", token_id, when);
  if (!updated) return Fail(updated.error());
  return updated->Changes() > 0;
}

}  // namespace imprint::postgres

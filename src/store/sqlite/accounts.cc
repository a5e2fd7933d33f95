#include "store/sqlite/accounts.h"

#include <utility>

#include "store/sql/row_readers.h"

namespace imprint::sqlite {
Result<std::optional<Account>> FindAccount(Connection& connection, AccountId id) {
  return QueryOne(connection, "SELECT id, name, partner, created FROM accounts WHERE id = ?1",
                  ReadAccount<Statement>, id);
}

Result<std::optional<Account>> FindAccountByName(Connection& connection, std::string_view name) {
  return QueryOne(connection, "SELECT id, name, partner, created FROM accounts WHERE name = ?1",
                  ReadAccount<Statement>, name);
}

Status AddAccount(Connection& connection, const Account& account) {
  return Execute(connection,
                 "INSERT INTO accounts (id, name, partner, created) VALUES (?1, ?2, ?3, ?4)",
                 account.id, account.name, account.partner, account.created);
}

Status SetPartner(Connection& connection, AccountId account, bool partner) {
  return Execute(connection, "UPDATE accounts SET partner = ?2 WHERE id = ?1", account, partner);
}

Result<std::optional<Token>> FindToken(Connection& connection, const Hash& hash) {
  return QueryOne(connection,
                  "SELECT id, hash, account, created, expires, revoked FROM tokens WHERE hash = ?1",
                  ReadToken<Statement>, hash);
}

Result<std::vector<Token>> ListTokens(Connection& connection) {
  return QueryAll(connection,
                  "SELECT id, hash, account, created, expires, revoked FROM tokens "
                  "ORDER BY created, id",
                  ReadToken<Statement>);
}

Status AddToken(Connection& connection, const Token& token) {
  return Execute(connection,
                 "INSERT INTO tokens (id, hash, account, created, expires, revoked) "
                 "VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
                 token.id, token.hash, token.account, token.created, token.expires, token.revoked);
}

Result<bool> RevokeToken(Connection& connection, std::string_view token_id, Time when) {
  auto updated =
      Execute(connection, "UPDATE tokens SET revoked = coalesce(revoked, ?2) WHERE id = ?1",
              token_id, when);
  if (!updated) return Fail(std::move(updated.error()));
  return connection.Changes() > 0;
}

Status ScanAccounts(Connection& connection, RowVisitor& visitor) {
  return VisitAll(connection, "SELECT id, name, partner, created FROM accounts ORDER BY id",
                  ReadAccount<Statement>, visitor);
}

Status ScanTokens(Connection& connection, RowVisitor& visitor) {
  return VisitAll(connection,
                  "SELECT id, hash, account, created, expires, revoked FROM tokens ORDER BY hash",
                  ReadToken<Statement>, visitor);
}

}  // namespace imprint::sqlite

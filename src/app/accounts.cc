#include "app/accounts.h"

#include <algorithm>

#include "app/audit.h"
#include "base/json/text.h"

namespace imprint {
namespace {

constexpr std::string_view kTokenPrefix = "imp_";

bool IsGoodAccountName(std::string_view name) {
  return !name.empty() && name.size() <= 200 && json::IsUtf8(name) &&
         std::none_of(name.begin(), name.end(),
                      [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; });
}

Result<AccountId> EnsureAccount(const Services& services, StoreWriter& writer,
                                const TokenRequest& request) {
  auto known = writer.FindAccountByName(request.account);
  if (!known) return Pass(known);
  if (*known) {
    const Account& account = **known;
    if (request.partner && !account.partner) {
      if (auto set = writer.SetPartner(account.id, true); !set) return Pass(set);
      auto told = RecordChange(services, writer, account.id, AuditEvent::kUpdate, "account",
                               account.id.Text(), {"partner"});
      if (!told) return Pass(told);
    }
    return account.id;
  }
  const Time now = services.clock.Now();
  const AccountId id(services.ids.NewObjectIds(1, now));
  auto added = writer.AddAccount({id, request.account, request.partner, now});
  if (!added) return Pass(added);
  auto told = RecordChange(services, writer, id, AuditEvent::kCreate, "account", id.Text());
  if (!told) return Pass(told);
  return id;
}

}  // namespace

Result<std::string> CreateToken(const Services& services, const TokenRequest& request) {
  if (!IsGoodAccountName(request.account)) {
    return Fail(ErrorCode::kInvalidField, "An account name has 1 to 200 printable characters.",
                "account");
  }
  const std::string text = std::string(kTokenPrefix) + crypto::RandomText(32);
  Token token;
  token.id = crypto::Hex(crypto::RandomText(4)).substr(0, 10);
  token.hash = Hash{crypto::Sha256(text)};
  token.created = services.clock.Now();
  if (request.lifetime) token.expires = token.created + *request.lifetime;
  const Status stored = services.store.Write([&](StoreWriter& writer) -> Status {
    auto account = EnsureAccount(services, writer, request);
    if (!account) return Pass(account);
    token.account = *account;
    if (auto added = writer.AddToken(token); !added) return added;
    return RecordChange(services, writer, token.account, AuditEvent::kCreate, "token", token.id);
  });
  if (!stored) return tl::unexpected<Error>(stored.error());
  return text;
}

Result<std::vector<ListedToken>> ListTokens(const Services& services) {
  std::vector<ListedToken> listed;
  Status read = services.store.Read([&](StoreReader& reader) -> Status {
    listed.clear();
    auto tokens = reader.ListTokens();
    if (!tokens) return Pass(tokens);
    for (Token& token : *tokens) {
      auto account = reader.FindAccount(token.account);
      if (!account) return Pass(account);
      listed.push_back(
          {std::move(token), *account ? (*account)->name : "", *account && (*account)->partner});
    }
    return {};
  });
  if (!read) return Pass(read);
  return listed;
}

Status RevokeToken(const Services& services, std::string_view token_id) {
  return services.store.Write([&](StoreWriter& writer) -> Status {
    auto tokens = writer.ListTokens();
    if (!tokens) return Pass(tokens);
    const auto known = std::find_if(tokens->begin(), tokens->end(),
                                    [&](const Token& token) { return token.id == token_id; });
    if (known == tokens->end())
      return Fail(ErrorCode::kNotFound, "There is no token with that id.");
    if (known->revoked) return {};
    if (auto revoked = writer.RevokeToken(token_id, services.clock.Now()); !revoked) {
      return Pass(revoked);
    }
    return RecordChange(services, writer, known->account, AuditEvent::kRevoke, "token", known->id);
  });
}

Result<Bearer> AuthenticateHeader(const Services& services, const std::string* authorization) {
  constexpr std::string_view kScheme = "bearer ";
  const std::string_view header = authorization ? std::string_view(*authorization) : "";
  const bool bearer =
      header.size() >= kScheme.size() &&
      std::equal(kScheme.begin(), kScheme.end(), header.begin(),
                 [](char a, char b) { return a == (b >= 'A' && b <= 'Z' ? b + 32 : b); });
  if (!bearer) return Fail(ErrorCode::kUnauthenticated, "Unauthorized");
  return Authenticate(services, header.substr(kScheme.size()));
}

Result<Bearer> Authenticate(const Services& services, std::string_view token) {
  const auto refused = [] { return Fail(ErrorCode::kBadToken, "Bearer Authentication Failed"); };
  if (token.empty() || token.size() > 200) return refused();
  const Hash hash{crypto::Sha256(token)};
  std::optional<Bearer> known;
  Status read = services.store.Read([&](StoreReader& reader) -> Status {
    known.reset();
    auto found = reader.FindToken(hash);
    if (!found) return Pass(found);
    if (!*found || (*found)->revoked) return {};
    if ((*found)->expires && *(*found)->expires <= services.clock.Now()) return {};
    auto owner = reader.FindAccount((*found)->account);
    if (!owner) return Pass(owner);
    if (*owner) known = Bearer{std::move(**owner), std::move((*found)->id), (*found)->expires};
    return {};
  });
  if (!read) return Pass(read);
  if (!known) return refused();
  return std::move(*known);
}

}  // namespace imprint

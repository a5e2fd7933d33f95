#include "app/accounts.h"

#include <algorithm>

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
    }
    return account.id;
  }
  const Time now = services.clock.Now();
  const AccountId id(services.ids.NewObjectIds(1, now));
  auto added = writer.AddAccount({id, request.account, request.partner, now});
  if (!added) return Pass(added);
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
    return writer.AddToken(token);
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
    auto revoked = writer.RevokeToken(token_id, services.clock.Now());
    if (!revoked) return Pass(revoked);
    if (!*revoked) return Fail(ErrorCode::kNotFound, "There is no token with that id.");
    return {};
  });
}

Result<Account> AuthenticateHeader(const Services& services, const std::string* authorization) {
  constexpr std::string_view kScheme = "bearer ";
  const std::string_view header = authorization ? std::string_view(*authorization) : "";
  const bool bearer =
      header.size() >= kScheme.size() &&
      std::equal(kScheme.begin(), kScheme.end(), header.begin(),
                 [](char a, char b) { return a == (b >= 'A' && b <= 'Z' ? b + 32 : b); });
  if (!bearer) return Fail(ErrorCode::kUnauthenticated, "Unauthorized");
  return Authenticate(services, header.substr(kScheme.size()));
}

Result<Account> Authenticate(const Services& services, std::string_view token) {
  const auto refused = [] { return Fail(ErrorCode::kBadToken, "Bearer Authentication Failed"); };
  if (token.empty() || token.size() > 200) return refused();
  const Hash hash{crypto::Sha256(token)};
  std::optional<Account> account;
  Status read = services.store.Read([&](StoreReader& reader) -> Status {
    account.reset();
    auto found = reader.FindToken(hash);
    if (!found) return Pass(found);
    if (!*found || (*found)->revoked) return {};
    if ((*found)->expires && *(*found)->expires <= services.clock.Now()) return {};
    auto owner = reader.FindAccount((*found)->account);
    if (!owner) return Pass(owner);
    account = std::move(*owner);
    return {};
  });
  if (!read) return Pass(read);
  if (!account) return refused();
  return *account;
}

}  // namespace imprint

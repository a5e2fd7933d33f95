#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "app/services.h"

namespace imprint {

struct TokenRequest {
  std::string account;   // a name; the account is created where needed
  bool partner = false;  // makes the account a partner; never takes that away
  std::optional<std::chrono::seconds> lifetime;
};

/// Makes a token and gives its text, which is kept nowhere: only its hash is stored.
/// kInvalidField for an account name that is empty, too long or holds control characters.
Result<std::string> CreateToken(const Services& services, const TokenRequest& request);

struct ListedToken {
  Token token;
  std::string account_name;
  bool partner = false;
};
/// Every token, oldest first.
Result<std::vector<ListedToken>> ListTokens(const Services& services);

/// Revokes a token by its public id; kNotFound when there is none. Takes effect at once.
Status RevokeToken(const Services& services, std::string_view token_id);

/// Who holds a good token.
struct Bearer {
  Account account;
  std::string token_id;  // public
  std::optional<Time> token_expires = {};
};

/// What an Authorization header (null: there is none) stands for; kUnauthenticated without a bearer
/// token, and as Authenticate.
Result<Bearer> AuthenticateHeader(const Services& services, const std::string* authorization);

/// What a bearer token stands for; kBadToken when it is unknown, revoked or expired.
Result<Bearer> Authenticate(const Services& services, std::string_view token);

}  // namespace imprint

#include <fmt/format.h>

#include <cstdio>

#include "app/accounts.h"
#include "main/commands.h"
#include "main/node.h"
#include "main/report.h"

namespace imprint {
namespace {

Result<std::unique_ptr<Node>> OpenNode(const TokenOptions& options) {
  const auto config = StoreConfig(options.place);
  if (!config) return Fail(config.error());
  return Node::Open(*config);
}

std::string StateOf(const Token& token) {
  if (token.revoked) return "revoked " + FormatIso(*token.revoked);
  if (token.expires) return "expires " + FormatIso(*token.expires);
  return "valid";
}

}  // namespace

int CreateTokenCommand(const TokenOptions& options) {
  TokenRequest request{options.account, options.partner, std::nullopt};
  if (!options.expires.empty()) {
    request.lifetime = ParseDuration(options.expires);
    if (!request.lifetime) {
      return ReportFailure(
          Error(ErrorCode::kInvalidField, "Say for example 90s, 15m, 12h or 30d.", "--expires"));
    }
  }
  auto node = OpenNode(options);
  if (!node) return ReportFailure(node.error());
  const auto token = CreateToken((*node)->services(), request);
  if (!token) return ReportFailure(token.error());
  fmt::print("{}\n", *token);
  return 0;
}

int ListTokensCommand(const TokenOptions& options) {
  auto node = OpenNode(options);
  if (!node) return ReportFailure(node.error());
  const auto tokens = ListTokens((*node)->services());
  if (!tokens) return ReportFailure(tokens.error());
  fmt::print("{:<12}{:<26}{:<9}{}  {}\n", "ID", "CREATED", "PARTNER", "STATE", "ACCOUNT");
  for (const ListedToken& listed : *tokens) {
    fmt::print("{:<12}{:<26}{:<9}{}  {}\n", listed.token.id, FormatIso(listed.token.created),
               listed.partner ? "yes" : "no", StateOf(listed.token), listed.account_name);
  }
  return 0;
}

int RevokeTokenCommand(const TokenOptions& options) {
  auto node = OpenNode(options);
  if (!node) return ReportFailure(node.error());
  const auto revoked = RevokeToken((*node)->services(), options.token_id);
  if (!revoked) return ReportFailure(revoked.error());
  fmt::print("revoked {}\n", options.token_id);
  return 0;
}

}  // namespace imprint

#pragma once

#include <optional>
#include <string>
#include <vector>

#include "main/command_config.h"

namespace imprint {

// The commands, after the command line was read. Each gives the process's exit code: 0 for success,
// 1 when it did not do what was asked. Results go to standard output, everything else to standard
// error.

/// Serves until SIGTERM or SIGINT.
int Serve(const ServeOverrides& overrides);

struct TokenOptions {
  PlaceOverrides place;
  std::string account;
  std::string token_id;
  std::string expires;
  bool partner = false;
};
int CreateTokenCommand(const TokenOptions& options);
int ListTokensCommand(const TokenOptions& options);
int RevokeTokenCommand(const TokenOptions& options);

struct TemplateOptions {
  PlaceOverrides place;
  std::string account;
  std::string file;
  std::string output;  // empty: standard output
  std::string base_url;
  std::string language = "es";
  std::vector<std::string> only;
};
/// Publishes a Diga template for a partner account, without a server; prints its id.
int AddTemplateCommand(const TemplateOptions& options);
/// Writes a Diga template of an OpenAPI document; what it cannot express goes to standard error.
int TemplateFromOpenApiCommand(const TemplateOptions& options);

struct BundleOptions {
  std::string source;  // a zip, a folder or, for pack, a JSON list
  std::string output;
  std::string model = "flows";
  bool fill_missing = false;
};
int PackCommand(const BundleOptions& options);
int LintCommand(const BundleOptions& options);
int PreviewCommand(const BundleOptions& options);

}  // namespace imprint

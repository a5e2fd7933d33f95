#include "main/cli.h"
#include "main/commands.h"

namespace imprint {
namespace {

void AddServe(CLI::App& app, Choice& choice) {
  const auto command =
      AddCommand(app, choice, "serve", "Serve the API until SIGTERM or SIGINT", Serve);
  CLI::App* serve = command.app;
  ServeOverrides& options = *command.options;
  AddPlace(serve, options.place);
  serve->add_option("--listen", options.listen,
                    "HOST:PORT; port 0 picks a free one (127.0.0.1:8080)");
  serve->add_option("--public-url", options.public_url,
                    "Address that signed URLs carry, where it is not the one of the request");
  serve->add_option("--tls-cert", options.tls_cert,
                    "Serve HTTPS with this chain of PEM certificates");
  serve->add_option("--tls-key", options.tls_key, "and this PEM key; SIGHUP reads both again");
  serve->add_option("--trusted-proxy", options.trusted_proxies,
                    "Addresses or networks whose X-Forwarded-For is believed");
  serve->add_option("--metrics-allow", options.metrics_allow,
                    "Addresses or networks that may read /metrics, beside this machine");
  serve->add_option("--log-format", options.log_format, "text or json (text)");
  serve->add_option("--log-level", options.log_level, "info, warn, error or off (info)");
  serve->add_option("--outbound-allow", options.outbound_allow,
                    "Hosts or networks where MCP servers and pictures may be, also private ones");
  serve->add_option(
      "--trusted-publisher", options.trusted_publishers,
      "NAME=KEY of publishers whose signatures are trusted; KEY as `keygen` prints it");
  serve->add_flag("--require-signatures", options.require_signatures,
                  "Install only templates that one of them signed");
  serve->add_flag("--no-page", options.no_page, "Serve the API alone, without the page");
}

void AddToken(CLI::App& app, Choice& choice) {
  CLI::App* token = app.add_subcommand("token", "Make, list and revoke bearer tokens");
  token->require_subcommand(1);
  const auto add = [&](const char* name, const char* text, int (*run)(const TokenOptions&)) {
    const auto command = AddCommand(*token, choice, name, text, run);
    AddPlace(command.app, command.options->place);
    return command;
  };
  const auto create =
      add("create", "Print a new token; also while a server runs", CreateTokenCommand);
  create.app->add_option("--account", create.options->account, "Its account, created where needed")
      ->required();
  create.app->add_flag("--partner", create.options->partner,
                       "Make the account a partner, who may own templates");
  create.app->add_option("--expires", create.options->expires,
                         "Lifetime: 90s, 15m, 12h, 30d; without it, none");
  add("list", "List all tokens, without their text", ListTokensCommand);
  const auto revoke = add("revoke", "Revoke a token at once", RevokeTokenCommand);
  revoke.app->add_option("id", revoke.options->token_id, "Its id, as `token list` shows it")
      ->required();
}

}  // namespace

void AddPlace(CLI::App* command, PlaceOverrides& place) {
  command->add_option("--config", place.config_file, "TOML file; the command line goes over it");
  command->add_option("--data", place.data, "Folder of the embedded store");
  command->add_option("--database", place.database,
                      "postgres:// URL in place of the embedded store (IMPRINT_DATABASE)");
  command->add_option("--blobs", place.blobs,
                      "s3://BUCKET/PREFIX in place of files in --data (IMPRINT_BLOBS)");
}

void AddServer(CLI::App& app, Choice& choice) {
  AddServe(app, choice);
  AddToken(app, choice);
}

}  // namespace imprint

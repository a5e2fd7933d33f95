#include <CLI/CLI.hpp>

#include "base/allocator.h"
#include "main/commands.h"
#include "main/report.h"
#include "main/store_commands.h"

namespace {

using imprint::BundleOptions;
using imprint::PlaceOverrides;
using imprint::ServeOverrides;
using imprint::TemplateOptions;
using imprint::TokenOptions;

/// Everything that the command line can set, and the command that was asked for.
struct Choice {
  ServeOverrides serve;
  TokenOptions token;
  TemplateOptions templates;
  imprint::BackupOptions backup;
  imprint::RestoreOptions restore;
  imprint::MigrateDataOptions migrate_data;
  imprint::MigrateOptions migrate;
  BundleOptions bundle;
  std::function<int()> run;
};

/// Where a command finds its store.
void AddPlace(CLI::App* command, PlaceOverrides& place) {
  command->add_option("--config", place.config_file, "TOML file; the command line goes over it");
  command->add_option("--data", place.data, "Folder of the embedded store");
  command->add_option("--database", place.database,
                      "postgres:// URL in place of the embedded store (IMPRINT_DATABASE)");
  command->add_option("--blobs", place.blobs,
                      "s3://BUCKET/PREFIX in place of files in --data (IMPRINT_BLOBS)");
}

void AddServe(CLI::App& app, Choice& choice) {
  CLI::App* serve = app.add_subcommand("serve", "Serve the API until SIGTERM or SIGINT");
  ServeOverrides& options = choice.serve;
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
                    "Hosts or networks where MCP servers may be although they are private");
  serve->callback([&choice] { choice.run = [&choice] { return Serve(choice.serve); }; });
}

void AddToken(CLI::App& app, Choice& choice) {
  CLI::App* token = app.add_subcommand("token", "Make, list and revoke bearer tokens");
  token->require_subcommand(1);
  const auto add = [&](const char* name, const char* text, int (*run)(const TokenOptions&)) {
    CLI::App* command = token->add_subcommand(name, text);
    AddPlace(command, choice.token.place);
    command->callback(
        [&choice, run] { choice.run = [&choice, run] { return run(choice.token); }; });
    return command;
  };
  CLI::App* create =
      add("create", "Print a new token; also while a server runs", imprint::CreateTokenCommand);
  create->add_option("--account", choice.token.account, "Its account, created where needed")
      ->required();
  create->add_flag("--partner", choice.token.partner,
                   "Make the account a partner, who may own templates");
  create->add_option("--expires", choice.token.expires,
                     "Lifetime: 90s, 15m, 12h, 30d; without it, none");
  add("list", "List all tokens, without their text", imprint::ListTokensCommand);
  CLI::App* revoke = add("revoke", "Revoke a token at once", imprint::RevokeTokenCommand);
  revoke->add_option("id", choice.token.token_id, "Its id, as `token list` shows it")->required();
}

void AddBundle(CLI::App& app, Choice& choice) {
  const auto add = [&](const char* name, const char* text, const char* source,
                       int (*run)(const BundleOptions&)) {
    CLI::App* command = app.add_subcommand(name, text);
    command->add_option("source", choice.bundle.source, source)->required();
    command->callback(
        [&choice, run] { choice.run = [&choice, run] { return run(choice.bundle); }; });
    return command;
  };
  CLI::App* pack = add("pack", "Make a template zip",
                       "A folder in bundle layout, or a JSON file with a list of resources",
                       imprint::PackCommand);
  pack->add_option("-o,--output", choice.bundle.output, "The zip to write")->required();
  pack->add_option("--model", choice.bundle.model, "What a JSON list holds (flows)");
  pack->add_flag("--fill-missing", choice.bundle.fill_missing,
                 "Make up what a JSON list refers to and does not hold");
  add("lint", "Print every problem of a bundle; exit 1 if there is an error", "A zip or a folder",
      imprint::LintCommand);
  add("preview", "Print what an install of a bundle would create, as JSON", "A zip or a folder",
      imprint::PreviewCommand);
}

void AddTemplate(CLI::App& app, Choice& choice) {
  CLI::App* group = app.add_subcommand(
      "template", "Diga templates: publish one, or make one of an OpenAPI document");
  group->require_subcommand(1);
  TemplateOptions& options = choice.templates;
  const auto add = [&](const char* name, const char* text, int (*run)(const TemplateOptions&)) {
    CLI::App* command = group->add_subcommand(name, text);
    command->add_option("file", options.file, "The file to read")->required();
    command->callback(
        [&choice, run] { choice.run = [&choice, run] { return run(choice.templates); }; });
    return command;
  };
  CLI::App* publish =
      add("add", "Publish a template file; also while a server runs", imprint::AddTemplateCommand);
  AddPlace(publish, options.place);
  publish->add_option("--account", options.account, "The partner account that owns it")->required();
  CLI::App* convert =
      add("from-openapi", "Make a template of an OpenAPI 3.0 or 3.1 document (JSON or YAML)",
          imprint::TemplateFromOpenApiCommand);
  convert->add_option("--base-url", options.base_url, "In place of the document's servers");
  convert->add_option("--only", options.only,
                      "Tags, or path prefixes that begin with /: only these operations");
  convert->add_option("--language", options.language, "The template's language (es)");
  convert->add_option("-o,--output", options.output, "The file to write (standard output)");
}

/// Adds a command that runs `run` with `options`.
template <typename Options>
CLI::App* AddCommand(CLI::App& app, Choice& choice, const char* name, const char* text,
                     const Options& options, int (*run)(const Options&)) {
  CLI::App* command = app.add_subcommand(name, text);
  command->callback(
      [&choice, &options, run] { choice.run = [&options, run] { return run(options); }; });
  return command;
}

void AddStore(CLI::App& app, Choice& choice) {
  CLI::App* backup =
      AddCommand(app, choice, "backup", "Copy everything into a new folder; also while servers run",
                 choice.backup, imprint::BackupCommand);
  AddPlace(backup, choice.backup.place);
  backup->add_option("--output", choice.backup.output, "The folder to make")->required();
  CLI::App* restore = AddCommand(app, choice, "restore", "Copy a backup into an empty store",
                                 choice.restore, imprint::RestoreCommand);
  AddPlace(restore, choice.restore.place);
  restore->add_option("backup", choice.restore.backup, "The backup's folder")->required();
  CLI::App* migrate_data =
      AddCommand(app, choice, "migrate-data",
                 "Copy everything from one store into another; a store is a data folder, a .toml "
                 "file, or DATABASE,BLOBS",
                 choice.migrate_data, imprint::MigrateDataCommand);
  migrate_data->add_option("from", choice.migrate_data.from, "The store to copy")->required();
  migrate_data->add_option("to", choice.migrate_data.to, "An empty store")->required();
  CLI::App* migrate =
      AddCommand(app, choice, "migrate", "Show or change which schema the database has",
                 choice.migrate, imprint::MigrateCommand);
  AddPlace(migrate, choice.migrate.place);
  CLI::Option* status = migrate->add_flag("--status", choice.migrate.status, "Only show it");
  migrate->add_flag("--json", choice.migrate.json, "Show it as JSON")->needs(status);
  migrate->add_option("--to", choice.migrate.to, "The schema to go to (the newest)")
      ->excludes(status);
}

}  // namespace

int main(int argc, char** argv) {
  imprint::ReturnLargeBlocks();
  CLI::App app("Imprint: a template server for integrations", "imprint");
  app.set_version_flag("--version", IMPRINT_VERSION);
  app.require_subcommand(1);
  Choice choice;
  AddServe(app, choice);
  AddToken(app, choice);
  AddBundle(app, choice);
  AddTemplate(app, choice);
  AddStore(app, choice);
  CLI11_PARSE(app, argc, argv);
  return choice.run();
}

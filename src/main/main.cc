#include <CLI/CLI.hpp>

#include "main/commands.h"
#include "main/report.h"

namespace {

using imprint::BundleOptions;
using imprint::Config;
using imprint::TemplateOptions;
using imprint::TokenOptions;

/// Everything that the command line can set, and the command that was asked for.
struct Choice {
  std::string config_file, listen, data, public_url;
  TokenOptions token;
  TemplateOptions templates;
  std::vector<std::string> outbound_allow;
  BundleOptions bundle;
  std::function<int()> run;
};

int RunServe(const Choice& choice) {
  Config config;
  if (!choice.config_file.empty()) {
    if (auto read = imprint::ReadConfigFile(choice.config_file, config); !read) {
      return imprint::ReportFailure(read.error());
    }
  }
  if (!choice.listen.empty()) config.listen = choice.listen;
  if (!choice.data.empty()) config.data = choice.data;
  if (!choice.public_url.empty()) config.public_url = choice.public_url;
  if (!choice.outbound_allow.empty()) config.outbound_allow = choice.outbound_allow;
  return imprint::Serve(config);
}

void AddServe(CLI::App& app, Choice& choice) {
  CLI::App* serve = app.add_subcommand("serve", "Serve the API until SIGTERM or SIGINT");
  serve->add_option("--listen", choice.listen,
                    "HOST:PORT; port 0 picks a free one (127.0.0.1:8080)");
  serve->add_option("--data", choice.data, "Folder of the embedded store (imprint-data)");
  serve->add_option("--config", choice.config_file, "TOML file; the command line goes over it");
  serve->add_option("--public-url", choice.public_url,
                    "Address that signed URLs carry, where it is not the one of the request");
  serve->add_option("--outbound-allow", choice.outbound_allow,
                    "Hosts or networks where MCP servers may be although they are private");
  serve->callback([&choice] { choice.run = [&choice] { return RunServe(choice); }; });
}

void AddToken(CLI::App& app, Choice& choice) {
  CLI::App* token = app.add_subcommand("token", "Make, list and revoke bearer tokens");
  token->require_subcommand(1);
  const auto add = [&](const char* name, const char* text, int (*run)(const TokenOptions&)) {
    CLI::App* command = token->add_subcommand(name, text);
    command->add_option("--data", choice.token.data, "Folder of the embedded store")->required();
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
  publish->add_option("--data", options.data, "Folder of the embedded store")->required();
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

}  // namespace

int main(int argc, char** argv) {
  CLI::App app("Imprint: a template server for integrations", "imprint");
  app.set_version_flag("--version", IMPRINT_VERSION);
  app.require_subcommand(1);
  Choice choice;
  AddServe(app, choice);
  AddToken(app, choice);
  AddBundle(app, choice);
  AddTemplate(app, choice);
  CLI11_PARSE(app, argc, argv);
  return choice.run();
}

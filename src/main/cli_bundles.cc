#include "main/cli.h"
#include "main/cli_client.h"
#include "main/commands.h"
#include "main/signing_commands.h"

namespace imprint {
namespace {

void AddBundle(CLI::App& app, Choice& choice) {
  const auto add = [&](const char* name, const char* text, const char* source,
                       int (*run)(const BundleOptions&)) {
    const auto command = AddCommand(app, choice, name, text, run);
    command.app->add_option("source", command.options->source, source)->required();
    return command;
  };
  const auto pack =
      add("pack", "Make a template zip",
          "A folder in bundle layout, or a JSON file with a list of resources", PackCommand);
  pack.app->add_option("-o,--output", pack.options->output, "The zip to write")->required();
  pack.app->add_option("--model", pack.options->model, "What a JSON list holds (flows)");
  pack.app->add_flag("--fill-missing", pack.options->fill_missing,
                     "Make up what a JSON list refers to and does not hold");
  add("lint", "Print every problem of a bundle; exit 1 if there is an error",
      "A zip, a folder or a Diga template's .json", LintCommand);
  add("preview", "Print what an install of a bundle would create, as JSON", "A zip or a folder",
      PreviewCommand);
}

void AddTemplate(CLI::App& app, Choice& choice) {
  CLI::App* group = app.add_subcommand(
      "template", "Diga templates: publish one, or make one of an OpenAPI document");
  group->require_subcommand(1);
  const auto add = [&](const char* name, const char* text, int (*run)(const TemplateOptions&)) {
    const auto command = AddCommand(*group, choice, name, text, run);
    command.app->add_option("file", command.options->file, "The file to read")->required();
    return command;
  };
  const auto publish =
      add("add", "Publish a template file; also while a server runs", AddTemplateCommand);
  AddPlace(publish.app, publish.options->place);
  publish.app->add_option("--account", publish.options->account, "The partner account that owns it")
      ->required();
  const auto convert =
      add("from-openapi", "Make a template of an OpenAPI 3.0 or 3.1 document (JSON or YAML)",
          TemplateFromOpenApiCommand);
  convert.app->add_option("--base-url", convert.options->base_url,
                          "In place of the document's servers");
  convert.app->add_option("--only", convert.options->only,
                          "Tags, or path prefixes that begin with /: only these operations");
  convert.app->add_option("--language", convert.options->language, "The template's language (es)");
  convert.app->add_option("-o,--output", convert.options->output,
                          "The file to write (standard output)");
}

void AddSigning(CLI::App& app, Choice& choice) {
  const char* source = "A zip, a folder or a Diga template's .json";
  const auto keygen = AddCommand(app, choice, "keygen",
                                 "Make a publisher's key; print its public part", KeygenCommand);
  keygen.app->add_option("-o,--output", keygen.options->output, "The file to make, for you alone")
      ->required();
  const auto sign = AddCommand(app, choice, "sign", "Sign a template's version", SignCommand);
  sign.app->add_option("source", sign.options->source, source)->required();
  sign.app->add_option("--key", sign.options->key_file, "The file that keygen made")->required();
  sign.app->add_option("-o,--output", sign.options->output, "The file to write (standard output)");
  AddSecretPolicy(sign.app, sign.options->secrets);
  const auto verify =
      AddCommand(app, choice, "verify", "Exit 0 if a signature is a publisher's, of that template",
                 VerifyCommand);
  verify.app->add_option("source", verify.options->source, source)->required();
  verify.app->add_option("--signature", verify.options->signature_file, "The file that sign wrote")
      ->required();
  verify.app
      ->add_option("--publisher", verify.options->publisher, "The public key, as keygen prints it")
      ->required();
  AddSecretPolicy(verify.app, verify.options->secrets);
}

}  // namespace

void AddBundles(CLI::App& app, Choice& choice) {
  AddBundle(app, choice);
  AddTemplate(app, choice);
  AddSigning(app, choice);
}

}  // namespace imprint

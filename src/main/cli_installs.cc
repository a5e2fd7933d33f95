#include "main/cli.h"
#include "main/cli_client.h"
#include "main/client_commands.h"

namespace imprint {
namespace {

constexpr char kInstallation[] = "The installation's id";
constexpr char kQuiet[] = "Say nothing";
constexpr char kYes[] = "Do not ask";
constexpr char kDryRun[] = "Check everything and change nothing";

void AddChoices(CLI::App* command, InstallOptions& options) {
  client::PlanChoices& choices = options.choices;
  AddId(command, "template", choices.template_id, "The template's id")->required();
  command->add_option("--version", choices.version, "The version's number (the latest)");
  command->add_option("--name", choices.name, "Of the integration (the template's)");
  AddEach(command, "--connect", choices.connections,
          "TEMPLATE_ID=ID: your connection for one of the template's; may be said again");
  command->add_flag("--create-connections", choices.create_connections,
                    "Make new ones for those that are bound to nothing");
  command
      ->add_option("--bind", choices.bind,
                   "unambiguous: take the only connection that fits best (explicit)")
      ->check(CLI::IsMember({"explicit", "unambiguous"}));
  AddEach(command, "--set", choices.variables, "NAME=TEXT: a variable; may be said again");
  AddEach(command, "--set-json", choices.json_variables,
          "NAME=JSON: a variable that is a number, true, false or null; may be said again");
  command->add_flag("--use-saved", choices.use_saved,
                    "Take what your last install had, where nothing else is said");
  AddEach(command, "--select", choices.select,
          "ID in the template: install it and what it needs alone; may be said again");
  AddId(command, "--into", choices.into, "An integration of yours that it is put into");
  AddEach(command, "--secret", options.secrets,
          "auth_key: read it from IMPRINT_SECRET_AUTH_KEY or from standard input");
  command->add_option("--base-url", choices.base_url, "Of an integration of Diga's");
  command->add_option("--stack", choices.stack, "Your stack, for a template that names one");
  command->add_flag("--sandbox", choices.sandbox, "Install into the sandbox");
}

void AddInstall(CLI::App& app, Choice& choice) {
  const auto plan = AddCommand(app, choice, "plan",
                               "Show what an install would do and what it lacks", PlanCommand);
  AddAsking(plan.app, plan.options->client);
  AddChoices(plan.app, *plan.options);
  const auto install = AddCommand(
      app, choice, "install", "Install exactly what a plan showed, after asking", InstallCommand);
  AddQuietAsking(install.app, install.options->client, "Print the installation's id alone");
  AddChoices(install.app, *install.options);
  install.app->add_flag("-y,--yes", install.options->yes, kYes);
}

// A command about one installation.
Command<InstallationOptions> AddAbout(CLI::App& app, Choice& choice, const char* name,
                                      const char* text, int (*run)(const InstallationOptions&)) {
  auto command = AddCommand(app, choice, name, text, run);
  AddAsking(command.app, command.options->client);
  AddId(command.app, "id", command.options->id, kInstallation)->required();
  return command;
}

void AddLooking(CLI::App& app, Choice& choice) {
  const auto list =
      AddCommand(app, choice, "installations", "List what is installed", InstallationsCommand);
  AddQuietAsking(list.app, list.options->client, "Print ids alone");
  AddId(list.app, "--template", list.options->template_id, "Of this template alone");
  AddAbout(app, choice, "show", "Show an installation", ShowCommand);
  const auto drift = AddAbout(app, choice, "drift", "Show what was changed by hand", DriftCommand);
  drift.app->add_flag("--exit-code", drift.options->exit_code, "Exit 2 if there is something");
  AddAbout(app, choice, "history", "List what was done to an installation", HistoryCommand);
}

void AddChanging(CLI::App& app, Choice& choice) {
  const auto add = [&](const char* name, const char* text, int (*run)(const InstallationOptions&)) {
    auto command = AddAbout(app, choice, name, text, run);
    command.app->add_flag("-q,--quiet", command.options->client.quiet, kQuiet);
    command.app->add_flag("--dry-run", command.options->dry_run, kDryRun);
    return command;
  };
  const auto revert =
      add("revert", "Put a resource back to what the template makes of it", RevertCommand);
  AddId(revert.app, "resource", revert.options->resource, "Its id")->required();
  revert.app->add_option("--field", revert.options->field, "This place of it alone");
  const auto rollback = add("rollback", "Roll back steps, after asking", RollbackCommand);
  rollback.app->add_option("--step", rollback.options->step,
                           "This one and all behind it (the last one)");
  rollback.app->add_flag("--discard-edits", rollback.options->discard_edits,
                         "Also what was changed by hand since");
  rollback.app->add_flag("-y,--yes", rollback.options->yes, kYes);
  const auto uninstall =
      add("uninstall", "Remove all that an install brought, after asking", UninstallCommand);
  uninstall.app->add_flag("--discard-edits", uninstall.options->discard_edits,
                          "Also what was changed by hand");
  uninstall.app->add_flag("--break-references", uninstall.options->break_references,
                          "Also what something else uses");
  uninstall.app->add_flag("-y,--yes", uninstall.options->yes, kYes);
}

void AddUpgrade(CLI::App& app, Choice& choice) {
  const auto added =
      AddCommand(app, choice, "upgrade",
                 "Go to another version, merged with your edits, after asking", UpgradeCommand);
  CLI::App* command = added.app;
  UpgradeOptions& options = *added.options;
  client::UpgradeChoices& choices = options.choices;
  AddQuietAsking(command, options.client, kQuiet);
  AddId(command, "id", options.id, kInstallation)->required();
  command->add_option("--to", choices.version, "The version's number (the latest)");
  command->add_option("--rule", choices.rule, "How open conflicts end: mine, theirs or fail (fail)")
      ->check(CLI::IsMember({"mine", "theirs", "fail"}));
  AddEach(command, "--resolve", options.resolve,
          "TEMPLATE_ID:PATH=mine, theirs, base or value:JSON; may be said again");
  AddEach(command, "--connect", choices.connections,
          "TEMPLATE_ID=ID: your connection for a new one of the template's; may be said again");
  command->add_flag("--create-connections", choices.create_connections,
                    "Make new ones for those that are bound to nothing");
  AddEach(command, "--set", choices.variables, "NAME=TEXT: a variable; may be said again");
  AddEach(command, "--set-json", choices.json_variables,
          "NAME=JSON: a variable that is a number, true, false or null; may be said again");
  command->add_flag("--interactive", options.interactive, "Ask about each conflict");
  command->add_flag("--dry-run", options.dry_run, "Show the plan and change nothing");
  command->add_flag("-y,--yes", options.yes, kYes);
}

void AddIntegrations(CLI::App& app, Choice& choice) {
  const auto add = [&](const char* name, const char* text, int (*run)(const IntegrationOptions&)) {
    auto command = AddCommand(app, choice, name, text, run);
    AddId(command.app, "integration", command.options->id, "The integration's id")->required();
    return command;
  };
  const auto make = add("export", "Make a template of an integration of yours", ExportCommand);
  AddSession(make.app, make.options->client);
  make.app->add_flag("-q,--quiet", make.options->client.quiet, kQuiet);
  make.app->add_option("-o,--output", make.options->output, "The file to write")->required();
  AddSecretPolicy(make.app, make.options->secrets);
  const auto clone =
      add("clone", "Copy an integration of integrator.io in your account", CloneCommand);
  AddQuietAsking(clone.app, clone.options->client, "Print the new integration's id alone");
  clone.app->add_option("--name", clone.options->name, "Of the copy");
  AddEach(clone.app, "--connect", clone.options->connections,
          "ID=ID: another connection in place of one; may be said again");
}

}  // namespace

void AddInstalls(CLI::App& app, Choice& choice) {
  AddInstall(app, choice);
  AddLooking(app, choice);
  AddUpgrade(app, choice);
  AddChanging(app, choice);
  AddIntegrations(app, choice);
}

}  // namespace imprint

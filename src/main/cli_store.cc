#include "main/cli.h"
#include "main/store_commands.h"

namespace imprint {

void AddStore(CLI::App& app, Choice& choice) {
  const auto backup =
      AddCommand(app, choice, "backup", "Copy everything into a new folder; also while servers run",
                 BackupCommand);
  AddPlace(backup.app, backup.options->place);
  backup.app->add_option("--output", backup.options->output, "The folder to make")->required();
  const auto restore =
      AddCommand(app, choice, "restore", "Copy a backup into an empty store", RestoreCommand);
  AddPlace(restore.app, restore.options->place);
  restore.app->add_option("backup", restore.options->backup, "The backup's folder")->required();
  const auto data =
      AddCommand(app, choice, "migrate-data",
                 "Copy everything from one store into another; a store is a data folder, a .toml "
                 "file, or DATABASE,BLOBS",
                 MigrateDataCommand);
  data.app->add_option("from", data.options->from, "The store to copy")->required();
  data.app->add_option("to", data.options->to, "An empty store")->required();
  const auto migrate = AddCommand(app, choice, "migrate",
                                  "Show or change which schema the database has", MigrateCommand);
  AddPlace(migrate.app, migrate.options->place);
  CLI::Option* status = migrate.app->add_flag("--status", migrate.options->status, "Only show it");
  migrate.app->add_flag("--json", migrate.options->json, "Show it as JSON")->needs(status);
  migrate.app->add_option("--to", migrate.options->to, "The schema to go to (the newest)")
      ->excludes(status);
}

}  // namespace imprint

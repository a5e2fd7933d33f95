#include "base/allocator.h"
#include "main/cli.h"

int main(int argc, char** argv) {
  imprint::ReturnLargeBlocks();
  CLI::App app("Imprint: a template server for integrations", "imprint");
  app.set_version_flag("--version", IMPRINT_VERSION);
  app.require_subcommand(1);
  imprint::Choice choice;
  imprint::AddServer(app, choice);
  imprint::AddBundles(app, choice);
  imprint::AddCatalogue(app, choice);
  imprint::AddInstalls(app, choice);
  imprint::AddStore(app, choice);
  imprint::AddCompletion(app, choice);
  CLI11_PARSE(app, argc, argv);
  return choice.run();
}

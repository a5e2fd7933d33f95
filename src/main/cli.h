#pragma once

#include <CLI/CLI.hpp>
#include <functional>
#include <memory>

#include "main/command_config.h"

namespace imprint {

/// The command that was asked for.
struct Choice {
  std::function<int()> run;
};

/// A command and what its options set.
template <typename Options>
struct Command {
  CLI::App* app = nullptr;
  std::shared_ptr<Options> options;
};

/// Adds a command that runs `run` with options of its own.
template <typename Options>
Command<Options> AddCommand(CLI::App& parent, Choice& choice, const char* name, const char* text,
                            int (*run)(const Options&)) {
  Command<Options> command{parent.add_subcommand(name, text), std::make_shared<Options>()};
  command.app->callback([&choice, options = command.options, run] {
    choice.run = [options, run] { return run(*options); };
  });
  return command;
}

// Each adds the commands of one kind; `choice` outlives the app.
void AddServer(CLI::App& app, Choice& choice);     // serve, token
void AddBundles(CLI::App& app, Choice& choice);    // pack, lint, preview, template, keygen ...
void AddStore(CLI::App& app, Choice& choice);      // backup, restore, migrate ...
void AddCatalogue(CLI::App& app, Choice& choice);  // login, search, versions, publish ...
void AddInstalls(CLI::App& app, Choice& choice);   // plan, install, upgrade, uninstall ...
/// To be called last: it completes what is there by then.
void AddCompletion(CLI::App& app, Choice& choice);

/// Where a command finds its store.
void AddPlace(CLI::App* command, PlaceOverrides& place);

}  // namespace imprint

#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "client/plan_request.h"
#include "client/publish.h"
#include "main/client_session.h"

namespace imprint {

// Commands that ask a server over its API. Each gives the process's exit code, of client::Exit.
// Results go to standard output, everything else to standard error.

struct SearchOptions {
  ClientOptions client;
  std::vector<std::string> words;
  std::string application;
  std::string language;
  std::string kind;
  std::string owner;
  std::size_t limit = 20;
};
int SearchCommand(const SearchOptions& options);

struct TemplateVersionOptions {
  ClientOptions client;
  std::string template_id;
  std::string number;  // "3" or "latest"; empty: all, or the latest
  std::string output;
  std::string reason;
  bool undo = false;
};
int TemplatesCommand(const ClientOptions& options);
int VersionsCommand(const TemplateVersionOptions& options);
int DownloadCommand(const TemplateVersionOptions& options);
int DeprecateCommand(const TemplateVersionOptions& options);

struct DiffOptions {
  ClientOptions client;
  std::vector<std::string> sources;  // two, or none
  std::string template_id;
  std::string from;
  std::string to;
  bool exit_code = false;
};
/// Compares two versions of a template, or without a server two zips, folders or documents.
int DiffCommand(const DiffOptions& options);

struct PublishOptions {
  ClientOptions client;
  std::string source;
  std::string signature_file;
  client::Publication publication;
};
int PublishCommand(const PublishOptions& options);

struct InstallOptions {
  ClientOptions client;
  client::PlanChoices choices;
  std::vector<std::string> secrets;  // names; their values are asked for
  bool yes = false;
};
int PlanCommand(const InstallOptions& options);
int InstallCommand(const InstallOptions& options);

struct InstallationOptions {
  ClientOptions client;
  std::string id;
  std::string template_id;  // installations of this template alone
  std::string resource;
  std::string field;
  std::optional<std::uint32_t> step;
  bool discard_edits = false;
  bool break_references = false;
  bool dry_run = false;
  bool exit_code = false;
  bool yes = false;
};
int InstallationsCommand(const InstallationOptions& options);
int ShowCommand(const InstallationOptions& options);
int DriftCommand(const InstallationOptions& options);
int HistoryCommand(const InstallationOptions& options);
int RevertCommand(const InstallationOptions& options);
int RollbackCommand(const InstallationOptions& options);
int UninstallCommand(const InstallationOptions& options);

struct UpgradeOptions {
  ClientOptions client;
  std::string id;
  client::UpgradeChoices choices;
  std::vector<std::string> resolve;  // as client::AddResolution takes them
  bool interactive = false;
  bool dry_run = false;
  bool yes = false;
};
int UpgradeCommand(const UpgradeOptions& options);

struct IntegrationOptions {
  ClientOptions client;
  std::string id;
  std::string output;
  std::string secrets;
  std::string name;
  std::vector<std::string> connections;
};
int ExportCommand(const IntegrationOptions& options);
int CloneCommand(const IntegrationOptions& options);

}  // namespace imprint

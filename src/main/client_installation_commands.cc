#include <fmt/format.h>

#include <cstdio>
#include <limits>

#include "base/json/writer.h"
#include "client/fields.h"
#include "client/installation_view.h"
#include "client/printable.h"
#include "main/client_commands.h"
#include "main/client_printing.h"

namespace imprint {
namespace {

using client::Exit;
using client::Outcome;
using client::Request;

std::string PathFor(const InstallationOptions& options, const char* what = nullptr) {
  const std::string path = client::PathOf({"api", "v1", "installations", options.id});
  return what == nullptr ? path : path + "/" + what;
}

Request WithDryRun(Request request, bool dry_run) {
  if (dry_run) request.query.emplace_back("dryRun", "true");
  return request;
}

Request RevertRequest(const InstallationOptions& options) {
  Request request{.method = "POST", .path = PathFor(options, "revert"), .needs = "resource"};
  json::Writer out(request.body);
  out.BeginObject().Key("resource").String(options.resource);
  if (!options.field.empty()) out.Key("field").String(options.field);
  out.EndObject();
  return WithDryRun(std::move(request), options.dry_run);
}

Request RollbackRequest(const InstallationOptions& options, bool dry_run) {
  Request request{.method = "POST", .path = PathFor(options, "rollback"), .needs = "installation"};
  json::Writer out(request.body);
  out.BeginObject();
  if (options.step) out.Key("step").Number(*options.step);
  if (options.discard_edits) out.Key("discardEdits").Bool(true);
  out.EndObject();
  return WithDryRun(std::move(request), dry_run);
}

Request UninstallRequest(const InstallationOptions& options, bool dry_run) {
  Request request{.method = "DELETE", .path = PathFor(options), .needs = "removed"};
  if (options.discard_edits) request.query.emplace_back("discardEdits", "true");
  if (options.break_references) request.query.emplace_back("breakReferences", "true");
  return WithDryRun(std::move(request), dry_run);
}

std::string RolledBackText(json::Value answer) {
  const std::string edited =
      client::UserLines(answer["edited"], "Edited since, and put back as well");
  if (client::IsTrue(answer["dryRun"])) return edited + "Nothing stands in the way.\n";
  return edited +
         fmt::format("Rolled back (step {}). It is now:\n",
                     client::Printable(client::TextOf(answer["step"]))) +
         client::InstallationText(answer["installation"]);
}

std::string RevertedText(json::Value answer) {
  const bool dry = client::IsTrue(answer["dryRun"]);
  return (dry ? std::string("Would put back:\n")
              : fmt::format("Put back (step {}):\n",
                            client::Printable(client::TextOf(answer["step"])))) +
         client::DriftedText(answer["resource"]);
}

/// A change that asks first, showing what a dry run found.
struct Asking {
  Request trial;
  Request real;
  std::string question;
  std::string (*text)(json::Value);
};

int ReportKept(const client::Refusal& refusal, const ClientOptions& options) {
  const int code = ReportRefusal(refusal, options);
  if (refusal.code == "edited") fmt::print(stderr, "To lose these edits, say --discard-edits.\n");
  return code;
}

int AskAndDo(const InstallationOptions& options, const Asking& asking) {
  auto session = ClientSession::Open(options.client);
  if (!session) return ReportRefusal(session.error(), options.client);
  client::Api& api = (*session)->api();
  if (options.dry_run) return PrintAnswer(api.Ask(asking.trial), options.client, asking.text);
  if (!options.yes) {
    const auto found = api.Ask(asking.trial);
    if (!found) return ReportKept(found.error(), options.client);
    fmt::print(stderr, "{}", asking.text(found->root()));
    if (!MayGoOn(asking.question)) return CodeOf(Exit::kUndecided);
  }
  const auto done = api.Ask(asking.real);
  if (!done) return ReportKept(done.error(), options.client);
  return PrintAnswer(done, options.client, [&](json::Value answer) {
    return options.client.quiet ? std::string() : asking.text(answer);
  });
}

}  // namespace

int InstallationsCommand(const InstallationOptions& options) {
  Request request{.path = "/api/v1/installations"};
  if (!options.template_id.empty()) request.query.emplace_back("template", options.template_id);
  auto session = ClientSession::Open(options.client);
  if (!session) return ReportRefusal(session.error(), options.client);
  const auto all =
      (*session)->api().List(std::move(request), std::numeric_limits<std::size_t>::max());
  return PrintAnswer(all, options.client, [&](json::Value root) {
    const json::Value items = root["items"];
    if (options.client.quiet) return IdLines(items);
    if (client::CountOf(items) == 0) return std::string("Nothing is installed.\n");
    return client::InstallationTable(items);
  });
}

int ShowCommand(const InstallationOptions& options) {
  return PrintAnswer(AskOnce(options.client, {.path = PathFor(options), .needs = "id"}),
                     options.client, client::InstallationText);
}

int DriftCommand(const InstallationOptions& options) {
  const auto drift =
      AskOnce(options.client, {.path = PathFor(options, "drift"), .needs = "resources"});
  const int code = PrintAnswer(drift, options.client, client::DriftText);
  if (code != 0 || !options.exit_code) return code;
  return client::CountOf(drift->root()["resources"]) > 0 ? CodeOf(Exit::kUndecided) : 0;
}

int HistoryCommand(const InstallationOptions& options) {
  return PrintAnswer(
      AskOnce(options.client, {.path = PathFor(options, "history"), .needs = "items"}),
      options.client, [](json::Value root) { return client::HistoryTable(root["items"]); });
}

int RevertCommand(const InstallationOptions& options) {
  return PrintAnswer(AskOnce(options.client, RevertRequest(options)), options.client,
                     [&](json::Value answer) {
                       return options.client.quiet ? std::string() : RevertedText(answer);
                     });
}

int RollbackCommand(const InstallationOptions& options) {
  const std::string what = options.step ? fmt::format("step {} and all behind it", *options.step)
                                        : std::string("the last step");
  return AskAndDo(options, {RollbackRequest(options, true), RollbackRequest(options, false),
                            fmt::format("Roll back {}?", what), RolledBackText});
}

int UninstallCommand(const InstallationOptions& options) {
  return AskAndDo(options, {UninstallRequest(options, true), UninstallRequest(options, false),
                            "Uninstall it?", client::UninstalledText});
}

}  // namespace imprint

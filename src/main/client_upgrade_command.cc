#include <fmt/format.h>

#include <cstdio>

#include "client/decide.h"
#include "client/fields.h"
#include "client/installation_view.h"
#include "client/printable.h"
#include "client/upgrade_view.h"
#include "main/client_commands.h"
#include "main/client_printing.h"
#include "main/terminal.h"

namespace imprint {
namespace {

using client::Exit;
using client::Outcome;

/// An upgrade on its way from its plan, over its decisions, to what was done.
class Upgrading {
 public:
  Upgrading(client::Api& api, const UpgradeOptions& options)
      : api_(api), options_(options), choices_(options.choices) {}

  int Run() {
    for (const std::string& text : options_.resolve) {
      auto added = client::AddResolution(text, choices_);
      if (!added) return ReportRefusal(added.error(), options_.client);
    }
    auto plan = Ask("upgrade-plan", "applicable");
    if (!plan) return ReportRefusal(plan.error(), options_.client);
    if (options_.dry_run) return ShowOnly(*plan);
    if (options_.interactive) {
      if (const int code = Decide(*plan); code != 0) return code;
    }
    return Apply(*plan);
  }

 private:
  const ClientOptions& client() const { return options_.client; }

  Outcome<json::Document> Ask(const char* what, const char* needs,
                              const std::string& fingerprint = {}) {
    auto body = client::UpgradeBody(choices_, fingerprint);
    if (!body) return client::PassOn(body);
    return api_.Ask({.method = "POST",
                     .path = client::PathOf({"api", "v1", "installations", options_.id, what}),
                     .body = *body,
                     .needs = needs});
  }

  int ShowOnly(const json::Document& plan) const {
    if (client().json) {
      PrintJson(plan);
    } else {
      PrintText(client::DecidedPlanText(plan.root(), choices_));
    }
    return client::IsTrue(plan.root()["applicable"]) ? 0 : CodeOf(Exit::kUndecided);
  }

  // Asks until nothing is open; a decision may open another conflict. The exit code where that did
  // not come to its end, otherwise 0.
  int Decide(json::Document& plan) {
    const client::Asks ask = [](const std::string& text) { return AskLine(text); };
    while (HasOpen(plan.root())) {
      if (!client::DecideConflicts(plan.root(), choices_, ask)) {
        return CodeOf(Exit::kUndecided);
      }
      auto next = Ask("upgrade-plan", "applicable");
      if (!next) return ReportRefusal(next.error(), client());
      plan = std::move(*next);
    }
    return 0;
  }

  static bool HasOpen(json::Value plan) {
    for (const json::Value conflict : plan["conflicts"].items()) {
      if (client::IsNull(conflict["resolution"])) return true;
    }
    return false;
  }

  // With --json the server's answer stands alone on standard output, a refusal's as well.
  int Apply(const json::Document& plan) {
    const json::Value root = plan.root();
    const bool applicable = client::IsTrue(root["applicable"]);
    if (!client().json && (!client().quiet || !applicable)) {
      PrintText(client::DecidedPlanText(root, choices_));
    }
    if (client().json && !options_.yes)
      fmt::print(stderr, "{}", client::DecidedPlanText(root, choices_));
    if (!applicable && !client().json) return CodeOf(Exit::kUndecided);
    const bool changes = client::IsTrue(root["changesAnything"]);
    if (!changes && !client().json) {
      if (!client().quiet) PrintText("There is nothing to do.\n");
      return 0;
    }
    if (applicable && changes && !options_.yes && !MayGoOn("Upgrade it?")) {
      return CodeOf(Exit::kUndecided);
    }
    const auto done = Ask("upgrade", "installation", client::TextOf(root["fingerprint"]));
    if (!done) return ReportChange(done.error());
    return PrintAnswer(done, client(), [&](json::Value answer) { return DoneText(answer); });
  }

  int ReportChange(const client::Refusal& refusal) const {
    const int code = ReportRefusal(refusal, client());
    if (!client().json && refusal.answer && refusal.code == "plan_changed") {
      fmt::print(stderr, "Nothing was done. The plan is now:\n{}",
                 client::DecidedPlanText(refusal.answer->root()["plan"], choices_));
    }
    return code;
  }

  std::string DoneText(json::Value answer) const {
    if (client().quiet) return {};
    return fmt::format("Upgraded (step {}). It is now:\n",
                       client::Printable(client::TextOf(answer["step"]))) +
           client::InstallationText(answer["installation"]);
  }

  client::Api& api_;
  const UpgradeOptions& options_;
  client::UpgradeChoices choices_;
};

}  // namespace

int UpgradeCommand(const UpgradeOptions& options) {
  if (options.interactive && !CanAsk()) {
    fmt::print(stderr, "imprint: There is no terminal to ask at: say --resolve or --rule.\n");
    return CodeOf(Exit::kUndecided);
  }
  auto session = ClientSession::Open(options.client);
  if (!session) return ReportRefusal(session.error(), options.client);
  return Upgrading((*session)->api(), options).Run();
}

}  // namespace imprint

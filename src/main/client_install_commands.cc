#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <thread>

#include "base/crypto.h"
#include "client/fields.h"
#include "client/installation_view.h"
#include "client/plan_view.h"
#include "client/printable.h"
#include "main/client_commands.h"
#include "main/client_printing.h"
#include "main/terminal.h"

namespace imprint {
namespace {

using client::Exit;
using client::Outcome;

constexpr int kTries = 3;
constexpr std::chrono::seconds kBetweenTries{1};

// The environment's IMPRINT_SECRET_AUTH_KEY for auth_key; otherwise a person, or a line of standard
// input. Never the command line, which everybody on the machine can read.
Outcome<std::string> SecretNamed(const std::string& name) {
  std::string variable = "IMPRINT_SECRET_" + name;
  std::transform(variable.begin(), variable.end(), variable.begin(),
                 [](unsigned char c) { return c >= 'a' && c <= 'z' ? c - 32 : c; });
  if (const char* value = std::getenv(variable.c_str()); value != nullptr && *value != '\0') {
    return std::string(value);
  }
  const auto line = AskHidden(name + ": ");
  if (line && !line->empty()) return *line;
  return client::Refuse(
      Exit::kFailed,
      fmt::format("Give the secret {} in {} or on a line of standard input.", name, variable),
      "--secret");
}

Outcome<client::PlanChoices> ChoicesOf(const InstallOptions& options) {
  client::PlanChoices choices = options.choices;
  for (const std::string& name : options.secrets) {
    auto value = SecretNamed(name);
    if (!value) return client::PassOn(value);
    choices.secrets[name] = *value;
  }
  return choices;
}

/// An install on its way from a plan to what was made.
class Installing {
 public:
  Installing(client::Api& api, client::PlanChoices choices)
      : api_(api), choices_(std::move(choices)) {}

  Outcome<json::Document> Plan() {
    auto body = client::PlanBody(choices_);
    if (!body) return client::PassOn(body);
    return api_.Ask(
        {.method = "POST", .path = "/api/v1/plans", .body = *body, .needs = "installable"});
  }

  // The same key each time, so that an answer that got lost is given again.
  Outcome<json::Document> Install(json::Value plan) {
    auto body = client::PlanBody(choices_, client::TextOf(plan["fingerprint"]));
    if (!body) return client::PassOn(body);
    const client::Request request{.method = "POST",
                                  .path = "/api/v1/installations",
                                  .body = *body,
                                  .headers = {{"Idempotency-Key", crypto::RandomText(18)}},
                                  .needs = "id"};
    for (int tries = 1;; ++tries) {
      auto installed = api_.Ask(request);
      const bool again = !installed && installed.error().exit == Exit::kUnreachable;
      if (!again || tries == kTries) return installed;
      std::this_thread::sleep_for(kBetweenTries);
    }
  }

 private:
  client::Api& api_;
  const client::PlanChoices choices_;
};

int ReportInstallRefusal(const client::Refusal& refusal, json::Value plan,
                         const ClientOptions& options) {
  const int code = ReportRefusal(refusal, options);
  if (options.json || refusal.code != "plan_changed" || !refusal.answer) return code;
  fmt::print(stderr, "Since the plan was shown, this has changed:\n{}Look at the plan again.\n",
             client::PlanChanges(plan, refusal.answer->root()["plan"]));
  return code;
}

int PlanAndInstall(Installing& installing, const InstallOptions& options) {
  const ClientOptions& client = options.client;
  const auto plan = installing.Plan();
  if (!plan) return ReportRefusal(plan.error(), client);
  const json::Value root = plan->root();
  const bool installable = client::IsTrue(root["installable"]);
  // With --json the server's answer stands alone on standard output, a refusal's as well.
  if (!client.json && (!client.quiet || !installable)) PrintText(client::PlanText(root));
  if (client.json && !options.yes) fmt::print(stderr, "{}", client::PlanText(root));
  if (!installable && !client.json) return CodeOf(Exit::kUndecided);
  if (installable && !options.yes && !MayGoOn("Install it?")) return CodeOf(Exit::kUndecided);
  const auto installed = installing.Install(root);
  if (!installed) return ReportInstallRefusal(installed.error(), root, client);
  return PrintAnswer(installed, client, [&](json::Value made) {
    if (client.quiet) return client::Printable(client::TextOf(made["id"])) + "\n";
    return "Installed " + client::InstallationText(made);
  });
}

}  // namespace

int PlanCommand(const InstallOptions& options) {
  auto choices = ChoicesOf(options);
  if (!choices) return ReportRefusal(choices.error(), options.client);
  auto session = ClientSession::Open(options.client);
  if (!session) return ReportRefusal(session.error(), options.client);
  const auto plan = Installing((*session)->api(), std::move(*choices)).Plan();
  const int code = PrintAnswer(plan, options.client, client::PlanText);
  if (code != 0 || client::IsTrue(plan->root()["installable"])) return code;
  return CodeOf(Exit::kUndecided);
}

int InstallCommand(const InstallOptions& options) {
  auto choices = ChoicesOf(options);
  if (!choices) return ReportRefusal(choices.error(), options.client);
  auto session = ClientSession::Open(options.client);
  if (!session) return ReportRefusal(session.error(), options.client);
  Installing installing((*session)->api(), std::move(*choices));
  return PlanAndInstall(installing, options);
}

}  // namespace imprint

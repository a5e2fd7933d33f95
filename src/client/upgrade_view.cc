#include "client/upgrade_view.h"

#include <fmt/format.h>

#include <sstream>

#include "base/json/pretty.h"
#include "client/catalogue_view.h"
#include "client/fields.h"
#include "client/plan_view.h"
#include "client/printable.h"

namespace imprint::client {
namespace {

constexpr std::size_t kShownLines = 12;
constexpr std::size_t kShownColumns = 160;

std::string VersionName(json::Value version) {
  const std::string number = TextOf(version["number"]);
  return Printable(number.empty() ? TextOf(version["hash"]).substr(0, 12) : number);
}

std::string What(json::Value conflict) {
  const std::string kind = TextOf(conflict["kind"]);
  if (kind == "deletedHere") return "deleted here, and the new version changes or needs it";
  if (kind == "deletedThere") return "edited here, and the new version has it no more";
  if (kind == "stillUsed") return "the new version has it no more, and something here uses it";
  const std::string path = TextOf(conflict["path"]);
  return path.empty() ? "changed on both sides" : path + " was changed on both sides";
}

// A value over as many lines as a person reads at a glance.
std::string Value(const char* name, json::Value value) {
  const std::string label = fmt::format("    {:<7} ", name);
  if (!value.valid()) return label + "(not there)\n";
  std::istringstream text(json::Pretty(value));
  std::string out;
  std::string line;
  std::size_t lines = 0;
  while (std::getline(text, line)) {
    if (lines == kShownLines) {
      out += "            ...\n";
      break;
    }
    out +=
        (lines++ == 0 ? label : std::string(12, ' ')) + Fit(Printable(line), kShownColumns) + "\n";
  }
  return out;
}

std::string Changed(json::Value changed) {
  std::string out;
  changed.ForEachItem([&](json::Value item) {
    out += fmt::format("~ {}{}\n", ResourceLine(item, "id"),
                       IsTrue(item["edited"]) ? ", with your edits" : "");
    item["fields"].ForEachItem([&](json::Value field) {
      out += fmt::format("    {}\n", ChangeLine(TextOf(field["path"]), field["from"], field["to"]));
    });
    if (IsTrue(item["fieldsLeftOut"])) out += "    (too much to show)\n";
  });
  return out;
}

// What was typed for a conflict that ends with a value: the server's plan does not repeat it.
std::string Chosen(json::Value conflict, const UpgradeChoices& choices) {
  const auto resource = choices.resolutions.find(TextOf(conflict["templateId"]));
  if (TextOf(conflict["resolution"]) != "value" || resource == choices.resolutions.end()) return {};
  for (const std::string& path : {TextOf(conflict["path"]), std::string(), std::string("*")}) {
    const auto choice = resource->second.find(path);
    if (choice == resource->second.end()) continue;
    const auto document = json::Document::Parse(choice->second, kAnswerDepth + 1);
    return document ? Value("chosen", document->root()["value"]) : std::string();
  }
  return {};
}

std::string Conflicts(json::Value conflicts, const UpgradeChoices& choices) {
  std::string out;
  std::size_t open = 0;
  conflicts.ForEachItem([&](json::Value conflict) {
    out += ConflictText(conflict) + Chosen(conflict, choices);
    if (IsNull(conflict["resolution"])) ++open;
  });
  if (out.empty()) return out;
  out = "Conflicts:\n" + out;
  if (open > 0) {
    out += fmt::format(
        "{} to be decided: --resolve TEMPLATE_ID:PATH=mine (or theirs, base), --rule, or\n"
        "--interactive.\n",
        open);
  }
  return out;
}

}  // namespace

std::string ConflictText(json::Value conflict) {
  std::string out = fmt::format("! {}\n  {}", ResourceLine(conflict), Printable(What(conflict)));
  const std::string resolution = TextOf(conflict["resolution"]);
  if (!resolution.empty()) out += ": " + Printable(resolution);
  out += "\n";
  if (TextOf(conflict["kind"]) == "field") {
    out += Value("base", conflict["base"]) + Value("mine", conflict["mine"]) +
           Value("theirs", conflict["theirs"]);
  }
  conflict["users"].ForEachItem(
      [&](json::Value user) { out += "    used by " + ResourceLine(user, "id") + "\n"; });
  return out;
}

std::string UpgradePlanText(json::Value plan) {
  return DecidedPlanText(plan, {});
}

std::string DecidedPlanText(json::Value plan, const UpgradeChoices& choices) {
  std::string out =
      fmt::format("From version {} to {}\n", VersionName(plan["from"]), VersionName(plan["to"]));
  plan["added"].ForEachItem([&](json::Value item) { out += "+ " + ResourceLine(item) + "\n"; });
  plan["removed"].ForEachItem([&](json::Value item) {
    out += fmt::format("- {}{}\n", ResourceLine(item, "id"),
                       IsTrue(item["kept"]) ? ", which stays as your own" : "");
  });
  out += Changed(plan["changed"]);
  out += fmt::format("{} added, {} removed, {} changed, {} untouched\n", CountOf(plan["added"]),
                     CountOf(plan["removed"]), CountOf(plan["changed"]),
                     Printable(TextOf(plan["untouched"])));
  return out + PlannedConnections(plan["connections"]) + PlannedVariables(plan["variables"]) +
         MessageLines(plan["notFollowed"], "References that are not kept", "templateId") +
         MessageLines(plan["warnings"], "Warnings", "templateId") +
         MessageLines(plan["problems"], "Problems", "field") +
         Conflicts(plan["conflicts"], choices);
}

}  // namespace imprint::client

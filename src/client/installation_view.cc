#include "client/installation_view.h"

#include <fmt/format.h>

#include <set>

#include "client/catalogue_view.h"
#include "client/fields.h"
#include "client/printable.h"
#include "client/table.h"

namespace imprint::client {
namespace {

std::string DateOf(json::Value time) {
  const std::string text = TextOf(time);
  return text.size() > 16 ? text.substr(0, 10) + " " + text.substr(11, 5) : text;
}

std::string VersionName(json::Value version) {
  const std::string number = TextOf(version["number"]);
  return number.empty() ? TextOf(version["hash"]).substr(0, 12) : number;
}

std::string VersionOf(json::Value installation) {
  std::string out = VersionName(installation["version"]);
  if (IsTrue(installation["upgradeAvailable"])) {
    out += " (" + TextOf(installation["latest"]["number"]) + " is there)";
  }
  return out;
}

std::string TemplateOf(json::Value installation) {
  const json::Value from = installation["template"];
  if (IsNull(from)) return "(a file)";
  const std::string name = TextOf(from["name"]);
  return name.empty() ? TextOf(from["id"]) : name;
}

std::string LeftToDo(json::Value installation) {
  const json::Value to_do = installation["toDo"];
  std::string out;
  const auto line = [&](const std::string& what, const std::string& message) {
    if (out.empty()) out = "\nLeft to do:\n";
    out += fmt::format("  {}: {}\n", what, Printable(message));
  };
  to_do["goneConnections"].ForEachItem([&](json::Value item) {
    line(Printable(fmt::format("Connection \"{}\"", TextOf(item["name"]))),
         fmt::format("Yours that stands for it, {}, is not there any more.", TextOf(item["id"])));
  });
  std::set<std::string> disabled;
  to_do["disabledFlows"].ForEachItem([&](json::Value id) { disabled.insert(TextOf(id)); });
  installation["resources"].ForEachItem([&](json::Value item) {
    if (disabled.contains(TextOf(item["id"]))) line(ResourceLine(item, "id"), "It is disabled.");
  });
  to_do["secrets"].ForEachItem(
      [&](json::Value item) { line(ResourceLine(item, "id"), TextOf(item["message"])); });
  to_do["unfilled"].ForEachItem([&](json::Value name) {
    line("Variable " + Printable(TextOf(name)), "Nothing was filled in for it.");
  });
  return out;
}

}  // namespace

std::string InstallationTable(json::Value items) {
  Table table({"ID", "KIND", "VERSION", "CREATED", "NAME", "TEMPLATE"});
  items.ForEachItem([&](json::Value item) {
    table.Add({TextOf(item["id"]), TextOf(item["kind"]), VersionOf(item), DateOf(item["created"]),
               TextOf(item["name"]), TemplateOf(item)});
  });
  return table.Text();
}

std::string InstallationText(json::Value installation) {
  std::string out = Printable(
      fmt::format("\"{}\" ({})", TextOf(installation["name"]), TextOf(installation["id"])));
  out += "\n";
  const auto line = [&](const char* name, const std::string& text) {
    if (!text.empty()) out += fmt::format("{:<9} {}\n", name, Printable(text));
  };
  const json::Value from = installation["template"];
  line("template", TemplateOf(installation) +
                       (TextOf(from["name"]).empty() ? "" : " (" + TextOf(from["id"]) + ")"));
  line("version", VersionOf(installation));
  line("created", DateOf(installation["created"]));
  line("into", TextOf(installation["into"]));
  if (IsTrue(installation["selected"])) line("selected", "not all of the template");
  Table resources({"MODEL", "NAME", "STATE", "ID", "TEMPLATE ID"});
  installation["resources"].ForEachItem([&](json::Value item) {
    resources.Add({TextOf(item["model"]), TextOf(item["name"]), TextOf(item["state"]),
                   TextOf(item["id"]), TextOf(item["templateId"])});
  });
  if (!resources.empty()) out += "\n" + resources.Text();
  Table connections({"CONNECTION", "ID", "TEMPLATE ID"});
  installation["connections"].ForEachItem([&](json::Value item) {
    connections.Add({TextOf(item["name"]), TextOf(item["id"]), TextOf(item["templateId"])});
  });
  if (!connections.empty()) out += "\n" + connections.Text();
  Table variables({"VARIABLE", "VALUE"});
  installation["variables"].ForEachMember([&](json::Value name, json::Value value) {
    variables.Add({name.string(), JsonOf(value)});
  });
  if (!variables.empty()) out += "\n" + variables.Text();
  return out + LeftToDo(installation);
}

std::string DriftedText(json::Value resource) {
  std::string out =
      fmt::format("{:<8} {}\n", Printable(TextOf(resource["state"])), ResourceLine(resource, "id"));
  resource["fields"].ForEachItem([&](json::Value field) {
    out += fmt::format("    {}\n",
                       ChangeLine(TextOf(field["path"]), field["template"], field["installed"]));
  });
  if (IsTrue(resource["fieldsLeftOut"])) out += "    (too much to show)\n";
  return out;
}

std::string DriftText(json::Value drift) {
  std::string out;
  drift["resources"].ForEachItem([&](json::Value resource) { out += DriftedText(resource); });
  return out.empty() ? "Everything is as the template makes it.\n" : out;
}

std::string HistoryTable(json::Value items) {
  Table table({"STEP", "CHANGE", "CREATED", "FROM", "TO", "TOKEN"});
  items.ForEachItem([&](json::Value item) {
    table.Add({TextOf(item["number"]), TextOf(item["change"]), DateOf(item["created"]),
               VersionName(item["from"]), VersionName(item["to"]), TextOf(item["token"])});
  });
  return table.empty() ? "Nothing was done to it since it was installed.\n" : table.Text();
}

std::string UserLines(json::Value list, const std::string& heading) {
  std::string out;
  list.ForEachItem([&](json::Value item) {
    if (out.empty()) out = heading + ":\n";
    out += "  " + ResourceLine(item, "id") + "\n";
  });
  return out;
}

std::string UninstalledText(json::Value answer) {
  const bool dry = IsTrue(answer["dryRun"]);
  const std::size_t count = CountOf(answer["removed"]);
  return UserLines(answer["edited"], "Edited, and lost with it") +
         UserLines(answer["users"], "Using it, and left without it") +
         fmt::format("{} {} {}.\n", dry ? "Would remove" : "Removed", count,
                     count == 1 ? "resource" : "resources");
}

}  // namespace imprint::client

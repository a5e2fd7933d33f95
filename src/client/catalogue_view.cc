#include "client/catalogue_view.h"

#include <fmt/format.h>

#include "client/fields.h"
#include "client/printable.h"
#include "client/table.h"

namespace imprint::client {
namespace {

constexpr std::size_t kWidestValue = 100;

std::string DateOf(json::Value time) {
  const std::string text = TextOf(time);
  return text.size() > 16 ? text.substr(0, 10) + " " + text.substr(11, 5) : text;
}

std::string Joined(json::Value list) {
  std::string out;
  list.ForEachItem([&](json::Value item) {
    if (!out.empty()) out += ", ";
    out += TextOf(item);
  });
  return out;
}

std::string Remarks(json::Value version) {
  std::string out;
  const auto add = [&](const std::string& text) { out += (out.empty() ? "" : ", ") + text; };
  if (IsTrue(version["current"])) add("current");
  if (!IsNull(version["signature"])) add(SignatureText(version["signature"]));
  const std::string reason = TextOf(version["deprecated"]["reason"]);
  if (!IsNull(version["deprecated"])) add("deprecated" + (reason.empty() ? "" : ": " + reason));
  return out;
}

void AppendResources(json::Value list, std::string_view mark, std::string& out) {
  list.ForEachItem(
      [&](json::Value item) { out += fmt::format("{} {}\n", mark, ResourceLine(item)); });
}

}  // namespace

std::string ResourceLine(json::Value resource, std::string_view id) {
  return Printable(fmt::format("{} \"{}\" ({})", TextOf(resource["model"]),
                               TextOf(resource["name"]), TextOf(resource[id])));
}

std::string ChangeLine(std::string_view path, json::Value from, json::Value to) {
  const auto shown = [](json::Value value) { return Fit(Printable(JsonOf(value)), kWidestValue); };
  return fmt::format("{}: {} -> {}", path.empty() ? "(all of it)" : Printable(path), shown(from),
                     shown(to));
}

std::string MessageLines(json::Value list, std::string_view heading, std::string_view place) {
  std::string out;
  list.ForEachItem([&](json::Value item) {
    if (out.empty()) out = fmt::format("{}:\n", heading);
    std::string where = TextOf(item[place]);
    const std::string path = place == "field" ? std::string() : TextOf(item["path"]);
    if (!path.empty()) where += (where.empty() ? "" : " ") + path;
    out += fmt::format("  {}{}{}\n", Printable(where), where.empty() ? "" : ": ",
                       Printable(TextOf(item["message"])));
  });
  return out;
}

std::string SignatureText(json::Value signature) {
  if (IsNull(signature)) return "not signed";
  const std::string publisher = TextOf(signature["publisher"]);
  if (publisher.empty()) return "signed by a key that this server does not know";
  return fmt::format("signed by {}{}", publisher,
                     IsTrue(signature["trusted"]) ? "" : ", who is not trusted here");
}

std::string TemplateTable(json::Value items) {
  Table table({"ID", "KIND", "VERSION", "INSTALLS", "OWNER", "NAME", "APPLICATIONS"});
  items.ForEachItem([&](json::Value item) {
    const std::string number = TextOf(item["version"]["number"]);
    const bool hidden = item["published"].valid() && !IsTrue(item["published"]);
    table.Add({TextOf(item["id"]), TextOf(item["kind"]), number.empty() ? "-" : number,
               TextOf(item["installs"]), TextOf(item["owner"]["name"]),
               TextOf(item["name"]) + (hidden ? " (not published)" : ""),
               Joined(item["applications"])});
  });
  return table.Text();
}

std::string VersionTable(json::Value items) {
  Table table({"VERSION", "HASH", "CREATED", "RESOURCES", "NOTE", "REMARKS"});
  items.ForEachItem([&](json::Value item) {
    table.Add({TextOf(item["number"]), TextOf(item["hash"]).substr(0, 12), DateOf(item["created"]),
               TextOf(item["resources"]), TextOf(item["note"]), Remarks(item)});
  });
  return table.Text();
}

std::string VersionText(json::Value version) {
  std::string out = fmt::format("Version {}, {}\n", Printable(TextOf(version["number"])),
                                Printable(TextOf(version["hash"])));
  const auto line = [&](const char* name, const std::string& text) {
    if (!text.empty()) out += fmt::format("{:<9} {}\n", name, Printable(text));
  };
  line("note", TextOf(version["note"]));
  line("created", DateOf(version["created"]));
  line("remarks", Remarks(version));
  Table contents({"MODEL", "NAME", "TEMPLATE ID"});
  version["contents"].ForEachItem([&](json::Value item) {
    contents.Add({TextOf(item["model"]), TextOf(item["name"]), TextOf(item["templateId"])});
  });
  if (!contents.empty()) out += "\n" + contents.Text();
  Table connections({"CONNECTION", "TYPE", "TEMPLATE ID"});
  version["connections"].ForEachItem([&](json::Value item) {
    connections.Add({TextOf(item["name"]), TextOf(item["type"]), TextOf(item["templateId"])});
  });
  if (!connections.empty()) out += "\n" + connections.Text();
  Table variables({"VARIABLE", "USES"});
  version["variables"].ForEachItem([&](json::Value item) {
    variables.Add({TextOf(item["name"]), TextOf(item["uses"])});
  });
  if (!variables.empty()) out += "\n" + variables.Text();
  const std::string warnings = MessageLines(version["warnings"], "Warnings", "templateId");
  return out + (warnings.empty() ? "" : "\n" + warnings);
}

bool HasDifferences(json::Value diff) {
  return CountOf(diff["added"]) + CountOf(diff["removed"]) + CountOf(diff["changed"]) +
             CountOf(diff["variables"]["added"]) + CountOf(diff["variables"]["removed"]) >
         0;
}

std::string DiffText(json::Value diff) {
  std::string out;
  AppendResources(diff["added"], "+", out);
  AppendResources(diff["removed"], "-", out);
  diff["changed"].ForEachItem([&](json::Value item) {
    out += fmt::format("~ {}\n", ResourceLine(item));
    item["fields"].ForEachItem([&](json::Value field) {
      out += fmt::format("    {}\n", ChangeLine(TextOf(field["path"]), field["from"], field["to"]));
    });
  });
  const auto variables = [&](const char* member, const char* mark) {
    diff["variables"][member].ForEachItem([&](json::Value name) {
      out += fmt::format("{} variable {}\n", mark, Printable(TextOf(name)));
    });
  };
  variables("added", "+");
  variables("removed", "-");
  return out + fmt::format("{} added, {} removed, {} changed, {} unchanged\n",
                           CountOf(diff["added"]), CountOf(diff["removed"]),
                           CountOf(diff["changed"]), Printable(TextOf(diff["unchanged"])));
}

}  // namespace imprint::client

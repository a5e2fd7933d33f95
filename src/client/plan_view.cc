#include "client/plan_view.h"

#include <fmt/format.h>

#include <map>

#include "client/catalogue_view.h"
#include "client/fields.h"
#include "client/printable.h"
#include "client/table.h"

namespace imprint::client {
namespace {

// More of them tell a person nothing that the counts do not.
constexpr std::size_t kListed = 50;

std::string Named(json::Value thing) {
  return Printable(fmt::format("\"{}\" ({})", TextOf(thing["name"]), TextOf(thing["id"])));
}

std::string ReasonText(const std::string& reason) {
  if (reason == "sameApplication") return "the same application";
  if (reason == "sameHost") return "the same host";
  if (reason == "mappedBefore") return "taken before";
  return reason;
}

std::string BoundByText(const std::string& by) {
  if (by == "saved") return ", as in your last install";
  if (by == "unambiguous") return ", the only one that fits";
  return "";
}

std::string Candidates(json::Value candidates) {
  std::string out;
  candidates.ForEachItem([&](json::Value candidate) {
    std::string reasons;
    candidate["reasons"].ForEachItem([&](json::Value reason) {
      reasons += (reasons.empty() ? ": " : ", ") + ReasonText(TextOf(reason));
    });
    out += fmt::format("    could be {}{}\n", Named(candidate), Printable(reasons));
  });
  return out;
}

std::string Heading(json::Value plan) {
  std::string out = IsNull(plan["template"]) ? "An uploaded file" : Named(plan["template"]);
  const json::Value version = plan["version"];
  if (!IsNull(version)) out += ", version " + Printable(TextOf(version["number"]));
  out += "; " + Printable(SignatureText(plan["signature"])) + "\n";
  if (!IsNull(version["deprecated"])) {
    const std::string reason = TextOf(version["deprecated"]["reason"]);
    out += fmt::format("This version is deprecated{}{}\n", reason.empty() ? "." : ": ",
                       Printable(reason));
  }
  if (!IsNull(plan["into"])) out += "It goes into " + Named(plan["into"]) + ".\n";
  return out;
}

std::string Resources(json::Value resources) {
  const std::size_t count = CountOf(resources);
  std::string out =
      fmt::format("Would create {} {}:\n", count, count == 1 ? "resource" : "resources");
  Table table({"MODEL", "NAME", "TEMPLATE ID"});
  std::map<std::string, std::size_t> models;
  std::size_t listed = 0;
  resources.ForEachItem([&](json::Value item) {
    ++models[TextOf(item["model"])];
    if (count > kListed || listed++ == kListed) return;
    table.Add({TextOf(item["model"]), TextOf(item["name"]), TextOf(item["templateId"])});
  });
  if (count <= kListed) return out + table.Text("  ");
  for (const auto& [model, number] : models) {
    out += fmt::format("  {:>6} {}\n", number, Printable(model));
  }
  return out;
}

std::string UsesText(json::Value variable) {
  const auto uses = variable["uses"].items();
  if (uses.empty()) return "";
  std::string out =
      fmt::format("{} {}", TextOf(uses.front()["name"]), TextOf(uses.front()["path"]));
  std::size_t count = uses.size();
  const std::string said = TextOf(variable["useCount"]);
  if (!said.empty() && said.size() < 10 && said.find_first_not_of("0123456789") == said.npos) {
    count = std::stoul(said);
  }
  if (count > 1) out += fmt::format(" and {} more", count - 1);
  return out;
}

std::string ValueText(json::Value variable) {
  if (!IsTrue(variable["filled"])) {
    const json::Value before = variable["default"];
    return before.valid() ? "(empty; last time " + JsonOf(before) + ")" : "(empty)";
  }
  return JsonOf(variable["value"], "(a secret)") + (IsTrue(variable["saved"]) ? " (saved)" : "");
}

std::string Secrets(json::Value secrets) {
  std::string out;
  secrets.ForEachItem([&](json::Value secret) {
    if (out.empty()) out = "Secrets to be entered:\n";
    out += fmt::format("  {}: {}\n", Printable(TextOf(secret["name"])),
                       Printable(TextOf(secret["message"])));
  });
  return out;
}

std::string Verdict(json::Value plan) {
  if (IsTrue(plan["installable"])) return "It can be installed like this.\n";
  return "It cannot be installed like this. Bind connections with --connect TEMPLATE_ID=ID, fill\n"
         "variables with --set NAME=VALUE.\n";
}

std::map<std::string, std::string> BoundIds(json::Value plan) {
  std::map<std::string, std::string> bound;
  plan["connections"].ForEachItem([&](json::Value connection) {
    bound[TextOf(connection["templateId"])] = JsonOf(connection["boundTo"], "nothing");
  });
  return bound;
}

}  // namespace

std::string PlannedConnections(json::Value connections) {
  std::string out;
  connections.ForEachItem([&](json::Value connection) {
    if (out.empty()) out = "Connections:\n";
    out +=
        "  " + Printable(fmt::format("{} \"{}\" ({})", TextOf(connection["type"]),
                                     TextOf(connection["name"]), TextOf(connection["templateId"])));
    const std::string host = TextOf(connection["host"]);
    if (!host.empty()) out += " at " + Printable(host);
    const json::Value bound = connection["boundTo"];
    if (!IsNull(bound)) {
      out += " -> " + Named(bound) + BoundByText(TextOf(connection["boundBy"])) + "\n";
    } else if (IsTrue(connection["created"])) {
      out += " -> a new one\n";
    } else {
      out += " -> nothing yet\n" + Candidates(connection["candidates"]);
    }
  });
  return out;
}

std::string PlannedVariables(json::Value variables) {
  Table table({"NAME", "TYPE", "VALUE", "STANDS IN"});
  variables.ForEachItem([&](json::Value variable) {
    table.Add({TextOf(variable["name"]), TextOf(variable["type"]), ValueText(variable),
               UsesText(variable)});
  });
  return table.empty() ? "" : "Variables:\n" + table.Text("  ");
}

std::string PlanText(json::Value plan) {
  return Heading(plan) + Resources(plan["resources"]) + PlannedConnections(plan["connections"]) +
         PlannedVariables(plan["variables"]) + Secrets(plan["secrets"]) +
         MessageLines(plan["notFollowed"], "References that are not kept", "templateId") +
         MessageLines(plan["warnings"], "Warnings", "templateId") +
         MessageLines(plan["problems"], "Problems", "field") + Verdict(plan);
}

std::string PlanChanges(json::Value before, json::Value now) {
  std::string out;
  const auto differ = [&](const char* member) {
    return JsonOf(before[member]) != JsonOf(now[member]);
  };
  if (differ("version")) {
    out += fmt::format("the version: {} -> {}\n", Printable(TextOf(before["version"]["number"])),
                       Printable(TextOf(now["version"]["number"])));
  }
  if (differ("signature")) out += "the signature\n";
  if (differ("resources")) out += "what would be created\n";
  const auto bound = BoundIds(before);
  for (const auto& [id, to] : BoundIds(now)) {
    const auto was = bound.find(id);
    if (was != bound.end() && was->second == to) continue;
    out += fmt::format("connection {}: {} -> {}\n", Printable(id),
                       Printable(was == bound.end() ? "not there" : was->second), Printable(to));
  }
  if (differ("variables")) out += "variables\n";
  if (differ("into")) out += "the integration that it goes into\n";
  if (differ("problems")) out += "problems\n";
  return out.empty() ? "something that it is bound to was edited\n" : out;
}

}  // namespace imprint::client

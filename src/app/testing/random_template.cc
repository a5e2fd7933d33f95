#include "app/testing/random_template.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

namespace imprint::test {
namespace {

constexpr unsigned kIntegrationNumber = 1;
constexpr unsigned kFirstGrouping = 900000;
constexpr Model kChanging[] = {Model::kExport, Model::kImport, Model::kFlow, Model::kScript};

// `"field":[{"key":"id"},...]`.
std::string ListOf(const char* field, const char* key, const std::vector<unsigned>& numbers) {
  std::string items;
  for (const unsigned n : numbers) items += (items.empty() ? "{" : ",{") + Ref(key, n) + "}";
  return fmt::format("\"{}\":[{}]", field, items);
}

}  // namespace

RandomTemplate::RandomTemplate(std::uint32_t seed) : random_(seed) {
  nodes_[kIntegrationNumber].model = Model::kIntegration;
  for (unsigned n = 1 + Below(2); n > 0; --n) Add(Model::kConnection);
  for (unsigned n = 2 + Below(7); n > 0; --n) Add(kChanging[Below(std::size(kChanging))]);
  for (const char* name : kGroupings) {
    if (Chance(50)) groupings_[kFirstGrouping + next_++] = name;
  }
  for (auto& [n, node] : nodes_) {
    Change(node);
    Refer(node);
  }
  Repair();
}

void RandomTemplate::Add(Model model) {
  Node& node = nodes_[next_++];
  node.model = model;
  Change(node);
}

void RandomTemplate::Evolve() {
  for (auto at = nodes_.begin(); at != nodes_.end();) {
    const bool fixed =
        at->second.model == Model::kIntegration ||
        (at->second.model == Model::kConnection && NumbersOf(Model::kConnection).size() == 1);
    at = !fixed && Chance(20) ? nodes_.erase(at) : std::next(at);
  }
  std::erase_if(groupings_, [&](const auto&) { return Chance(25); });
  if (Chance(20)) groupings_[kFirstGrouping + next_++] = kGroupings[Below(3)];
  for (unsigned n = Below(4); n > 0; --n) Add(kChanging[Below(std::size(kChanging))]);
  if (Chance(25)) Add(Model::kConnection);
  for (auto& [n, node] : nodes_) {
    const bool changing =
        std::find(std::begin(kChanging), std::end(kChanging), node.model) != std::end(kChanging);
    if (changing && Chance(5)) node = {kChanging[Below(std::size(kChanging))], node.members, {}};
    if (Chance(40)) Change(node);
    if (Chance(30)) Refer(node);
  }
  Repair();
}

void RandomTemplate::Change(Node& node) {
  for (const char* name : kMembers) {
    if (Chance(20)) node.members.erase(name);
    if (Chance(40)) node.members[name] = Value();
  }
}

std::string RandomTemplate::Value() {
  switch (Below(7)) {
    case 0:
      return std::to_string(Below(3));
    case 1:
      return R"("<<shop>>")";
    case 2:
      return R"("of <<shop>>")";
    case 3:
      return fmt::format(R"({{"x":{},"y":{}}})", Below(3), Below(3));
    case 4:
      return fmt::format("[{},{}]", Below(3), Below(3));
    case 5: {
      std::string items;
      for (const char* name : {"p", "q", "r"}) {
        if (Chance(60)) {
          items +=
              fmt::format(R"({}{{"name":"{}","v":{}}})", items.empty() ? "" : ",", name, Below(3));
        }
      }
      return "[" + items + "]";
    }
    default:
      return Chance(50) ? R"("text")" : R"("t\u0065xt")";
  }
}

std::vector<unsigned> RandomTemplate::NumbersOf(Model model) const {
  std::vector<unsigned> numbers;
  for (const auto& [n, node] : nodes_) {
    if (node.model == model) numbers.push_back(n);
  }
  return numbers;
}

void RandomTemplate::Point(Node& node, const std::string& field, Model target, unsigned most) {
  auto candidates = NumbersOf(target);
  std::shuffle(candidates.begin(), candidates.end(), random_);
  candidates.resize(std::min<std::size_t>(candidates.size(), Below(most + 1)));
  node.references[field] = candidates;
}

void RandomTemplate::Refer(Node& node) {
  if (node.model == Model::kExport || node.model == Model::kImport) {
    Point(node, "connection", Model::kConnection, 1);
    Point(node, "script", Model::kScript, 1);
  } else if (node.model == Model::kFlow) {
    Point(node, "exports", Model::kExport, 2);
    Point(node, "imports", Model::kImport, 2);
    Point(node, "next", Model::kFlow, 1);
    node.references["grouping"].clear();
    for (const auto& [n, name] : groupings_) {
      if (Chance(40)) node.references["grouping"] = {n};
    }
  } else if (node.model == Model::kIntegration) {
    Point(node, "aliases", Model::kExport, 2);
  }
}

// Leaves out references to what is not there, and gives a connection to whatever needs one.
void RandomTemplate::Repair() {
  const std::map<std::string, Model> targets{
      {"connection", Model::kConnection}, {"script", Model::kScript}, {"exports", Model::kExport},
      {"imports", Model::kImport},        {"next", Model::kFlow},     {"aliases", Model::kExport}};
  for (auto& [self, node] : nodes_) {
    for (auto& [field, numbers] : node.references) {
      std::erase_if(numbers, [&](unsigned n) {
        if (field == "grouping") return !groupings_.contains(n);
        return !nodes_.contains(n) || nodes_.at(n).model != targets.at(field);
      });
    }
    const bool connected = node.model == Model::kExport || node.model == Model::kImport;
    if (connected && node.references["connection"].empty()) {
      node.references["connection"] = {NumbersOf(Model::kConnection).front()};
    }
  }
}

std::string RandomTemplate::MembersOf(const Node& node) const {
  std::string text;
  const auto add = [&](const std::string& member) {
    text.append(text.empty() ? "" : ",").append(member);
  };
  const auto of = [&](const char* field) {
    const auto found = node.references.find(field);
    return found == node.references.end() ? std::vector<unsigned>() : found->second;
  };
  for (const auto& [name, value] : node.members) add(fmt::format("\"{}\":{}", name, value));
  if (node.model == Model::kConnection) add(R"("type":"http")");
  if (!of("connection").empty()) add(Ref("_connectionId", of("connection")[0]));
  if (!of("script").empty()) {
    add(fmt::format(R"("hooks":{{"h":{{{}}}}})", Ref("_scriptId", of("script")[0])));
  }
  if (node.model == Model::kFlow) {
    add(Ref("_integrationId", kIntegrationNumber));
    add(ListOf("pageGenerators", "_exportId", of("exports")));
    add(ListOf("pageProcessors", "_importId", of("imports")));
    if (!of("next").empty()) add(Ref("_keepDeltaBehindFlowId", of("next")[0]));
    if (!of("grouping").empty()) add(Ref("_flowGroupingId", of("grouping")[0]));
  } else if (node.model == Model::kIntegration) {
    add(ListOf("aliases", "_exportId", of("aliases")));
    std::string items;
    for (const auto& [n, name] : groupings_) {
      items +=
          fmt::format(R"({}{{{},"name":"{}"}})", items.empty() ? "" : ",", Ref("_id", n), name);
    }
    add("\"flowGroupings\":[" + items + "]");
  }
  return text;
}

BundleBuilder RandomTemplate::Bundle() const {
  BundleBuilder bundle;
  for (const auto& [n, node] : nodes_) bundle.Add(node.model, n, MembersOf(node));
  return bundle;
}

// ---- Diga ----

RandomDigaTemplate::RandomDigaTemplate(std::uint32_t seed) : random_(seed) {
  for (unsigned n = 1 + Below(5); n > 0; --n) Change(tools_[fmt::format("tool{}", next_++)]);
  description_ = Word();
  headers_ = fmt::format(R"({{"x":{}}})", Word());
}

void RandomDigaTemplate::Evolve() {
  std::erase_if(tools_, [&](const auto&) { return Chance(20); });
  for (auto& [name, tool] : tools_) {
    if (Chance(50)) Change(tool);
  }
  for (unsigned n = Below(3); n > 0; --n) Change(tools_[fmt::format("tool{}", next_++)]);
  if (Chance(40)) description_ = Word();
  if (Chance(40)) headers_ = fmt::format(R"({{"x":{},"y":{}}})", Word(), Word());
}

std::string RandomDigaTemplate::Word() {
  constexpr const char* kWords[] = {R"("one")", R"("two")", R"("of <<who>>")", R"("\u0061")"};
  return kWords[Below(std::size(kWords))];
}

std::string RandomDigaTemplate::Parameters() {
  std::string items;
  for (const char* name : {"p", "q", "r"}) {
    if (!Chance(60)) continue;
    items += fmt::format(R"({}{{"name":"{}","data_type":"string","description":{}}})",
                         items.empty() ? "" : ",", name, Word());
  }
  return "[" + items + "]";
}

void RandomDigaTemplate::Change(std::map<std::string, std::string>& tool) {
  tool.try_emplace("endpoint_path", R"("/x")");
  tool.try_emplace("method", R"("GET")");
  tool.try_emplace("description", Word());
  if (Chance(50)) tool["description"] = Word();
  if (Chance(40)) tool["query"] = Parameters();
  if (Chance(40)) tool["endpoint_path"] = Chance(50) ? R"("/y")" : R"("/z/<<who>>")";
  if (Chance(20)) tool["timeout"] = std::to_string(1 + Below(3));
}

std::string RandomDigaTemplate::ToolChange() {
  switch (Below(4)) {
    case 0:
      return fmt::format(R"({{"query":{}}})", Parameters());
    case 1:
      return fmt::format(R"({{"timeout":{}}})", 1 + Below(3));
    case 2:
      return R"({"endpoint_path":"/y"})";
    default:
      return fmt::format(R"({{"description":{}}})", Word());
  }
}

std::string RandomDigaTemplate::Content() const {
  std::string tools;
  for (const auto& [name, tool] : tools_) {
    std::string members = fmt::format(R"("name":"{}")", name);
    for (const auto& [key, value] : tool) members += fmt::format(",\"{}\":{}", key, value);
    tools += (tools.empty() ? "{" : ",{") + members + "}";
  }
  return fmt::format(
      R"({{"name":"Shop","template":{{"integration_type":"HTTP","base_url":"https://<<host>>/v1",)"
      R"("description":{},"headers":{},"tools":[{}]}}}})",
      description_, headers_, tools);
}

}  // namespace imprint::test

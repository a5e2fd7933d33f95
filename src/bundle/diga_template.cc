#include "bundle/diga_template.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "base/crypto.h"
#include "base/json/writer.h"
#include "bundle/secret_scan.h"
#include "bundle/text_scan.h"
#include "model/diga_schemas.h"

namespace imprint {
namespace {

using json::Location;
using json::Value;

constexpr std::size_t kDepth = 200;

// An id that the same name always has: of the custom version 8, so that it is no id of an account.
Id IdOfName(std::string_view name) {
  auto digest = crypto::Sha256(name);
  digest[6] = static_cast<std::uint8_t>(0x80 | (digest[6] & 0x0F));
  digest[8] = static_cast<std::uint8_t>(0x80 | (digest[8] & 0x3F));
  return *Id::FromBytes(crypto::AsText(digest).substr(0, Id::kUuidBytes));
}

// Names between braces: "/orders/{id}/lines/{line}".
std::set<std::string> PathPlaceholders(const std::string& path) {
  std::set<std::string> names;
  for (std::size_t open = path.find('{'); open != std::string::npos;
       open = path.find('{', open + 1)) {
    const std::size_t close = path.find('}', open);
    if (close != std::string::npos && close > open + 1)
      names.insert(path.substr(open + 1, close - open - 1));
  }
  return names;
}

// Collects the names of a list of parameters; gives one that is there twice.
std::string CollectNames(Value list, std::set<std::string>& names) {
  std::string twice;
  list.ForEachItem([&](Value item) {
    const std::string name = item.StringMember("name").value_or("");
    if (!names.insert(name).second) twice = name;
  });
  return twice;
}

/// Makes the compiled resources of a template whose content was checked.
class Compiler {
 public:
  explicit Compiler(CompiledVersion& version) : version_(version) {}

  void Integration(const std::string& text) {
    Resource(Model::kDigaIntegration, IdOfName("integration"), text, true);
  }
  void Tool(const std::string& name, const std::string& text) {
    Resource(Model::kDigaTool, IdOfName("tool\n" + name), text, false);
  }

 private:
  void Resource(Model model, const Id& id, const std::string& members, bool integration) {
    const auto document = json::Document::Parse(
        fmt::format("{{\"id\":\"{}\",{}", id.Text(), members.substr(1)), kDepth);
    ordinal_ = static_cast<std::uint32_t>(version_.resources.size());
    CompiledResource resource;
    resource.model = model;
    resource.template_id = id;
    resource.name = document->root().StringMember("name").value_or("");
    resource.text = version_.texts.Keep(document->text());
    slots_ = &resource.slots;
    document->root().ForEachMember(
        [&](Value key, Value value) { Member(key.string(), value, integration); });
    version_.resources.push_back(std::move(resource));
  }

  void Member(const std::string& key, Value value, bool integration) {
    if (key == "id") return Slots(value.node().begin, value.node().end, SlotKind::kId, ordinal_);
    if (integration && (key == "name" || key == "base_url")) {
      Slots(value.node().begin - 1, value.node().end + 1,
            key == "name" ? SlotKind::kName : SlotKind::kBaseUrl, 0);
    }
    Scan(value, key, !integration && (key == "query" || key == "body"));
  }

  // Only a parameter's fixed value may be more than a string.
  void Scan(Value value, const std::string& path, bool typed_values) {
    if (value.is_string()) {
      const bool typed = typed_values && path.ends_with(".fixed_value");
      for (const TextFind& find : ScanString(value)) {
        if (!find.variable.empty()) Variable(value, find, typed);
      }
      return;
    }
    value.ForEachMember(
        [&](Value key, Value child) { Scan(child, path + "." + key.string(), typed_values); });
    std::size_t index = 0;
    value.ForEachItem(
        [&](Value item) { Scan(item, fmt::format("{}[{}]", path, index++), typed_values); });
  }

  void Variable(Value string, const TextFind& find, bool typed) {
    const auto [entry, fresh] =
        index_.try_emplace(find.variable, static_cast<std::uint32_t>(version_.variables.size()));
    if (fresh) version_.variables.push_back({find.variable, {}});
    auto& places = version_.variables[entry->second].places;
    const Place place{ordinal_, {}};  // nobody asks where in the document
    if (places.empty() || places.back() != place) places.push_back(place);
    const bool whole = find.begin == string.node().begin && find.end == string.node().end;
    if (typed && whole) {
      Slots(find.begin - 1, find.end + 1, SlotKind::kVariableWhole, entry->second);
    } else {
      Slots(find.begin, find.end, SlotKind::kVariableText, entry->second);
    }
  }

  void Slots(std::uint32_t begin, std::uint32_t end, SlotKind kind, std::uint32_t index) {
    slots_->push_back({begin, end - begin, kind, index});
  }

  CompiledVersion& version_;
  std::map<std::string, std::uint32_t> index_;
  std::uint32_t ordinal_ = 0;
  std::vector<Slot>* slots_ = nullptr;
};

// What looks like a credential, wherever it stands.
void RefuseSecrets(Value content, const Location& where, std::vector<Problem>& problems) {
  constexpr std::size_t kMost = 100;
  for (const DocumentSecret& secret : FindSecrets(content)) {
    if (problems.size() >= kMost) return;
    Location place = where;
    for (const auto& step : secret.path) {
      if (secret.in_key && &step == &secret.path.back()) break;
      place = std::visit([&](const auto& name) { return place.Then(name); }, step);
    }
    problems.push_back(json::Invalid(place, "credential", SecretMessage(secret.what)));
    problems.back().code = ErrorCode::kSecretInTemplate;
  }
}

void RefuseCredentials(Value content, const Location& where, std::vector<Problem>& problems) {
  for (const char* name : {"auth_key", "api_key"}) {
    const Value value = content[name];
    if (!value.valid() || value.type() == json::Type::kNull) continue;
    problems.push_back(json::Invalid(where.Then(name), "value_error",
                                     "Value error, a template must not hold a credential"));
  }
}

void CheckTools(Value content, const Location& where, std::vector<Problem>& problems) {
  const Location tools = where.Then("tools");
  if (content.StringMember("integration_type") == "MCP" && !content["tools"].items().empty()) {
    problems.push_back(json::Invalid(
        tools, "value_error", "Value error, the tools of an MCP integration come from its server"));
  }
  std::set<std::string> names;
  std::size_t index = 0;
  content["tools"].ForEachItem([&](Value tool) {
    const Location place = tools.Then(index++);
    const std::string name = tool.StringMember("name").value_or("");
    if (!names.insert(name).second) {
      problems.push_back(
          json::Invalid(place.Then("name"), "value_error",
                        fmt::format("Value error, a tool '{}' stands there already", name)));
    }
    const std::string twice = CheckToolParameters(tool, place, problems);
    if (!twice.empty()) {
      problems.push_back(
          json::Invalid(place, "value_error",
                        fmt::format("Value error, parameter '{}' stands there twice", twice)));
    }
  });
}

std::string IntegrationText(const std::string& name, const std::string& envelope_description,
                            Value content) {
  std::string text;
  json::Writer writer(text);
  const auto description = content.StringMember("description");
  writer.BeginObject().Key("name").String(name).Key("description");
  if (description) {
    writer.String(*description);
  } else if (!envelope_description.empty()) {
    writer.String(envelope_description);
  } else {
    writer.Raw("null");
  }
  for (const char* key : {"base_url", "auth_type", "integration_type", "headers"}) {
    writer.Key(key).Raw(content[key].token());
  }
  writer.EndObject();
  return text;
}

}  // namespace

std::string CheckToolParameters(Value tool, const Location& where, std::vector<Problem>& problems) {
  std::set<std::string> in_path;
  std::string twice = CollectNames(tool["path"], in_path);
  const auto wanted = PathPlaceholders(tool.StringMember("endpoint_path").value_or(""));
  for (const std::string& name : wanted) {
    if (in_path.contains(name)) continue;
    problems.push_back(json::Invalid(
        where.Then("path"), "value_error",
        fmt::format("Value error, endpoint_path names {{{}}}, and there is no such path parameter",
                    name)));
  }
  for (const std::string& name : in_path) {
    if (wanted.contains(name)) continue;
    problems.push_back(json::Invalid(
        where.Then("path"), "value_error",
        fmt::format("Value error, endpoint_path has no place {{{}}} for this path parameter",
                    name)));
  }
  for (const char* list : {"query", "body"}) {
    std::set<std::string> names;
    const std::string again = CollectNames(tool[list], names);
    if (twice.empty()) twice = again;
  }
  return twice;
}

bool IsUrl(std::string_view text) {
  return text.find("<<") == std::string_view::npos && IsBaseUrl(text);
}

bool IsBaseUrl(std::string_view text) {
  if (text.find_first_of("\"\\{}|^`") != std::string_view::npos) return false;
  if (text.starts_with("<<")) return true;
  const std::size_t scheme = text.starts_with("https://") ? 8 : text.starts_with("http://") ? 7 : 0;
  const bool has_host =
      scheme > 0 && text.size() > scheme && text[scheme] != '/' && text[scheme] != '?';
  return has_host && std::all_of(text.begin(), text.end(),
                                 [](unsigned char c) { return c > 0x20 && c != 0x7f; });
}

Result<DigaTemplate> CompileDigaTemplate(Value value, const Location& where) {
  std::vector<Problem> problems;
  const std::string text =
      json::Conform(value, diga::kTemplate, json::Presence::kWhole, where, problems);
  if (value.is_object()) RefuseCredentials(value["template"], where.Then("template"), problems);
  if (!problems.empty()) return Fail(Error(std::move(problems)));
  const auto document = json::Document::Parse(text, kDepth);
  if (!document) return tl::unexpected<Error>(document.error());
  const Value content = document->root()["template"];
  const Location place = where.Then("template");
  if (!IsBaseUrl(content.StringMember("base_url").value_or(""))) {
    problems.push_back(
        json::Invalid(place.Then("base_url"), "url_parsing", "Input should be a valid URL"));
  }
  CheckTools(content, place, problems);
  RefuseSecrets(content, place, problems);
  if (!problems.empty()) return Fail(Error(std::move(problems)));

  DigaTemplate result;
  result.name = document->root().StringMember("name").value_or("");
  result.language = document->root().StringMember("language").value_or("");
  result.description = document->root().StringMember("description").value_or("");
  result.setup_guide_url = document->root().StringMember("setup_guide_url").value_or("");
  result.content = content.token();
  // A version leads back to what its author wrote, so two that were written apart stay apart.
  result.version.origin = crypto::Hex(crypto::AsText(crypto::Sha256(result.content)));
  Compiler compiler(result.version);
  compiler.Integration(IntegrationText(result.name, result.description, content));
  content["tools"].ForEachItem([&](Value tool) {
    compiler.Tool(tool.StringMember("name").value_or(""),
                  "{\"type\":\"HTTP\"," + std::string(tool.token().substr(1)));
  });
  return result;
}

}  // namespace imprint

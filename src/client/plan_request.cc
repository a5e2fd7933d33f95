#include "client/plan_request.h"

#include <fmt/format.h>

#include <set>

#include "base/json/writer.h"
#include "client/fields.h"

namespace imprint::client {
namespace {

struct Pair {
  std::string name;
  std::string value;
};

Outcome<Pair> SplitPair(std::string_view text, const char* option, const char* form) {
  const std::size_t sign = text.find('=');
  if (sign == std::string_view::npos || sign == 0) {
    return Refuse(Exit::kFailed, fmt::format("\"{}\" is not of the form {}.", text, form), option);
  }
  return Pair{std::string(text.substr(0, sign)), std::string(text.substr(sign + 1))};
}

/// Writes one object of names that may each be said once.
class NamedValues {
 public:
  NamedValues(json::Writer& out, const char* member) : out_(out), member_(member) {}

  Outcome<void> Add(const std::string& name, std::string_view json, const char* option) {
    if (!names_.insert(name).second) {
      return Refuse(Exit::kFailed, fmt::format("{} is said twice.", name), option);
    }
    if (names_.size() == 1) out_.Key(member_).BeginObject();
    out_.Key(name).Raw(json);
    return {};
  }
  void End() {
    if (!names_.empty()) out_.EndObject();
  }

 private:
  json::Writer& out_;
  const char* const member_;
  std::set<std::string> names_;
};

Outcome<void> WriteConnections(const std::vector<std::string>& connections, json::Writer& out) {
  NamedValues values(out, "connections");
  for (const std::string& text : connections) {
    auto pair = SplitPair(text, "--connect", "TEMPLATE_ID=ID");
    if (!pair) return PassOn(pair);
    auto added = values.Add(pair->name, json::Quote(pair->value), "--connect");
    if (!added) return added;
  }
  values.End();
  return {};
}

bool IsScalar(const std::string& text) {
  const auto document = json::Document::Parse(text, 1);
  return document && !document->root().is_object() && !document->root().is_array();
}

Outcome<void> WriteVariables(const std::vector<std::string>& texts,
                             const std::vector<std::string>& json_texts, json::Writer& out) {
  NamedValues values(out, "variables");
  for (const std::string& text : texts) {
    auto pair = SplitPair(text, "--set", "NAME=VALUE");
    if (!pair) return PassOn(pair);
    if (!json::IsUtf8(pair->value)) {
      return Refuse(Exit::kFailed, fmt::format("{} is not UTF-8.", pair->name), "--set");
    }
    auto added = values.Add(pair->name, json::Quote(pair->value), "--set");
    if (!added) return added;
  }
  for (const std::string& text : json_texts) {
    auto pair = SplitPair(text, "--set-json", "NAME=JSON");
    if (!pair) return PassOn(pair);
    if (!IsScalar(pair->value)) {
      return Refuse(
          Exit::kFailed,
          fmt::format("{} is to be a JSON number, string, true, false or null.", pair->name),
          "--set-json");
    }
    auto added = values.Add(pair->name, pair->value, "--set-json");
    if (!added) return added;
  }
  values.End();
  return {};
}

void WriteText(const char* member, std::string_view text, json::Writer& out) {
  if (!text.empty()) out.Key(member).String(text);
}

void WriteFlag(const char* member, bool flag, json::Writer& out) {
  if (flag) out.Key(member).Bool(true);
}

void WriteTexts(const char* member, const std::vector<std::string>& texts, json::Writer& out) {
  if (texts.empty()) return;
  out.Key(member).BeginArray();
  for (const std::string& text : texts) out.String(text);
  out.EndArray();
}

void WriteSecrets(const std::map<std::string, std::string>& secrets, json::Writer& out) {
  if (secrets.empty()) return;
  out.Key("secrets").BeginObject();
  for (const auto& [name, value] : secrets) out.Key(name).String(value);
  out.EndObject();
}

bool IsSide(std::string_view text) {
  return text == "mine" || text == "theirs" || text == "base";
}

}  // namespace

Outcome<std::string> PlanBody(const PlanChoices& choices, std::string_view fingerprint) {
  std::string body;
  json::Writer out(body);
  out.BeginObject().Key("template").String(choices.template_id);
  if (choices.version) out.Key("version").Number(*choices.version);
  WriteText("name", choices.name, out);
  if (auto good = WriteConnections(choices.connections, out); !good) return PassOn(good);
  WriteFlag("createConnections", choices.create_connections, out);
  WriteText("bind", choices.bind, out);
  auto good = WriteVariables(choices.variables, choices.json_variables, out);
  if (!good) return PassOn(good);
  WriteFlag("useSaved", choices.use_saved, out);
  WriteText("baseUrl", choices.base_url, out);
  WriteSecrets(choices.secrets, out);
  WriteText("stack", choices.stack, out);
  WriteFlag("sandbox", choices.sandbox, out);
  WriteTexts("select", choices.select, out);
  WriteText("into", choices.into, out);
  WriteText("fingerprint", fingerprint, out);
  out.EndObject();
  return body;
}

Outcome<void> AddResolution(std::string_view text, UpgradeChoices& choices) {
  constexpr std::string_view kValue = "=value:";
  const auto bad = [&] {
    return Refuse(Exit::kFailed,
                  fmt::format("\"{}\" is not of the form TEMPLATE_ID:PATH=mine, =theirs, =base or "
                              "=value:JSON.",
                              text),
                  "--resolve");
  };
  const std::size_t colon = text.find(':');
  if (colon == std::string_view::npos || colon == 0) return bad();
  const std::size_t value = text.find(kValue, colon);
  const std::size_t sign = value != std::string_view::npos ? value : text.rfind('=');
  if (sign == std::string_view::npos || sign < colon) return bad();
  std::string side;
  if (value != std::string_view::npos) {
    const auto document = json::Document::Parse(text.substr(value + kValue.size()), kAnswerDepth);
    if (!document) return bad();
    side = fmt::format("{{\"value\":{}}}", document->text());
  } else {
    if (!IsSide(text.substr(sign + 1))) return bad();
    side = json::Quote(text.substr(sign + 1));
  }
  const std::string path(text.substr(colon + 1, sign - colon - 1));
  auto& paths = choices.resolutions[std::string(text.substr(0, colon))];
  if (!paths.emplace(path, side).second) {
    return Refuse(Exit::kFailed, fmt::format("\"{}\" is decided twice.", text), "--resolve");
  }
  return {};
}

Outcome<std::string> UpgradeBody(const UpgradeChoices& choices, std::string_view fingerprint) {
  std::string body;
  json::Writer out(body);
  out.BeginObject();
  if (choices.version) out.Key("version").Number(*choices.version);
  if (auto good = WriteConnections(choices.connections, out); !good) return PassOn(good);
  WriteFlag("createConnections", choices.create_connections, out);
  auto good = WriteVariables(choices.variables, choices.json_variables, out);
  if (!good) return PassOn(good);
  WriteText("rule", choices.rule, out);
  if (!choices.resolutions.empty()) {
    out.Key("resolutions").BeginObject();
    for (const auto& [resource, paths] : choices.resolutions) {
      out.Key(resource).BeginObject();
      for (const auto& [path, side] : paths) out.Key(path).Raw(side);
      out.EndObject();
    }
    out.EndObject();
  }
  WriteText("fingerprint", fingerprint, out);
  out.EndObject();
  return body;
}

}  // namespace imprint::client

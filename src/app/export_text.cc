#include "app/export_text.h"

#include "app/document_merge.h"
#include "base/json/edit.h"
#include "base/json/stored_depth.h"
#include "base/json/text.h"
#include "model/merge.h"
#include "model/render.h"

namespace imprint {
namespace {

std::string Rendered(const CompiledVersion& version, const Installation& installation,
                     std::uint32_t ordinal) {
  std::string text;
  RenderInstalled(version, installation, ordinal, text);
  return text;
}

Installation Bare(const Installation& installation) {
  Installation bare = installation;
  bare.bindings.variables.clear();
  bare.bindings.stack = Id();
  return bare;
}

std::string WithId(Model model, const Id& id, std::string text) {
  if (InfoOf(model).dialect == Dialect::kDiga) return text;
  const std::string_view members = std::string_view(text).substr(1);
  std::string whole = "{\"_id\":\"" + id.Text() + "\"";
  if (members != "}") whole += ',';
  return whole.append(members);
}

std::string ReplaceAll(std::string text, std::string_view from, std::string_view to) {
  for (std::size_t at = text.find(from); at != std::string::npos;
       at = text.find(from, at + to.size())) {
    text.replace(at, from.size(), to);
  }
  return text;
}

/// Puts a variable in the place of its value in every string but keys.
class ValueReplacer {
 public:
  ValueReplacer(std::string_view value, std::string_view name)
      : value_(value), placeholder_("<<" + std::string(name) + ">>") {}

  std::string Run(const std::string& text) {
    const auto document = json::Document::Parse(text, json::kStoredDepth);
    if (!document) return text;
    Walk(document->root());
    return json::ApplyEdits(document->text(), edits_);
  }

 private:
  void Walk(json::Value value) {
    value.ForEachMember([&](json::Value, json::Value child) { Walk(child); });
    value.ForEachItem([&](json::Value child) { Walk(child); });
    if (!value.is_string()) return;
    std::string text = value.string();
    if (text.find(value_) == std::string::npos) return;
    std::string escaped;
    json::AppendEscaped(escaped, ReplaceAll(std::move(text), value_, placeholder_));
    edits_.push_back({value.node().begin, value.node().end, std::move(escaped)});
  }

  const std::string_view value_;
  const std::string placeholder_;
  std::vector<json::Edit> edits_;
};

}  // namespace

Result<std::string> Unfiller::Text(const FoundResource& found) {
  if (!found.installation) return found.document;
  const Installation& installation = *found.installation;
  auto version = services_.versions.Get(installation.version);
  if (!version) return Pass(version);
  const auto ordinal = OrdinalOf(installation, found.id.id);
  const Bindings& bindings = installation.bindings;
  const bool filled = !bindings.variables.empty() || !bindings.stack.empty();
  if (!ordinal || (found.row && !filled)) return found.document;
  const Installation bare = Bare(installation);
  if (!found.row) return Rendered(**version, bare, *ordinal);
  auto merged = Merged(**version, bare, *ordinal, found);
  if (!merged) return merged;
  return WithoutSecretValues(**version, installation, std::move(*merged));
}

// What was filled in is one change of the template's text and what was edited is another: three
// documents tell them apart, and where both met in one place the edit stays.
Result<std::string> Unfiller::Merged(const CompiledVersion& version, const Installation& bare,
                                     std::uint32_t ordinal, const FoundResource& found) {
  auto base = PlainDocument(found.model, Rendered(version, *found.installation, ordinal));
  if (!base) return Pass(base);
  auto edited = PlainDocument(found.model, found.document);
  if (!edited) return Pass(edited);
  auto unfilled = PlainDocument(found.model, Rendered(version, bare, ordinal));
  if (!unfilled) return Pass(unfilled);
  MergeResult merged = Merge(base->root(), edited->root(), unfilled->root(), {}, Side::kMine);
  return WithId(found.model, found.id.id, std::move(merged.text));
}

std::string Unfiller::WithoutSecretValues(const CompiledVersion& version,
                                          const Installation& installation, std::string text) {
  constexpr std::size_t kShortest = 6;  // shorter ones are words that stand anywhere
  const auto [types, fresh] = types_.try_emplace(installation.version);
  if (fresh) types->second = TypesOfVariables(version);
  for (std::size_t i = 0; i < version.variables.size(); ++i) {
    if (types->second[i] != VariableType::kSecret) continue;
    const std::string& name = version.variables[i].name;
    const auto bound = installation.bindings.variables.find(name);
    if (bound == installation.bindings.variables.end()) continue;
    const auto value = json::Document::Parse(bound->second, 1);
    if (!value || !value->root().is_string()) continue;
    const std::string secret = value->root().string();
    if (secret.size() >= kShortest) text = ValueReplacer(secret, name).Run(text);
  }
  return text;
}

std::string WithField(const json::Document& document, std::string_view field,
                      std::string_view value) {
  const json::Value old = document.root()[field];
  if (old.valid()) {
    const bool quoted = old.is_string();
    const std::uint32_t begin = quoted ? old.node().begin - 1 : old.node().begin;
    const std::uint32_t end = quoted ? old.node().end + 1 : old.node().end;
    return json::ApplyEdits(document.text(), {{begin, end, json::Quote(value)}});
  }
  const auto end = static_cast<std::uint32_t>(document.text().size() - 1);
  const std::string comma = document.text() == "{}" ? "" : ",";
  return json::ApplyEdits(document.text(),
                          {{end, end, comma + json::Quote(field) + ":" + json::Quote(value)}});
}

}  // namespace imprint

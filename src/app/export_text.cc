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

std::string WithId(Model model, const Id& id, std::string text) {
  if (InfoOf(model).dialect == Dialect::kDiga) return text;
  const std::string_view members = std::string_view(text).substr(1);
  std::string whole = "{\"_id\":\"" + id.Text() + "\"";
  if (members != "}") whole += ',';
  return whole.append(members);
}

}  // namespace

Result<std::string> Unfiller::Text(const FoundResource& found) {
  auto text = Unfilled(found);
  if (!text) return text;
  return secrets_.InDocument(std::move(*text));
}

Result<std::string> Unfiller::Unfilled(const FoundResource& found) {
  if (!found.installation) return found.document;
  const Installation& installation = *found.installation;
  auto version = services_.versions.Get(installation.version);
  if (!version) return Pass(version);
  const auto ordinal = OrdinalOf(installation, found.id.id);
  const Bindings& bindings = installation.bindings;
  const bool filled = !bindings.variables.empty() || !bindings.stack.empty();
  if (!ordinal || (found.row && !filled)) return found.document;
  const Installation& bare = Bare(installation);
  if (!found.row) return Rendered(**version, bare, *ordinal);
  return Merged(**version, bare, *ordinal, found);
}

const Installation& Unfiller::Bare(const Installation& installation) {
  const auto [bare, fresh] = bare_.try_emplace(installation.id, installation);
  if (fresh) {
    bare->second.bindings.variables.clear();
    bare->second.bindings.stack = Id();
  }
  return bare->second;
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

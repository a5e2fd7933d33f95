#include "model/render.h"

#include <algorithm>

#include "base/json/text.h"

namespace imprint {
namespace {

void AppendId(const Id& id, std::string& out) {
  char text[36];
  out.append(text, id.WriteText(text));
}

// A value's JSON as it is to stand inside a string: strings without their quotes, anything else
// as its own text, which needs no escapes unless it is an object or array.
void AppendInsideString(const std::string& value, std::string& out) {
  if (value.starts_with('"')) {
    out.append(value, 1, value.size() - 2);
  } else {
    json::AppendEscaped(out, value);
  }
}

class Filler {
 public:
  Filler(const CompiledVersion& version, const Installation* installation)
      : version_(version), installation_(installation) {}

  void Fill(const CompiledResource& resource, std::string& out) const {
    std::uint32_t at = 0;
    // The closing brace is left to the caller.
    const auto end = static_cast<std::uint32_t>(resource.text.size() - 1);
    for (const Slot& slot : resource.slots) {
      if (slot.begin < at) continue;  // inside a name that was replaced as a whole
      out.append(resource.text, at, slot.begin - at);
      at = slot.begin;
      if (FillSlot(slot, out)) at += slot.length;
    }
    out.append(resource.text, at, end - at);
  }

 private:
  // False where the template's own text stays.
  bool FillSlot(const Slot& slot, std::string& out) const {
    switch (slot.kind) {
      case SlotKind::kId:
        AppendId(
            installation_ ? IdOf(*installation_, slot.index) : version_.TemplateIdOf(slot.index),
            out);
        return true;
      case SlotKind::kStack:
        if (!installation_ || installation_->bindings.stack.empty()) return false;
        AppendId(installation_->bindings.stack, out);
        return true;
      case SlotKind::kName:
        if (!installation_ || installation_->bindings.name.empty()) return false;
        out += json::Quote(installation_->bindings.name);
        return true;
      case SlotKind::kBaseUrl:
        if (!installation_ || installation_->bindings.base_url.empty()) return false;
        out += json::Quote(installation_->bindings.base_url);
        return true;
      case SlotKind::kVariableText:
      case SlotKind::kVariableWhole:
        return FillVariable(slot, out);
    }
    return false;
  }

  bool FillVariable(const Slot& slot, std::string& out) const {
    if (!installation_) return false;
    const auto& values = installation_->bindings.variables;
    const auto found = values.find(version_.variables[slot.index].name);
    if (found == values.end()) return false;
    if (slot.kind == SlotKind::kVariableWhole) {
      out += found->second;
    } else {
      AppendInsideString(found->second, out);
    }
    return true;
  }

  const CompiledVersion& version_;
  const Installation* installation_;
};

}  // namespace

bool Installs(const CompiledVersion& version, const Installation& installation,
              std::uint32_t ordinal) {
  if (ordinal >= version.resources.size()) return false;
  const Bindings& bindings = installation.bindings;
  if (bindings.connections.contains(ordinal)) return false;
  const auto& selected = bindings.selected;
  if (!selected.empty() && !std::binary_search(selected.begin(), selected.end(), ordinal)) {
    return false;
  }
  return installation.creates_connections || version.resources[ordinal].model != Model::kConnection;
}

Id IdOf(const Installation& installation, std::uint32_t ordinal) {
  const auto& connections = installation.bindings.connections;
  if (const auto bound = connections.find(ordinal); bound != connections.end())
    return bound->second;
  for (const IdBlock& block : installation.blocks) {
    if (ordinal >= block.first_ordinal && ordinal - block.first_ordinal < block.count) {
      return block.first.Plus(ordinal - block.first_ordinal);
    }
  }
  return Id();
}

std::optional<std::uint32_t> OrdinalOf(const Installation& installation, const Id& id) {
  for (const IdBlock& block : installation.blocks) {
    if (const auto distance = block.first.DistanceTo(id, block.count)) {
      return block.first_ordinal + *distance;
    }
  }
  return std::nullopt;
}

void RenderInstalled(const CompiledVersion& version, const Installation& installation,
                     std::uint32_t ordinal, std::string& out) {
  const CompiledResource& resource = version.resources[ordinal];
  Filler(version, &installation).Fill(resource, out);
  if (InfoOf(resource.model).dialect == Dialect::kDiga) {
    out += '}';  // its server-managed fields are no part of the document
    return;
  }
  if (resource.model == Model::kConnection) out += ",\"offline\":true";
  AppendProvenance({installation.created, installation.created, installation.from_template,
                    resource.template_id, installation.bindings.sandbox},
                   out);
  out += '}';
}

bool HasUnfilledVariable(const CompiledVersion& version, const Installation& installation,
                         std::uint32_t ordinal) {
  const Bindings& bindings = installation.bindings;
  std::uint32_t replaced_up_to = 0;
  for (const Slot& slot : version.resources[ordinal].slots) {
    const bool replaced = (slot.kind == SlotKind::kName && !bindings.name.empty()) ||
                          (slot.kind == SlotKind::kBaseUrl && !bindings.base_url.empty());
    if (replaced) replaced_up_to = slot.begin + slot.length;
    const bool variable =
        slot.kind == SlotKind::kVariableText || slot.kind == SlotKind::kVariableWhole;
    if (variable && slot.begin >= replaced_up_to &&
        !bindings.variables.contains(version.variables[slot.index].name)) {
      return true;
    }
  }
  return false;
}

void RenderTemplate(const CompiledVersion& version, std::uint32_t ordinal, std::string& out) {
  Filler(version, nullptr).Fill(version.resources[ordinal], out);
  out += '}';
}

void AppendProvenance(const Provenance& provenance, std::string& out) {
  const auto field = [&](std::string_view name, std::string_view value) {
    out += ",\"";
    out += name;
    out += "\":\"";
    out += value;
    out += '"';
  };
  field("createdAt", FormatIso(provenance.created));
  field("lastModified", FormatIso(provenance.modified));
  if (provenance.from_template) field("_templateId", provenance.from_template->Text());
  if (!provenance.source.empty()) field("_sourceId", provenance.source.Text());
  if (provenance.sandbox) out += ",\"sandbox\":true";
}

}  // namespace imprint

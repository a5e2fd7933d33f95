#include "model/render.h"

#include <algorithm>
#include <string_view>

namespace imprint {

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

std::vector<std::uint32_t> UnfilledVariables(const CompiledVersion& version,
                                             const Installation& installation,
                                             std::uint32_t ordinal) {
  std::vector<std::uint32_t> unfilled;
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
      unfilled.push_back(slot.index);
    }
  }
  std::sort(unfilled.begin(), unfilled.end());
  unfilled.erase(std::unique(unfilled.begin(), unfilled.end()), unfilled.end());
  return unfilled;
}

bool HasUnfilledVariable(const CompiledVersion& version, const Installation& installation,
                         std::uint32_t ordinal) {
  return !UnfilledVariables(version, installation, ordinal).empty();
}

void AppendProvenance(const Provenance& provenance, std::string& out) {
  const auto field = [&](std::string_view name, std::string_view value) {
    out += ",\"";
    out += name;
    out += "\":\"";
    out += value;
    out += '"';
  };
  const auto id = [&](std::string_view name, const Id& value) {
    char text[36];
    field(name, {text, value.WriteText(text)});
  };
  const std::string created = FormatIso(provenance.created);
  field("createdAt", created);
  field("lastModified",
        provenance.modified == provenance.created ? created : FormatIso(provenance.modified));
  if (provenance.from_template) id("_templateId", provenance.from_template->id);
  if (!provenance.source.empty()) id("_sourceId", provenance.source);
  if (provenance.sandbox) out += ",\"sandbox\":true";
}

}  // namespace imprint

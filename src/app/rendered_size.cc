#include "app/rendered_size.h"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "app/services.h"

namespace imprint {
namespace {

// Without the installation it is not known whether connections that are not bound were created.
bool MayInstall(const Bindings& bindings, std::uint32_t ordinal) {
  if (bindings.connections.contains(ordinal)) return false;
  const auto& selected = bindings.selected;
  return selected.empty() || std::binary_search(selected.begin(), selected.end(), ordinal);
}

}  // namespace

std::uint64_t RenderedBytes(const CompiledVersion& version, const Bindings& bindings) {
  std::vector<std::uint64_t> sizes;
  for (const Variable& variable : version.variables) {
    const auto value = bindings.variables.find(variable.name);
    sizes.push_back(value == bindings.variables.end() ? 0 : value->second.size());
  }
  std::uint64_t total = 0;
  for (std::uint32_t ordinal = 0; ordinal < version.resources.size(); ++ordinal) {
    if (!MayInstall(bindings, ordinal)) continue;
    const CompiledResource& resource = version.resources[ordinal];
    total += resource.text.size();
    for (const Slot& slot : resource.slots) {
      const bool variable =
          slot.kind == SlotKind::kVariableText || slot.kind == SlotKind::kVariableWhole;
      if (variable) total += sizes[slot.index];
    }
  }
  return total;
}

Status CheckRenderedSize(const CompiledVersion& version, const Bindings& bindings,
                         const Limits& limits) {
  if (bindings.variables.empty()) return {};
  const std::uint64_t total = RenderedBytes(version, bindings);
  if (total <= limits.installed_bytes) return {};
  return Fail(ErrorCode::kInvalidField,
              fmt::format("With these variables the documents would have {} bytes; {} are allowed.",
                          total, limits.installed_bytes),
              "variables");
}

}  // namespace imprint

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

std::uint64_t IdAnswerBytes(const CompiledVersion& version) {
  constexpr std::uint64_t kFront = 256;
  constexpr std::uint64_t kPerObject = 144;   // a model's name and two ids
  constexpr std::uint64_t kPerWarning = 320;  // names, an id and a message beside the path
  std::uint64_t warnings = version.OrdinalsOf(Model::kConnection).size() * kPerWarning;
  for (const Warning& warning : version.warnings) {
    warnings += kPerWarning + warning.message.size() + warning.place.path.size();
  }
  for (const Variable& variable : version.variables) {
    for (const Place& place : variable.places) warnings += kPerWarning + place.path.size();
  }
  // Warnings are written by themselves before they stand in the answer.
  return kFront + version.resources.size() * kPerObject + 2 * warnings;
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

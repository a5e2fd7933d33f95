#include "app/version_references.h"

#include <algorithm>
#include <optional>
#include <set>

#include "app/slot_walk.h"

namespace imprint {
namespace {

// The other resource that a slot of `ordinal` leads to.
std::optional<std::uint32_t> TargetOf(const CompiledVersion& version, std::uint32_t ordinal,
                                      const Slot& slot) {
  if (slot.kind != SlotKind::kId) return std::nullopt;
  const std::uint32_t target = slot.index < version.resources.size() ? slot.index : 0;
  return target == ordinal ? std::nullopt : std::optional(target);
}

}  // namespace

bool RefersToOthers(const CompiledVersion& version, std::uint32_t ordinal) {
  const auto& slots = version.resources[ordinal].slots;
  return std::any_of(slots.begin(), slots.end(), [&](const Slot& slot) {
    return TargetOf(version, ordinal, slot).has_value();
  });
}

bool RefersTo(const CompiledVersion& version, std::uint32_t ordinal, std::uint32_t target) {
  const auto& slots = version.resources[ordinal].slots;
  return std::any_of(slots.begin(), slots.end(),
                     [&](const Slot& slot) { return TargetOf(version, ordinal, slot) == target; });
}

void ForEachReference(const CompiledVersion& version, std::uint32_t ordinal,
                      const json::Document& document,
                      const std::function<void(const FoundPlace&)>& visit) {
  std::uint32_t value = 0;
  std::set<std::uint32_t> in_value;  // what was shown of that value
  ForEachSlot(version.resources[ordinal], document.root(), [&](const SlotSighting& seen) {
    const auto target = TargetOf(version, ordinal, seen.slot);
    if (!target) return;
    if (seen.value.index() != value) in_value.clear();
    value = seen.value.index();
    if (in_value.insert(*target).second) visit({seen.path, *target});
  });
}

}  // namespace imprint

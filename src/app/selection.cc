#include "app/selection.h"

namespace imprint {

std::vector<std::uint32_t> ClosureOf(const CompiledVersion& version,
                                     const std::vector<std::uint32_t>& roots,
                                     const std::function<bool(std::uint32_t)>& is_bound) {
  std::vector<bool> reached(version.id_count());
  std::vector<std::uint32_t> open;
  const auto reach = [&](std::uint32_t ordinal) {
    if (ordinal >= reached.size() || reached[ordinal]) return;
    reached[ordinal] = true;
    open.push_back(ordinal);
  };
  for (const std::uint32_t root : roots) reach(root);
  while (!open.empty()) {
    const std::uint32_t ordinal = open.back();
    open.pop_back();
    if (is_bound(ordinal)) continue;
    if (ordinal >= version.resources.size()) {
      reach(0);
    } else {
      for (const std::uint32_t target : version.resources[ordinal].references) reach(target);
    }
  }
  std::vector<std::uint32_t> all;
  for (std::uint32_t ordinal = 0; ordinal < reached.size(); ++ordinal) {
    if (reached[ordinal]) all.push_back(ordinal);
  }
  return all;
}

}  // namespace imprint

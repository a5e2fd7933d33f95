#include "app/diga_setup.h"

#include <algorithm>
#include <set>
#include <unordered_map>

#include "base/json/stored_depth.h"
#include "bundle/text_scan.h"
#include "model/render.h"

namespace imprint {
namespace {

/// Names of variables without a value that the template has a place for in one resource.
std::set<std::string> UnfilledIn(const CompiledVersion& version, const Installation& installation,
                                 std::uint32_t ordinal) {
  std::set<std::string> names;
  for (const Variable& variable : version.variables) {
    const bool here = std::any_of(variable.places.begin(), variable.places.end(),
                                  [&](const Place& place) { return place.ordinal == ordinal; });
    if (here && !installation.bindings.variables.contains(variable.name))
      names.insert(variable.name);
  }
  return names;
}

// An edited document is the account's own text: only what the template left open counts in it.
Result<bool> EditedHasUnfilled(StoreReader& reader, const CompiledVersion& version,
                               const Installation& installation, std::uint32_t ordinal) {
  const auto names = UnfilledIn(version, installation, ordinal);
  if (names.empty()) return false;
  auto row = reader.FindResource(installation.account, ResourceId(IdOf(installation, ordinal)));
  if (!row) return Pass(row);
  if (!*row) return false;
  auto document = json::Document::Parse((*row)->document, json::kStoredDepth);
  if (!document) return Pass(document);
  return !PlaceholdersOf(document->root(), names).empty();
}

}  // namespace

Result<bool> HasUnfilled(const Services& services, StoreReader& reader,
                         const Installation& installation) {
  auto version = services.versions.Get(installation.version);
  if (!version) return Pass(version);
  const bool all_bound = std::all_of(
      (*version)->variables.begin(), (*version)->variables.end(),
      [&](const Variable& v) { return installation.bindings.variables.contains(v.name); });
  if (all_bound) return false;
  auto changes = reader.ListChanges(installation.account, installation.id);
  if (!changes) return Pass(changes);
  std::unordered_map<Id, ResourceOrigin> changed;
  for (const Resource& row : *changes) changed.emplace(row.id.id, row.origin);
  for (std::uint32_t ordinal = 0; ordinal < (*version)->resources.size(); ++ordinal) {
    if (!Installs(**version, installation, ordinal)) continue;
    const auto change = changed.find(IdOf(installation, ordinal));
    if (change == changed.end()) {
      if (HasUnfilledVariable(**version, installation, ordinal)) return true;
    } else if (change->second == ResourceOrigin::kOverride) {
      auto unfilled = EditedHasUnfilled(reader, **version, installation, ordinal);
      if (!unfilled || *unfilled) return unfilled;
    }
  }
  return false;
}

}  // namespace imprint

#include "model/id_runs.h"

#include <algorithm>
#include <map>
#include <utility>

namespace imprint {
namespace {

constexpr int kEmbedded = -1;  // where a model stands otherwise

using Identity = std::pair<Id, int>;

Identity IdentityOf(const CompiledVersion& version, std::uint32_t ordinal) {
  const bool embedded = ordinal >= version.resources.size();
  return {version.TemplateIdOf(ordinal),
          embedded ? kEmbedded : static_cast<int>(version.resources[ordinal].model)};
}

}  // namespace

std::uint32_t OrdinalMatch::added() const {
  return static_cast<std::uint32_t>(std::count(to_old.begin(), to_old.end(), std::nullopt));
}

OrdinalMatch MatchOrdinals(const CompiledVersion& from, const CompiledVersion& to) {
  OrdinalMatch match;
  match.to_new.resize(from.id_count());
  match.to_old.resize(to.id_count());
  const auto join = [&](std::uint32_t of_from, std::uint32_t of_to) {
    match.to_new[of_from] = of_to;
    match.to_old[of_to] = of_from;
  };
  // An installation is known by its integration, whatever id the template gives that.
  if (from.id_count() > 0 && to.id_count() > 0) join(0, 0);
  std::map<Identity, std::uint32_t> known;
  for (std::uint32_t i = 1; i < from.id_count(); ++i) known.emplace(IdentityOf(from, i), i);
  for (std::uint32_t i = 1; i < to.id_count(); ++i) {
    const auto found = known.find(IdentityOf(to, i));
    if (found != known.end()) join(found->second, i);
  }
  return match;
}

std::vector<Id> IdsOf(std::span<const IdBlock> blocks, std::uint32_t count) {
  std::vector<Id> ids(count);
  for (const IdBlock& block : blocks) {
    for (std::uint32_t i = 0; i < block.count && block.first_ordinal + i < count; ++i) {
      ids[block.first_ordinal + i] = block.first.Plus(i);
    }
  }
  return ids;
}

std::vector<IdBlock> RunsOf(std::span<const Id> ids) {
  std::vector<IdBlock> runs;
  for (std::uint32_t i = 0; i < ids.size(); ++i) {
    if (ids[i].empty()) continue;
    if (!runs.empty()) {
      IdBlock& last = runs.back();
      const bool next = last.first_ordinal + last.count == i &&
                        last.first.DistanceTo(ids[i], last.count + 1) == last.count;
      if (next) {
        ++last.count;
        continue;
      }
    }
    runs.push_back({ids[i], 1, i});
  }
  std::sort(runs.begin(), runs.end(),
            [](const IdBlock& a, const IdBlock& b) { return a.first < b.first; });
  return runs;
}

std::vector<IdBlock> CarryBlocks(std::span<const IdBlock> blocks, const OrdinalMatch& match,
                                 Id fresh) {
  const auto old_ids = IdsOf(blocks, static_cast<std::uint32_t>(match.to_new.size()));
  std::vector<Id> ids;
  ids.reserve(match.to_old.size());
  std::uint32_t used = 0;
  for (const auto& of_old : match.to_old) {
    ids.push_back(of_old ? old_ids[*of_old] : fresh.Plus(used++));
  }
  return RunsOf(ids);
}

}  // namespace imprint

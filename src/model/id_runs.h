#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "model/compiled.h"
#include "model/records.h"

namespace imprint {

/// Which ordinals of two versions of a template are the same thing: those of one template id and
/// model (or embedded in both), and the integrations.
struct OrdinalMatch {
  std::vector<std::optional<std::uint32_t>> to_new;  // by the old version's ordinal
  std::vector<std::optional<std::uint32_t>> to_old;  // by the new version's ordinal

  /// How many ordinals the new version alone has.
  std::uint32_t added() const;
};
OrdinalMatch MatchOrdinals(const CompiledVersion& from, const CompiledVersion& to);

/// The id that the blocks give each of the ordinals 0 to `count` - 1; empty where none does.
std::vector<Id> IdsOf(std::span<const IdBlock> blocks, std::uint32_t count);

/// The fewest blocks that give ids[i] to ordinal i, ascending by first. Ids are distinct; ordinals
/// with an empty one are in no block.
std::vector<IdBlock> RunsOf(std::span<const Id> ids);

/// The blocks of an installation after a change of version: what both versions have keeps its id,
/// and the others get match.added() consecutive ones from `fresh` on, in their order.
std::vector<IdBlock> CarryBlocks(std::span<const IdBlock> blocks, const OrdinalMatch& match,
                                 Id fresh);

}  // namespace imprint

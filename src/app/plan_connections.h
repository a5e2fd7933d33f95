#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "app/plan.h"
#include "app/plan_source.h"
#include "app/world.h"

namespace imprint {

/// One of the template's connections, and what a request makes of it.
struct DraftedConnection {
  std::uint32_t ordinal = 0;
  ConnectionTraits traits;
  std::optional<PlannedConnection::Bound> bound;
  std::vector<ConnectionCandidate> candidates;  // where they were asked for
  std::optional<Problem> problem;               // with what the request binds it to
};

/// What a request makes of every connection of the template, by ordinal: what it names is taken or
/// is a problem; then, where it wants that, what was saved; then the only unambiguous candidate.
/// `draft` tells the variables that are filled into the template's connections. Candidates are
/// looked for where `with_candidates` says or the request's rule needs them.
Result<std::vector<DraftedConnection>> BindConnections(World& world, const CompiledVersion& version,
                                                       const Installation& draft,
                                                       const PlanRequest& request,
                                                       const std::optional<SavedBindings>& saved,
                                                       bool with_candidates);

}  // namespace imprint

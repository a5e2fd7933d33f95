#pragma once

#include <optional>
#include <set>
#include <string>
#include <vector>

#include "app/plan.h"
#include "app/plan_connections.h"
#include "app/plan_source.h"

namespace imprint {

/// A request as one state of the store lets it be carried out.
struct PlanDraft {
  Installation installation;                   // what would be written, but for its ids and time
  std::vector<DraftedConnection> connections;  // those that the install needs
  std::vector<std::uint32_t> named;            // by the request's `select`; empty: everything is
  std::set<std::string> saved_variables;       // filled with what the last install had
  std::optional<SavedBindings> saved;          // what that had
  std::optional<Plan::Into> into;
  bool oversized = false;  // with these variables nothing can be rendered; one of the problems
  std::vector<Problem> problems;
  Hash fingerprint;
};

/// Candidates are looked for where `with_candidates` says or the request's rule needs them.
Result<PlanDraft> DraftPlan(const Services& services, StoreReader& reader,
                            const PlanRequest& request, const PlanSource& source,
                            bool with_candidates);

}  // namespace imprint

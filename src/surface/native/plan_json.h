#pragma once

#include <vector>

#include "app/plan.h"
#include "base/json/writer.h"

namespace imprint::native {

/// A plan as it is answered. `content` is the version that it is of.
void AppendPlan(const Services& services, const Plan& plan, const CompiledVersion& content,
                json::Writer& writer);

// Parts that plans of installs and of upgrades have in common, each a JSON array.
void AppendConnections(const std::vector<PlannedConnection>& connections, json::Writer& writer);
void AppendVariables(const std::vector<PlannedVariable>& variables, const CompiledVersion& content,
                     json::Writer& writer);
void AppendNotFollowed(const std::vector<PlanNote>& notes, json::Writer& writer);
void AppendWarnings(const std::vector<PlanNote>& notes, json::Writer& writer);

}  // namespace imprint::native

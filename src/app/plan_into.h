#pragma once

#include <optional>
#include <string>
#include <vector>

#include "app/plan.h"
#include "app/world.h"
#include "bundle/problem_list.h"
#include "model/compiled.h"

namespace imprint {

/// An integration of the account that a template's resources are put into.
struct TargetIntegration {
  Plan::Into shown;
  std::string document;
};

/// The integration that the request names; nothing, with the problem noted, when it is none of the
/// account's.
Result<std::optional<TargetIntegration>> FindTarget(World& world, const std::string& id,
                                                    ProblemList& problems);

/// Binds the flow groupings that `draft` needs to those of the same name in `target`. One that
/// `target` has not, or has twice, is a problem: the reference would lead nowhere. The template's
/// integration is rendered as `filled`, an installation with the same ids.
void BindGroupings(const CompiledVersion& version, const TargetIntegration& target,
                   const Installation& filled, Installation& draft, ProblemList& problems);

}  // namespace imprint

#pragma once

#include <optional>

#include "app/content.h"
#include "app/plan.h"

namespace imprint {

/// What a plan is made of: a template's version, or an uploaded bundle.
struct PlanSource {
  Content content;
  std::optional<Template> row;             // of a template
  std::optional<TemplateVersion> version;  // of a template, numbered

  const CompiledVersion& compiled() const { return *content.version; }
  Dialect dialect() const { return InfoOf(compiled().resources[0].model).dialect; }
};

/// Errors as MakePlan.
Result<PlanSource> LoadPlanSource(const Services& services, const PlanRequest& request);

}  // namespace imprint

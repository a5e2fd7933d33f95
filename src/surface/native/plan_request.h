#pragma once

#include <map>
#include <string>

#include "app/plan.h"
#include "surface/native/object_reader.h"

namespace imprint::native {

/// What a client says of an install. Only its form is judged here; what it refers to is judged with
/// the plan.
void ReadPlanRequest(ObjectReader& reader, Faults& faults, PlanRequest& request);

/// An object of texts.
std::map<std::string, std::string> ReadTexts(ObjectReader& reader, std::string_view name,
                                             Faults& faults);
/// An object of scalars, as JSON texts.
std::map<std::string, std::string> ReadScalars(ObjectReader& reader, std::string_view name,
                                               Faults& faults);

}  // namespace imprint::native

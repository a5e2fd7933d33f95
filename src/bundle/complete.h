#pragma once

#include <string_view>
#include <vector>

#include "base/error.h"
#include "base/limits.h"
#include "bundle/archive.h"
#include "model/model.h"

namespace imprint {

/// Makes a bundle of a JSON array of resources of one model, as a list request answers it. With
/// `fill_missing`, what they refer to and what is not among them is made up with a name only, and
/// the resources of several integrations are gathered in the one that most of them name. Without
/// it the array must come with all it needs, and the result may be no good bundle.
Result<std::vector<ArchiveFile>> BundleFromList(Model model, std::string_view json_array,
                                                bool fill_missing, const Limits& limits);

}  // namespace imprint

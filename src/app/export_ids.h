#pragma once

#include <unordered_map>
#include <vector>

#include "app/services.h"
#include "model/compiled.h"
#include "model/records.h"

namespace imprint {

/// The ids that templates gave to what these installations brought or are bound to, by the
/// account's: of what several brought or bound, the first one's. Embedded ids are among them.
Result<std::unordered_map<Id, Id>> TemplateIds(const Services& services,
                                               const std::vector<Installation>& installations);

/// The version with those ids in place of its own, everywhere it has them, but for one that another
/// id of the version has or got already. Its slots are gone: it is to be written to files.
CompiledVersion WithTemplateIds(CompiledVersion version,
                                const std::unordered_map<Id, Id>& template_ids);

}  // namespace imprint

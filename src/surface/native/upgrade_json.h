#pragma once

#include "app/upgrade.h"
#include "base/json/writer.h"

namespace imprint::native {

/// An upgrade's plan as it is answered. `content` is the version that it leads to.
void AppendUpgradePlan(const UpgradePlan& plan, const CompiledVersion& content,
                       json::Writer& writer);

}  // namespace imprint::native

#pragma once

#include "app/install.h"
#include "base/json/writer.h"
#include "model/compiled.h"

namespace imprint::integrator {

/// "model", "_id" and "path" of a place, whose resource is called `id` there.
void AppendPlace(const CompiledVersion& version, const Place& place, const Id& id,
                 json::Writer& writer);
/// {"code", "message", "model", "_id", "path"}.
void AppendWarning(const CompiledVersion& version, const Warning& warning, const Id& id,
                   json::Writer& writer);
/// "warnings": what an installer should know of an install, as far as its resources are there.
void AppendInstallWarnings(const Installed& installed, json::Writer& writer);

}  // namespace imprint::integrator

#pragma once

#include <string>

#include "app/install.h"
#include "model/compiled.h"

namespace imprint::integrator {

/// Appends the preview of a version: its documents as an install would make them but with the
/// template's own ids, its variables, and what an installer should know.
void AppendPreview(const CompiledVersion& version, std::string& out);

/// Appends the answer to an install: the integration's id and what was created.
void AppendInstalled(const Installed& installed, std::string& out);

/// The same, but of each document its id alone. Renders nothing.
void AppendInstalledIds(const Installed& installed, std::string& out);

}  // namespace imprint::integrator

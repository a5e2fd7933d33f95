#pragma once

#include <string>

#include "app/version_graph.h"
#include "app/version_resource.h"

namespace imprint::native {

/// What a version holds and what refers to what.
std::string GraphBody(const LoadedGraph& loaded);
/// One resource with its document, its references and its users.
std::string VersionResourceBody(const LoadedResource& loaded);

}  // namespace imprint::native

#pragma once

#include <string>
#include <vector>

#include "app/versions.h"

namespace imprint::native {

/// All versions of a template, as a list without further pages.
std::string VersionList(const Services& services, const std::vector<NumberedVersion>& versions);
/// What was published or changed.
std::string ChangedVersionBody(const Services& services, const NumberedVersion& version,
                               bool dry_run);
/// A version with everything in it that someone who may install it should know.
std::string VersionBody(const Services& services, const NumberedVersion& version,
                        const CompiledVersion& content);
std::string DiffBody(const VersionComparison& comparison);

}  // namespace imprint::native

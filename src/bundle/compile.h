#pragma once

#include <string>
#include <vector>

#include "base/error.h"
#include "base/limits.h"
#include "bundle/archive.h"
#include "model/compiled.h"

namespace imprint {

/// Turns a bundle's files into a version: places every file, checks every document, follows every
/// reference. The files may come in any order; equal content gives an equal version.
/// Fails with all problems at once (kInvalidBundle, kSecretInTemplate or kTooLarge), each with the
/// file and the JSON path where it is as its field: "exports/orders-5f....json: http.auth".
Result<CompiledVersion> Compile(const std::vector<ArchiveFile>& files, const Limits& limits);

}  // namespace imprint

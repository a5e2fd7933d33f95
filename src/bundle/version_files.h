#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/error.h"
#include "bundle/bundle_source.h"
#include "model/compiled.h"

namespace imprint {

/// A version of integrator.io as the files of a bundle, sorted by path: what Compile takes to make
/// it again. Documents keep their tokens and are indented, but for large ones; the text of a script
/// is a file of its own where that brings back the same document.
///
/// Compiled again they give the same version, byte for byte, unless the first compilation left
/// something out and warned of it (reference_omitted, credential_dropped): the second one finds
/// nothing to leave out, and has the other warnings only.
std::vector<ArchiveFile> FilesOf(const CompiledVersion& version);

/// The zip of these files, which is the same for the same version. Errors as WriteZipBytes.
Result<std::string> ZipOf(const CompiledVersion& version);
/// What ZipOf needs at most, roughly, beside a version of so many bytes.
std::uint64_t MostZipBytes(std::uint64_t version_bytes);

}  // namespace imprint

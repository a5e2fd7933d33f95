#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "bundle/bundle_source.h"
#include "model/compiled.h"
#include "model/records.h"

namespace imprint::bench {

/// A bundle without needless bytes: an integration, a connection for each 250 resources, and
/// exports, imports and flows of about `document_bytes` each that refer to one another. An export
/// or import is mostly mappings and templates, with a <<variable>>; a flow has an id for about each
/// 140 bytes, as real ones do. `resources` counts all of them. The same arguments give the same
/// bundle.
std::vector<ArchiveFile> SampleBundle(std::size_t resources, std::size_t document_bytes);

/// Bytes of all files.
std::size_t BytesOf(const std::vector<ArchiveFile>& files);

/// SampleBundle compiled.
CompiledVersion SampleVersion(std::size_t resources, std::size_t document_bytes);

/// An installation of a version as an install makes it: one id block, every connection bound, every
/// variable filled.
Installation SampleInstallation(const CompiledVersion& version);

/// The same bundles again, made once. For benchmarks, which ask for them one after another: what
/// was asked for before is given up.
const std::vector<ArchiveFile>& KeptBundle(std::size_t resources, std::size_t document_bytes);

}  // namespace imprint::bench

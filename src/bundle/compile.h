#pragma once

#include <vector>

#include "base/error.h"
#include "base/limits.h"
#include "bundle/bundle_source.h"
#include "model/compiled.h"

namespace imprint {

/// What becomes of text that looks like a credential, wherever it stands in a document.
enum class SecretText {
  kRefuse,
  kKeep,  // for a version that no other account will see
};

/// Turns a bundle's files into a version: places every file, checks every document, follows every
/// reference. The files may come in any order; equal content gives an equal version.
/// Fails with all problems at once (kInvalidBundle, kSecretInTemplate or kTooLarge), each with the
/// file and the JSON path where it is as its field: "exports/orders-5f....json: http.auth".
/// Where files themselves are damaged, with the problems of all those; kUnavailable when one cannot
/// be read. Reads every file twice, one at a time: beside the version, memory holds the parts of
/// one document.
Result<CompiledVersion> Compile(BundleSource& files, const Limits& limits,
                                SecretText secrets = SecretText::kRefuse);
/// What Compile needs at most, roughly, for files of so many bytes of which the largest has
/// `largest_file`.
std::uint64_t MostCompileBytes(std::uint64_t all_files, std::uint64_t largest_file);
/// Files that are in memory.
Result<CompiledVersion> Compile(const std::vector<ArchiveFile>& files, const Limits& limits);

}  // namespace imprint

#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "base/limits.h"

namespace imprint {

/// A regular file of an archive or a folder. The path is relative, with forward slashes, and
/// follows the rules of bundle/path_rules.h.
struct ArchiveFile {
  std::string path;
  std::string bytes;

  friend bool operator==(const ArchiveFile&, const ArchiveFile&) = default;
};

/// Every regular file of a zip whose bytes come from anyone, sorted by path. Folders and what
/// desktop systems leave behind (`__MACOSX/`, `.DS_Store` ...) are left out.
///
/// Refused with kInvalidBundle, or kTooLarge where a limit is passed: see path_rules.h for names;
/// further links and special files, encryption, methods other than stored and deflate, archives
/// inside, names that clash, entries that overlap, wrong checksums and sizes. An error lists up to
/// `limits.bundle_problems` problems, each with the entry's name as its field. Nothing is inflated
/// before all that the directory declares is within the limits, and no entry beyond what it
/// declares. Needs memory for the inflated files. May be called from any thread.
Result<std::vector<ArchiveFile>> ReadZipBytes(std::string_view bytes, const Limits& limits);

/// The same for a file on disk of at most `limits.upload_bytes`, which is read whole. kNotFound
/// when there is no such file, kUnavailable when it cannot be read.
Result<std::vector<ArchiveFile>> ReadZipFile(const std::string& path, const Limits& limits);

}  // namespace imprint

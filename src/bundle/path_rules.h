#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace imprint {

inline constexpr std::size_t kMaxPathBytes = 1024;

/// Why `name` cannot be a path inside a bundle, or nullopt when it can. Paths are relative, UTF-8,
/// with forward slashes, without `.`, `..` or empty segments. One slash at the end (a folder) is
/// allowed.
std::optional<std::string> PathProblem(std::string_view name);

/// True for what desktop systems leave in folders and archives by themselves: `__MACOSX/`,
/// `.DS_Store`, `Thumbs.db`, `desktop.ini`.
bool IsLeftover(std::string_view path);

/// True when the name's ending, or the first bytes of the content, are those of an archive or of a
/// compressed file.
bool IsArchiveName(std::string_view path);
bool IsArchiveContent(std::string_view bytes);

/// Any bytes as text for an error: valid UTF-8 without control characters, 200 characters at most.
std::string Printable(std::string_view name);

/// A name that cannot stand beside another of the same bundle.
struct PathClash {
  std::size_t index;  // into the names given
  std::string message;
};

/// Finds names that occur twice, that differ only by the case of ASCII letters, and files that are
/// folders too. A slash at the end marks a folder. Each name has passed PathProblem.
std::vector<PathClash> FindClashes(const std::vector<std::string_view>& names);

}  // namespace imprint

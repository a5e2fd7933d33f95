#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/json/document.h"

namespace imprint {

/// Which side's value a conflict ends with.
enum class Side { kMine, kTheirs, kBase };

/// A place that both sides changed, each differently. A value that is absent is a side that took
/// the place away, or never had it.
struct MergeConflict {
  /// "name", "pageProcessors[_importId=64f0...].type", "lines[2]"; "" is the whole document.
  std::string path;
  std::optional<std::string> base;  // JSON texts
  std::optional<std::string> mine;
  std::optional<std::string> theirs;

  friend bool operator==(const MergeConflict&, const MergeConflict&) = default;
};

/// How one conflict is to end: with a side's value, or with a value of its own (JSON text).
struct Resolution {
  Side side = Side::kMine;
  std::optional<std::string> value = {};
};
using Resolutions = std::map<std::string, Resolution, std::less<>>;  // by path

struct MergeResult {
  std::string text;                      // unresolved conflicts hold what `fallback` says
  std::vector<MergeConflict> conflicts;  // in document order, resolved ones too
  std::vector<std::string> unresolved;   // their paths
};

/// Merges what two sides made of `base`, field by field. Objects merge by key. Arrays of objects
/// merge by identity, where every element of all three has one and no two in an array share it: the
/// first of `_id`, `id`, `key`, `name`, `generate` (of mappings), or the one member that ends with
/// "Id"; all other arrays merge by position. The same change on both sides is one change. Values
/// are compared as JSON: the order of members and the escapes in strings do not matter, the digits
/// of numbers do.
///
/// Where one of the three is so large or deep that this would take unreasonable time
/// (model/merge_cost), all of it is one place: "".
///
/// What neither side changed, and what one side changed alone, comes over token by token. Members
/// and elements stand in the order of `theirs`, and what only `mine` has behind what it stood
/// behind there. Pure: the same input gives the same text.
MergeResult Merge(json::Value base, json::Value mine, json::Value theirs,
                  const Resolutions& resolutions, Side fallback);

/// The places where `theirs` differs from `base`, in the paths of conflicts, with both values. One
/// place for documents as Merge takes them for one.
struct Difference {
  std::string path;
  std::optional<std::string> from;
  std::optional<std::string> to;
};
std::vector<Difference> Compare(json::Value base, json::Value theirs);

/// Equal as JSON values, as Merge compares them.
bool SameValue(json::Value a, json::Value b);

}  // namespace imprint

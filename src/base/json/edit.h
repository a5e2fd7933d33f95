#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/json/document.h"

namespace imprint::json {

/// Replaces the bytes [begin, end) of a document's text by `text`.
struct Edit {
  std::uint32_t begin = 0;
  std::uint32_t end = 0;
  std::string text = {};
};

/// The text with `edits` applied, which are ascending and do not overlap.
std::string ApplyEdits(std::string_view text, const std::vector<Edit>& edits);

/// Finds the ranges that take children out of an array or object together with their commas.
/// Call Child for each child in order, then the ranges are in `edits`.
class ChildRemover {
 public:
  explicit ChildRemover(std::vector<Edit>& edits) : edits_(edits) {}

  /// [begin, end) is the child's whole text: an object's member from the key's quote to the end of
  /// its value. When a removed child held edits, drop those first.
  void Child(std::uint32_t begin, std::uint32_t end, bool remove);

 private:
  std::vector<Edit>& edits_;
  bool kept_before_ = false;
  std::uint32_t previous_end_ = 0;
  // A removal at the front that waits for where the next child begins.
  std::optional<std::size_t> open_;
};

/// The members of an object as text, "" or "a":1,"b":2, without those whose (resolved) key
/// `removed` is true for.
template <typename Removed>
std::string MembersWithout(const Document& document, Removed&& removed) {
  std::vector<Edit> edits;
  ChildRemover remover(edits);
  document.root().ForEachMember([&](Value key, Value value) {
    const std::uint32_t end = value.is_string() ? value.node().end + 1 : value.node().end;
    remover.Child(key.node().begin - 1, end, removed(key.string()));
  });
  const std::string all = ApplyEdits(document.text(), edits);
  return all.substr(1, all.size() - 2);
}

}  // namespace imprint::json

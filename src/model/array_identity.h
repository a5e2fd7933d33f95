#pragma once

#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/json/document.h"

namespace imprint {

/// ".name", or "name" at the front of a path; what is no plain word is written [".."].
std::string PathStep(std::string_view key, bool first);

/// An array's elements by their keys, in the array's order.
struct Keyed {
  std::vector<std::string> order;
  std::unordered_map<std::string, json::Value> elements;

  json::Value Find(const std::string& key) const {
    const auto found = elements.find(key);
    return found == elements.end() ? json::Value() : found->second;
  }
};

/// What tells the elements of several states of one array apart: a member that all of them have,
/// each with another value, or their position.
class ArrayIdentity {
 public:
  explicit ArrayIdentity(std::span<const json::Value> arrays);

  Keyed Key(json::Value array) const;
  /// How a path names an element: "[name=Orders]" or "[2]".
  std::string Step(const std::string& key) const;

 private:
  enum class Kind { kMember, kReference, kPosition };
  Kind kind_ = Kind::kPosition;
  std::string member_;
};

/// Whose place an element takes where both sides put one behind the same neighbour.
enum class Precedence {
  kTheirs,
  kEqual,  // neither's: by key, so that the sides can be exchanged
};
struct MergedOrder {
  std::vector<std::string> order;  // every key of mine and theirs
  bool contradiction = false;      // both moved what they share, differently
};
/// Merges the order of keys. Keys of `base` that a side lacks do not matter to it.
MergedOrder MergeOrder(const std::vector<std::string>& base, const std::vector<std::string>& mine,
                       const std::vector<std::string>& theirs, Precedence precedence);

}  // namespace imprint

#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "base/json/document.h"

namespace imprint::openapi {

/// A parsed document as this layer reads it: look-ups that stay fast in objects of any size, local
/// references, and a budget of steps. When the budget is spent everything reads as absent, so every
/// walk ends; the caller asks `exhausted` once at the end. One thread.
class Source {
 public:
  Source(const json::Document& document, std::uint64_t steps)
      : document_(document), steps_(steps) {}

  json::Value root() const { return document_.root(); }
  bool exhausted() const { return steps_ == 0; }

  /// The member `key` of `object`; invalid when `object` is none or has no such member.
  json::Value Get(json::Value object, std::string_view key);
  /// The member as text, trimmed and at most `max` bytes; "" when it is no string.
  std::string Text(json::Value object, std::string_view key, std::size_t max);
  /// A string value's text in the same way.
  std::string TextOf(json::Value value, std::size_t max);
  bool IsTrue(json::Value object, std::string_view key);

  /// Calls `visit(key text, value)` for each member. Keys longer than kNameBytes and extensions are
  /// given as they are.
  template <typename Visit>
  void Members(json::Value object, Visit&& visit) {
    object.ForEachMember([&](json::Value key, json::Value value) {
      if (Spend(1 + key.raw().size() / 64)) visit(key.string(), value);
    });
  }
  template <typename Visit>
  void Items(json::Value array, Visit&& visit) {
    array.ForEachItem([&](json::Value item) {
      if (Spend(1)) visit(item);
    });
  }

  /// Where a value is or, when it is a reference, what it leads to in the end. Invalid with
  /// `problem` set when that is nothing here.
  json::Value Follow(json::Value value, std::string& problem);
  /// What the local reference `ref` names.
  json::Value Resolve(std::string_view ref, std::string& problem);

  /// Takes from the budget for work of the caller's; false when it is spent.
  bool Spend(std::uint64_t steps);

 private:
  // Hashes of an object's keys and where the values are, sorted.
  using Index = std::vector<std::pair<std::size_t, std::uint32_t>>;

  const Index* IndexOf(json::Value object);
  json::Value Walk(std::string_view pointer);

  const json::Document& document_;
  std::uint64_t steps_;
  std::unordered_map<std::uint32_t, Index> indexes_;
  std::unordered_map<std::string, json::Value> resolved_;
};

inline bool IsObject(json::Value value) {
  return value.valid() && value.is_object();
}
inline bool IsArray(json::Value value) {
  return value.valid() && value.is_array();
}
inline bool IsString(json::Value value) {
  return value.valid() && value.is_string();
}

}  // namespace imprint::openapi

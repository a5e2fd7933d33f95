#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "base/json/document.h"

namespace imprint::client {

// Reading what a server says, which may have any form: what is not there, or not of the type that
// is read, reads as nothing.

/// How deep an answer may be nested: more than any document of a server.
inline constexpr std::size_t kAnswerDepth = 1100;

inline bool IsNull(json::Value value) {
  return !value.valid() || value.type() == json::Type::kNull;
}
/// A string's characters, and the token of a number or flag.
inline std::string TextOf(json::Value value) {
  if (IsNull(value) || value.is_object() || value.is_array()) return {};
  return value.is_string() ? value.string() : std::string(value.raw());
}
inline bool IsTrue(json::Value value) {
  return value.valid() && value.is_true();
}
inline std::size_t CountOf(json::Value list) {
  return list.valid() ? list.items().size() : 0;
}
/// Any value as its JSON text, or `absent` where there is none.
inline std::string JsonOf(json::Value value, std::string_view absent = "(none)") {
  return std::string(value.valid() ? value.token() : absent);
}

}  // namespace imprint::client

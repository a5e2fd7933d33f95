#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"

namespace imprint::json {

enum class Type : std::uint8_t { kNull, kBool, kNumber, kString, kArray, kObject };

/// One node of a parsed document. Positions are bytes of Document::text().
/// A string's range excludes its quotes. An object's members are pairs of nodes: key, value.
struct Node {
  std::uint32_t begin = 0;
  std::uint32_t end = 0;
  std::uint32_t next = 0;  // index of the node behind this one's whole subtree
  Type type = Type::kNull;
  bool escaped = false;  // a string that holds a backslash
};

class Value;

/// A JSON text that was checked whole (UTF-8, grammar, depth, no key twice in one object) together
/// with an index of its nodes. White space between tokens is removed; every token keeps its bytes,
/// so numbers of any size, key order and escapes stay what the author wrote.
class Document {
 public:
  /// kMalformedBody with the place and reason when `bytes` is not one JSON value, is nested deeper
  /// than `max_depth`, repeats a key, or holds more than `max_values` values and keys. A UTF-8 byte
  /// order mark in front is ignored.
  static Result<Document> Parse(std::string_view bytes, std::size_t max_depth,
                                std::size_t max_values = SIZE_MAX);

  std::string_view text() const { return text_; }
  Value root() const;
  const std::vector<Node>& nodes() const { return nodes_; }

 private:
  friend class Parser;
  std::string text_;
  std::vector<Node> nodes_;
};

/// A place in a Document, which must outlive it. Cheap to copy.
class Value {
 public:
  Value() = default;
  Value(const Document* document, std::uint32_t index) : document_(document), index_(index) {}

  bool valid() const { return document_ != nullptr; }
  /// Only of a valid value.
  const Document& document() const { return *document_; }
  Type type() const { return node().type; }
  bool is_object() const { return type() == Type::kObject; }
  bool is_array() const { return type() == Type::kArray; }
  bool is_string() const { return type() == Type::kString; }
  const Node& node() const { return document_->nodes()[index_]; }
  std::uint32_t index() const { return index_; }

  /// The token's bytes; a string without its quotes and with its escapes as written.
  std::string_view raw() const {
    return document_->text().substr(node().begin, node().end - node().begin);
  }
  /// The whole value's bytes, a string with its quotes.
  std::string_view token() const;
  /// A string's characters with the escapes resolved. Only for strings.
  std::string string() const;
  /// string() == `text`, without a copy where the string holds no escape.
  bool Is(std::string_view text) const { return node().escaped ? string() == text : raw() == text; }
  /// string() as a view, into the document or, where it holds an escape, into `scratch`.
  std::string_view StringIn(std::string& scratch) const {
    return node().escaped ? std::string_view(scratch = string()) : raw();
  }
  /// true for the literal `true`.
  bool is_true() const { return type() == Type::kBool && raw() == "true"; }

  /// Children of an array or object in order; empty for anything else. For objects, the values.
  std::vector<Value> items() const;
  /// Calls `visit(Value key, Value value)` for each member of an object.
  template <typename Visit>
  void ForEachMember(Visit&& visit) const;
  /// Calls `visit(Value item)` for each item of an array.
  template <typename Visit>
  void ForEachItem(Visit&& visit) const;
  /// The member named `key` of an object; an invalid Value when there is none.
  Value operator[](std::string_view key) const;
  /// operator[] along "a.b.c".
  Value At(std::string_view dotted_path) const;
  /// The string member `key`, resolved; nullopt when absent or not a string.
  std::optional<std::string> StringMember(std::string_view key) const;

 private:
  const Document* document_ = nullptr;
  std::uint32_t index_ = 0;
};

inline Value Document::root() const {
  return Value(this, 0);
}

template <typename Visit>
void Value::ForEachMember(Visit&& visit) const {
  if (!valid() || !is_object()) return;
  const auto& nodes = document_->nodes();
  const std::uint32_t end = node().next;
  for (std::uint32_t key = index_ + 1; key < end; key = nodes[key + 1].next) {
    visit(Value(document_, key), Value(document_, key + 1));
  }
}

template <typename Visit>
void Value::ForEachItem(Visit&& visit) const {
  if (!valid() || !is_array()) return;
  const auto& nodes = document_->nodes();
  const std::uint32_t end = node().next;
  for (std::uint32_t item = index_ + 1; item < end; item = nodes[item].next) {
    visit(Value(document_, item));
  }
}

}  // namespace imprint::json

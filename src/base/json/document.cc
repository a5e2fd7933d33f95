#include "base/json/document.h"

#include <fmt/format.h>
#include <simdjson.h>

#include <algorithm>
#include <limits>

#include "base/json/grammar.h"
#include "base/json/quick_parser.h"
#include "base/json/text.h"

namespace imprint::json {
namespace {

namespace ondemand = simdjson::ondemand;

/// What stops a parse; thrown so that the walk reads straight, and caught in Parse.
struct Malformed {
  std::string reason;
};

std::string_view Trim(std::string_view token) {
  constexpr std::string_view kSpace = " \n\r\t";
  const std::size_t begin = token.find_first_not_of(kSpace);
  if (begin == std::string_view::npos) return {};
  return token.substr(begin, token.find_last_not_of(kSpace) - begin + 1);
}

std::string_view WithoutByteOrderMark(std::string_view bytes) {
  if (bytes.starts_with("\xEF\xBB\xBF")) bytes.remove_prefix(3);
  return bytes;
}

}  // namespace

/// Walks simdjson's tokens once, copying them without the white space between them and noting a
/// node for each.
class Parser {
 public:
  Parser(Document& document, std::size_t max_depth, std::size_t max_values)
      : text_(document.text_),
        nodes_(document.nodes_),
        max_depth_(max_depth),
        max_values_(max_values) {}

  void Run(std::string_view bytes) {
    const simdjson::padded_string padded(bytes);
    simdjson::ondemand::parser parser;
    ondemand::document source = parser.iterate(padded);
    if (source.is_scalar()) {
      const ondemand::json_type type = source.type();
      // simdjson steps only over numbers that fit its own types; here the token is all there is.
      if (type != ondemand::json_type::string) return Scalar(type, Trim(bytes));
      Scalar(type, source.raw_json_token());
      static_cast<void>(std::string_view(source.get_string()));
    } else if (source.type() == ondemand::json_type::object) {
      Object(source.get_object(), 1);
    } else {
      Array(source.get_array(), 1);
    }
    if (source.current_location().error() != simdjson::OUT_OF_BOUNDS) {
      throw Malformed{"there is more text behind the value"};
    }
  }

 private:
  void Any(ondemand::value value, std::size_t depth) {
    const ondemand::json_type type = value.type();
    if (type == ondemand::json_type::object) {
      Object(value.get_object(), depth + 1);
    } else if (type == ondemand::json_type::array) {
      Array(value.get_array(), depth + 1);
    } else {
      Scalar(type, value.raw_json_token());
      // A string that is not taken could be skipped as if it were a key: ["a":1].
      if (type == ondemand::json_type::string) static_cast<void>(value.get_raw_json_string());
    }
  }

  void Object(ondemand::object object, std::size_t depth) {
    const std::size_t self = Open(Type::kObject, '{', depth);
    bool first = true;
    for (auto field : object) {
      if (!first) text_ += ',';
      first = false;
      Key(field.key());
      text_ += ':';
      Any(field.value(), depth);
    }
    Close(self, '}');
    RefuseRepeatedKeys(self);
  }

  void Array(ondemand::array array, std::size_t depth) {
    const std::size_t self = Open(Type::kArray, '[', depth);
    bool first = true;
    for (auto item : array) {
      if (!first) text_ += ',';
      first = false;
      Any(item.value(), depth);
    }
    Close(self, ']');
  }

  std::size_t Open(Type type, char bracket, std::size_t depth) {
    if (depth > max_depth_)
      throw Malformed{fmt::format("nested deeper than {} levels", max_depth_)};
    AddNode({Position(), 0, 0, type, false});
    text_ += bracket;
    return nodes_.size() - 1;
  }

  void Close(std::size_t self, char bracket) {
    text_ += bracket;
    nodes_[self].end = Position();
    nodes_[self].next = static_cast<std::uint32_t>(nodes_.size());
  }

  void Key(ondemand::raw_json_string key) {
    const char* begin = key.raw();
    const char* end = begin;
    while (*end != '"') end += *end == '\\' ? 2 : 1;
    String(std::string_view(begin, static_cast<std::size_t>(end - begin)));
  }

  void Scalar(ondemand::json_type type, std::string_view token) {
    token = Trim(token);
    if (type == ondemand::json_type::string) {
      if (token.size() < 2 || token.back() != '"') throw Malformed{"a string is not closed"};
      return String(token.substr(1, token.size() - 2));
    }
    Type found = Type::kNull;
    if (token == "true" || token == "false") {
      found = Type::kBool;
    } else if (IsNumber(token)) {
      found = Type::kNumber;
    } else if (token != "null") {
      throw Malformed{"'" + std::string(Shorten(token, 20)) + "' is not a JSON value"};
    }
    Append(found, token, false);
  }

  void String(std::string_view inside) {
    const bool escaped = inside.find('\\') != std::string_view::npos;
    if (escaped && !AreEscapesValid(inside)) throw Malformed{"a string holds an invalid escape"};
    text_ += '"';
    Append(Type::kString, inside, escaped);
    text_ += '"';
  }

  void Append(Type type, std::string_view token, bool escaped) {
    const std::uint32_t begin = Position();
    text_ += token;
    AddNode({begin, Position(), static_cast<std::uint32_t>(nodes_.size() + 1), type, escaped});
  }

  void AddNode(const Node& node) {
    if (nodes_.size() == max_values_) {
      throw Malformed{fmt::format("it holds more than {} keys and values", max_values_)};
    }
    nodes_.push_back(node);
  }

  void RefuseRepeatedKeys(std::size_t self) {
    keys_.clear();
    bool any_escaped = false;
    for (std::uint32_t key = static_cast<std::uint32_t>(self) + 1; key < nodes_[self].next;
         key = nodes_[key + 1].next) {
      any_escaped |= nodes_[key].escaped;
      keys_.push_back(
          std::string_view(text_).substr(nodes_[key].begin, nodes_[key].end - nodes_[key].begin));
    }
    std::vector<std::string> resolved;
    if (any_escaped) {
      resolved.reserve(keys_.size());
      for (auto& key : keys_) key = resolved.emplace_back(Unescape(key));
    }
    std::sort(keys_.begin(), keys_.end());
    const auto twice = std::adjacent_find(keys_.begin(), keys_.end());
    if (twice != keys_.end()) {
      throw Malformed{
          fmt::format("the key \"{}\" stands twice in one object", Shorten(*twice, 100))};
    }
  }

  std::uint32_t Position() const { return static_cast<std::uint32_t>(text_.size()); }

  std::string& text_;
  std::vector<Node>& nodes_;
  const std::size_t max_depth_;
  const std::size_t max_values_;
  std::vector<std::string_view> keys_;
};

Result<Document> Document::Parse(std::string_view bytes, std::size_t max_depth,
                                 std::size_t max_values) {
  bytes = WithoutByteOrderMark(bytes);
  const auto malformed = [](std::string_view reason) {
    while (reason.ends_with('.')) reason.remove_suffix(1);
    return Fail(ErrorCode::kMalformedBody, fmt::format("Not valid JSON: {}.", reason));
  };
  if (bytes.size() > std::numeric_limits<std::uint32_t>::max() / 2) return malformed("too large");
  // simdjson refuses bad UTF-8 too, but calls it by the same name as other faults.
  if (!IsUtf8(bytes)) return malformed("the text is not UTF-8");
  if (Trim(bytes).empty()) return malformed("the text is empty");
  Document document;
  if (ParseQuickly(bytes, max_depth, max_values, document.text_, document.nodes_)) {
    return document;
  }
  // Whatever that one leaves is judged here, and errors are told by this one alone.
  document.text_.clear();
  document.nodes_.clear();
  document.text_.reserve(bytes.size());
  try {
    Parser(document, max_depth, max_values).Run(bytes);
  } catch (const Malformed& problem) {
    return malformed(problem.reason);
  } catch (const simdjson::simdjson_error& problem) {
    return malformed(simdjson::error_message(problem.error()));
  }
  return document;
}

std::string_view Value::token() const {
  const Node& n = node();
  if (n.type != Type::kString) return raw();
  return document_->text().substr(n.begin - 1, n.end - n.begin + 2);
}

std::string Value::string() const {
  return node().escaped ? Unescape(raw()) : std::string(raw());
}

std::vector<Value> Value::items() const {
  std::vector<Value> all;
  ForEachItem([&](Value item) { all.push_back(item); });
  ForEachMember([&](Value, Value value) { all.push_back(value); });
  return all;
}

Value Value::operator[](std::string_view key) const {
  Value found;
  ForEachMember([&](Value name, Value value) {
    if (name.Is(key)) found = value;
  });
  return found;
}

Value Value::At(std::string_view dotted_path) const {
  Value at = *this;
  while (at.valid() && !dotted_path.empty()) {
    const std::size_t dot = std::min(dotted_path.find('.'), dotted_path.size());
    at = at[dotted_path.substr(0, dot)];
    dotted_path.remove_prefix(std::min(dot + 1, dotted_path.size()));
  }
  return at;
}

std::optional<std::string> Value::StringMember(std::string_view key) const {
  const Value value = (*this)[key];
  if (!value.valid() || !value.is_string()) return std::nullopt;
  return value.string();
}

}  // namespace imprint::json

#include "blob/s3/xml.h"

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <utility>

namespace imprint::s3 {
namespace {

constexpr int kDeepest = 16;
constexpr std::string_view kSpace = " \t\r\n";

void AppendUtf8(std::uint32_t point, std::string& out) {
  const auto add = [&](std::uint32_t byte) { out += static_cast<char>(byte); };
  if (point < 0x80) return add(point);
  if (point < 0x800) {
    add(0xC0 | point >> 6);
  } else if (point < 0x10000) {
    add(0xE0 | point >> 12);
    add(0x80 | (point >> 6 & 0x3F));
  } else {
    add(0xF0 | point >> 18);
    add(0x80 | (point >> 12 & 0x3F));
    add(0x80 | (point >> 6 & 0x3F));
  }
  add(0x80 | (point & 0x3F));
}

/// Appends what "&name;" stands for; false when it is none that XML itself knows.
bool AppendEntity(std::string_view name, std::string& out) {
  constexpr std::pair<std::string_view, char> kNamed[] = {
      {"lt", '<'}, {"gt", '>'}, {"amp", '&'}, {"quot", '"'}, {"apos", '\''}};
  for (const auto& [known, c] : kNamed) {
    if (name == known) return out += c, true;
  }
  if (!name.starts_with('#')) return false;
  name.remove_prefix(1);
  const bool hex = name.starts_with('x');
  if (hex) name.remove_prefix(1);
  std::uint32_t point = 0;
  const char* end = name.data() + name.size();
  const auto [at, error] = std::from_chars(name.data(), end, point, hex ? 16 : 10);
  const bool surrogate = point >= 0xD800 && point < 0xE000;
  if (error != std::errc{} || at != end || point == 0 || point > 0x10FFFF || surrogate) {
    return false;
  }
  AppendUtf8(point, out);
  return true;
}

/// Reads from the front of a text. What gives a bool gives false for what cannot be read.
class Parser {
 public:
  explicit Parser(std::string_view text) : rest_(text) {}

  std::optional<Element> Document() {
    Take("\xEF\xBB\xBF");
    if (Take("<?xml") && !Past("?>")) return std::nullopt;
    Element root;
    if (!Between() || !ReadElement(root, 1) || !Between() || !rest_.empty()) return std::nullopt;
    return root;
  }

 private:
  bool Take(std::string_view start) {
    if (!rest_.starts_with(start)) return false;
    rest_.remove_prefix(start.size());
    return true;
  }

  /// Passes over everything up to the end of the next `end`.
  bool Past(std::string_view end) {
    const std::size_t at = rest_.find(end);
    if (at == rest_.npos) return false;
    rest_.remove_prefix(at + end.size());
    return true;
  }

  void Space() { rest_.remove_prefix(std::min(rest_.find_first_not_of(kSpace), rest_.size())); }

  /// White space and comments beside the root.
  bool Between() {
    for (Space(); Take("<!--"); Space()) {
      if (!Past("-->")) return false;
    }
    return true;
  }

  std::string_view Name() {
    const std::size_t end = std::min(rest_.find_first_of(" \t\r\n/><=&\"'!?"), rest_.size());
    const std::string_view name = rest_.substr(0, end);
    rest_.remove_prefix(end);
    return name;
  }

  bool ReadElement(Element& element, int depth) {
    if (depth > kDeepest || !Take("<")) return false;
    element.name = Name();
    if (element.name.empty() || !Attributes()) return false;
    if (Take("/>")) return true;
    return Take(">") && Content(element, depth);
  }

  bool Attributes() {
    for (Space(); !rest_.starts_with('>') && !rest_.starts_with('/'); Space()) {
      if (Name().empty() || !Take("=")) return false;
      const std::string_view quote = rest_.substr(0, 1);
      if ((quote != "\"" && quote != "'") || !Take(quote) || !Past(quote)) return false;
    }
    return true;
  }

  bool Content(Element& element, int depth) {
    while (true) {
      if (!Text(element.text)) return false;
      if (Take("</")) break;
      if (Take("<!--")) {
        if (!Past("-->")) return false;
      } else if (!ReadElement(element.children.emplace_back(), depth + 1)) {
        return false;
      }
    }
    if (Name() != element.name) return false;
    Space();
    return Take(">");
  }

  bool Text(std::string& out) {
    while (!rest_.starts_with('<')) {
      const std::size_t end = rest_.find_first_of("<&");
      if (end == rest_.npos) return false;
      out += rest_.substr(0, end);
      rest_.remove_prefix(end);
      if (!Take("&")) continue;
      const std::size_t semicolon = rest_.substr(0, 12).find(';');
      if (semicolon == rest_.npos || !AppendEntity(rest_.substr(0, semicolon), out)) return false;
      rest_.remove_prefix(semicolon + 1);
    }
    return true;
  }

  std::string_view rest_;
};

}  // namespace

const Element* Element::Child(std::string_view child_name) const {
  for (const Element& child : children) {
    if (child.name == child_name) return &child;
  }
  return nullptr;
}

std::string_view Element::TextOf(std::string_view child_name) const {
  const Element* child = Child(child_name);
  return child == nullptr ? std::string_view() : child->text;
}

std::optional<Element> ParseXml(std::string_view text) {
  return Parser(text).Document();
}

}  // namespace imprint::s3

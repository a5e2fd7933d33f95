#include "bundle/text_scan.h"

#include <algorithm>

#include "base/json/text.h"

namespace imprint {
namespace {

bool IsAlpha(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}
bool IsDigit(char c) {
  return c >= '0' && c <= '9';
}
// Bytes of characters beyond ASCII count as parts of a word.
bool IsWord(char c) {
  return IsAlpha(c) || IsDigit(c) || static_cast<unsigned char>(c) >= 0x80;
}
bool IsNamePart(char c) {
  return IsAlpha(c) || IsDigit(c) || c == '-' || c == '.';
}

// The end of the <<name>> that begins at text[at], or 0.
std::size_t PlaceholderEnd(std::string_view text, std::size_t at) {
  constexpr std::size_t kLongestName = 64;
  if (text.substr(at, 2) != "<<") return 0;
  std::size_t end = at + 2;
  if (end >= text.size() || !IsAlpha(text[end])) return 0;
  while (end < text.size() && IsNamePart(text[end])) ++end;
  if (end - at - 2 > kLongestName || text.substr(end, 2) != ">>") return 0;
  return end + 2;
}

// Calls found(begin, end, Id, name) for what stands in plain characters.
template <typename Found>
void Scan(std::string_view text, Found&& found) {
  for (std::size_t at = 0; at < text.size();) {
    if (const std::size_t end = PlaceholderEnd(text, at)) {
      found(at, end, Id(), std::string(text.substr(at + 2, end - at - 4)));
      at = end;
    } else if (IsWord(text[at])) {
      std::size_t word_end = at + 1;
      while (word_end < text.size() && IsWord(text[word_end])) ++word_end;
      if (const auto id = Id::FromObjectIdText(text.substr(at, word_end - at))) {
        found(at, word_end, *id, std::string());
      }
      at = word_end;
    } else {
      ++at;
    }
  }
}

}  // namespace

namespace {

constexpr std::size_t kIdText = Id::kObjectIdText;

bool IsHexDigit(char c) {
  return IsDigit(c) || (c >= 'a' && c <= 'f');
}

void FindPlaceholders(json::Value value, const std::set<std::string>& names,
                      std::set<std::string>& found) {
  if (value.is_string()) {
    for (const TextFind& find : ScanString(value)) {
      if (names.contains(find.variable)) found.insert(find.variable);
    }
  }
  for (const json::Value& child : value.items()) FindPlaceholders(child, names, found);
}

void FindAll(std::string_view text, std::string_view what, std::vector<std::uint32_t>& places) {
  for (std::size_t at = text.find(what); at != std::string_view::npos;
       at = text.find(what, at + what.size())) {
    places.push_back(static_cast<std::uint32_t>(at));
  }
}

// Where hex digits begin that are as many as an id's. Each such run covers a place that is looked
// at.
void FindHexRuns(std::string_view text, std::vector<std::uint32_t>& places) {
  std::size_t end = 0;
  for (std::size_t at = kIdText - 1; at < text.size(); at += kIdText) {
    if (at < end || !IsHexDigit(text[at])) continue;
    std::size_t begin = at;
    while (begin > 0 && IsHexDigit(text[begin - 1])) --begin;
    for (end = at; end < text.size() && IsHexDigit(text[end]);) ++end;
    if (end - begin >= kIdText) places.push_back(static_cast<std::uint32_t>(begin));
  }
}

}  // namespace

TextMarks::TextMarks(std::string_view text) {
  FindHexRuns(text, marks_);
  const std::size_t runs = marks_.size();
  FindAll(text, "<<", marks_);
  FindAll(text, "\\u", marks_);  // may be any of these characters
  if (marks_.size() > runs) std::sort(marks_.begin(), marks_.end());
}

std::vector<TextFind> ScanString(json::Value string) {
  std::vector<TextFind> finds;
  const std::uint32_t base = string.node().begin;
  if (!string.node().escaped) {
    Scan(string.raw(), [&](std::size_t begin, std::size_t end, const Id& id, std::string name) {
      finds.push_back({base + static_cast<std::uint32_t>(begin),
                       base + static_cast<std::uint32_t>(end), id, std::move(name)});
    });
    return finds;
  }
  const json::Unescaped plain = json::UnescapeWithOffsets(string.raw());
  Scan(plain.text, [&](std::size_t begin, std::size_t end, const Id& id, std::string name) {
    finds.push_back(
        {base + plain.RawOffset(begin), base + plain.RawOffset(end), id, std::move(name)});
  });
  return finds;
}

std::set<std::string> PlaceholdersOf(json::Value value, const std::set<std::string>& names) {
  std::set<std::string> found;
  FindPlaceholders(value, names, found);
  return found;
}

}  // namespace imprint

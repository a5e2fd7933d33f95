#include "openapi/text.h"

#include <fmt/format.h>

#include <algorithm>

#include "openapi/limits.h"

namespace imprint::openapi {
namespace {

bool IsUpper(char c) {
  return c >= 'A' && c <= 'Z';
}
bool IsLower(char c) {
  return c >= 'a' && c <= 'z';
}
bool IsDigit(char c) {
  return c >= '0' && c <= '9';
}
bool IsSpace(char c) {
  return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}
bool IsControl(char c) {
  return static_cast<unsigned char>(c) < 0x20 || c == 0x7f;
}
char Lower(char c) {
  return IsUpper(c) ? static_cast<char>(c - 'A' + 'a') : c;
}

// A word begins at "aB", and at the last capital of "HTTPServer".
bool BeginsWord(std::string_view text, std::size_t i) {
  if (i == 0 || !IsUpper(text[i])) return false;
  const char before = text[i - 1];
  if (IsLower(before) || IsDigit(before)) return true;
  return IsUpper(before) && i + 1 < text.size() && IsLower(text[i + 1]);
}

std::string_view Trim(std::string_view text) {
  while (!text.empty() && IsSpace(text.front())) text.remove_prefix(1);
  while (!text.empty() && IsSpace(text.back())) text.remove_suffix(1);
  return text;
}

}  // namespace

std::string SnakeCase(std::string_view text, std::size_t max) {
  std::string out;
  for (std::size_t i = 0; i < text.size() && out.size() <= max; ++i) {
    const char c = text[i];
    const bool part = IsUpper(c) || IsLower(c) || IsDigit(c);
    if ((!part || BeginsWord(text, i)) && !out.empty() && out.back() != '_') out += '_';
    if (part) out += Lower(c);
  }
  out.resize(std::min(out.size(), max));
  while (!out.empty() && out.back() == '_') out.pop_back();
  return out;
}

std::string Shorten(std::string_view text, std::size_t max) {
  constexpr std::string_view kEllipsis = "…";
  text = Trim(text);
  if (text.size() <= max) return std::string(text);
  std::size_t end = max > kEllipsis.size() ? max - kEllipsis.size() : 0;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xc0) == 0x80) --end;
  return std::string(Trim(text.substr(0, end))) + std::string(kEllipsis);
}

std::string Defuse(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (const char c : text) {
    if (c == '<' && !out.empty() && out.back() == '<') out += ' ';
    out += c;
  }
  return out;
}

bool FitsParamName(std::string_view text) {
  return !text.empty() && text.size() <= kNameBytes && text.find("<<") == text.npos &&
         std::none_of(text.begin(), text.end(), [](char c) { return IsSpace(c) || IsControl(c); });
}

bool IsHeaderName(std::string_view text) {
  return !text.empty() && text.size() <= kNameBytes &&
         std::all_of(text.begin(), text.end(), [](char c) {
           return IsUpper(c) || IsLower(c) || IsDigit(c) ||
                  std::string_view("!#$%&'*+-.^_`|~").find(c) != std::string_view::npos;
         });
}

bool IsHeaderValue(std::string_view text) {
  return text.size() <= kParamTextBytes && text.find("<<") == text.npos &&
         std::none_of(text.begin(), text.end(), IsControl);
}

bool EqualIgnoringCase(std::string_view a, std::string_view b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [](char x, char y) { return Lower(x) == Lower(y); });
}

std::string UniqueNames::Take(std::string wanted, std::size_t max) {
  std::string name = wanted;
  int& next = next_.try_emplace(wanted, 2).first->second;
  while (!taken_.insert(name).second) {
    const std::string suffix = fmt::format("_{}", next++);
    name = wanted.substr(0, max - suffix.size()) + suffix;
  }
  return name;
}

}  // namespace imprint::openapi

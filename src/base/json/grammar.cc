#include "base/json/grammar.h"

#include <cctype>
#include <cstdint>
#include <optional>

namespace imprint::json {
namespace {

bool IsDigit(char c) {
  return c >= '0' && c <= '9';
}

// Moves `at` over digits; false when there was none.
bool SkipDigits(std::string_view token, std::size_t& at) {
  const std::size_t from = at;
  while (at < token.size() && IsDigit(token[at])) ++at;
  return at > from;
}

std::optional<std::uint32_t> Unit(std::string_view inside, std::size_t at) {
  if (at + 6 > inside.size() || inside[at] != '\\' || inside[at + 1] != 'u') return std::nullopt;
  std::uint32_t value = 0;
  for (std::size_t i = at + 2; i < at + 6; ++i) {
    const auto c = static_cast<unsigned char>(inside[i]);
    if (!std::isxdigit(c)) return std::nullopt;
    value = value * 16 +
            static_cast<std::uint32_t>(IsDigit(inside[i]) ? c - '0' : (c | 0x20) - 'a' + 10);
  }
  return value;
}

// Length of the escape at inside[at], or 0 when it is invalid.
std::size_t EscapeLength(std::string_view inside, std::size_t at) {
  if (at + 1 >= inside.size()) return 0;
  if (inside[at + 1] != 'u') {
    return std::string_view("\"\\/bfnrt").find(inside[at + 1]) != std::string_view::npos ? 2 : 0;
  }
  const auto unit = Unit(inside, at);
  if (!unit || (*unit >= 0xDC00 && *unit <= 0xDFFF)) return 0;
  if (*unit < 0xD800 || *unit > 0xDBFF) return 6;
  const auto low = Unit(inside, at + 6);
  return low && *low >= 0xDC00 && *low <= 0xDFFF ? 12 : 0;
}

}  // namespace

bool IsNumber(std::string_view token) {
  std::size_t at = 0;
  if (at < token.size() && token[at] == '-') ++at;
  const std::size_t integer = at;
  if (!SkipDigits(token, at)) return false;
  if (token[integer] == '0' && at > integer + 1) return false;
  if (at < token.size() && token[at] == '.' && (++at, !SkipDigits(token, at))) return false;
  if (at < token.size() && (token[at] == 'e' || token[at] == 'E')) {
    ++at;
    if (at < token.size() && (token[at] == '+' || token[at] == '-')) ++at;
    if (!SkipDigits(token, at)) return false;
  }
  return at == token.size();
}

bool AreEscapesValid(std::string_view inside) {
  for (std::size_t at = 0; at < inside.size();) {
    if (inside[at] != '\\') {
      ++at;
      continue;
    }
    const std::size_t length = EscapeLength(inside, at);
    if (length == 0) return false;
    at += length;
  }
  return true;
}

}  // namespace imprint::json

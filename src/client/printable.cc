#include "client/printable.h"

#include <fmt/format.h>

#include <array>
#include <cstdint>
#include <utility>

namespace imprint::client {
namespace {

constexpr char32_t kInvalid = 0xffffffff;

struct Character {
  char32_t code = kInvalid;
  std::size_t bytes = 1;
};

constexpr bool IsContinuation(char byte) {
  return (static_cast<unsigned char>(byte) & 0xc0) == 0x80;
}

// The first character of a text that is not empty.
Character FirstOf(std::string_view text) {
  const auto lead = static_cast<unsigned char>(text.front());
  if (lead < 0x80) return {lead, 1};
  const std::size_t bytes = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2;
  if (lead < 0xc2 || lead > 0xf4 || text.size() < bytes) return {};
  char32_t code = lead & (0x7f >> bytes);
  for (std::size_t i = 1; i < bytes; ++i) {
    if (!IsContinuation(text[i])) return {};
    code = code << 6 | (static_cast<unsigned char>(text[i]) & 0x3f);
  }
  constexpr std::array<char32_t, 5> kLeast{0, 0, 0x80, 0x800, 0x10000};
  const bool surrogate = code >= 0xd800 && code <= 0xdfff;
  if (code < kLeast[bytes] || code > 0x10ffff || surrogate) return {};
  return {code, bytes};
}

using Range = std::pair<char32_t, char32_t>;

template <std::size_t kCount>
bool IsIn(const std::array<Range, kCount>& ranges, char32_t code) {
  for (const auto& [first, last] : ranges) {
    if (code >= first && code <= last) return true;
  }
  return false;
}

// Controls, and what reorders, hides or breaks the text around it.
constexpr std::array<Range, 10> kUnsafe{{{0x00, 0x1f},
                                         {0x7f, 0x9f},
                                         {0x061c, 0x061c},
                                         {0x200b, 0x200f},
                                         {0x2028, 0x202e},
                                         {0x2060, 0x206f},
                                         {0xfeff, 0xfeff},
                                         {0xfff9, 0xfffb},
                                         {0xe0000, 0xe007f},
                                         {0xd800, 0xdfff}}};
constexpr std::array<Range, 4> kNoWidth{
    {{0x0300, 0x036f}, {0x20d0, 0x20ff}, {0xfe00, 0xfe0f}, {0xe0100, 0xe01ef}}};
constexpr std::array<Range, 9> kTwoColumns{{{0x1100, 0x115f},
                                            {0x2e80, 0x303e},
                                            {0x3041, 0xa4cf},
                                            {0xac00, 0xd7a3},
                                            {0xf900, 0xfaff},
                                            {0xfe30, 0xfe6f},
                                            {0xff00, 0xff60},
                                            {0x1f300, 0x1faff},
                                            {0x20000, 0x3fffd}}};

std::size_t ColumnsOf(char32_t code) {
  if (IsIn(kNoWidth, code)) return 0;
  return IsIn(kTwoColumns, code) ? 2 : 1;
}

void AppendEscape(char32_t code, std::string& out) {
  switch (code) {
    case '\n':
      out += "\\n";
      return;
    case '\r':
      out += "\\r";
      return;
    case '\t':
      out += "\\t";
      return;
    default:
      break;
  }
  const auto value = static_cast<std::uint32_t>(code);
  out += value < 0x100 ? fmt::format("\\x{:02x}", value) : fmt::format("\\u{:04x}", value);
}

void AppendJsonEscape(char32_t code, std::string& out) {
  const auto unit = [&](std::uint32_t half) { out += fmt::format("\\u{:04x}", half); };
  const auto value = static_cast<std::uint32_t>(code);
  if (value < 0x10000) return unit(value);
  unit(0xd800 + ((value - 0x10000) >> 10));
  unit(0xdc00 + ((value - 0x10000) & 0x3ff));
}

}  // namespace

std::string Printable(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  while (!text.empty()) {
    const Character character = FirstOf(text);
    if (character.code == kInvalid) {
      AppendEscape(static_cast<unsigned char>(text.front()), out);
    } else if (IsIn(kUnsafe, character.code)) {
      AppendEscape(character.code, out);
    } else {
      out += text.substr(0, character.bytes);
    }
    text.remove_prefix(character.bytes);
  }
  return out;
}

std::string PrintableJson(std::string_view json) {
  std::string out;
  out.reserve(json.size());
  while (!json.empty()) {
    const Character character = FirstOf(json);
    // Below 0x20 there is only white space between tokens.
    const bool unsafe = character.code >= 0x20 && IsIn(kUnsafe, character.code);
    if (unsafe) {
      AppendJsonEscape(character.code, out);
    } else {
      out += json.substr(0, character.bytes);
    }
    json.remove_prefix(character.bytes);
  }
  return out;
}

std::size_t WidthOf(std::string_view printable) {
  std::size_t columns = 0;
  while (!printable.empty()) {
    const Character character = FirstOf(printable);
    columns += ColumnsOf(character.code);
    printable.remove_prefix(character.bytes);
  }
  return columns;
}

std::string Fit(std::string_view printable, std::size_t columns) {
  if (WidthOf(printable) <= columns) return std::string(printable);
  std::string out;
  std::size_t taken = 0;
  while (!printable.empty()) {
    const Character character = FirstOf(printable);
    taken += ColumnsOf(character.code);
    if (taken + 1 > columns) break;
    out += printable.substr(0, character.bytes);
    printable.remove_prefix(character.bytes);
  }
  return out + "\u2026";
}

}  // namespace imprint::client

#include "base/json/text.h"

#include <simdjson.h>

#include <algorithm>
#include <iterator>

#include "base/json/special.h"

namespace imprint::json {
namespace {

int HexDigit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  return (c | 0x20) - 'a' + 10;
}

std::uint32_t ReadHex4(std::string_view raw, std::size_t at) {
  std::uint32_t value = 0;
  for (std::size_t i = 0; i < 4; ++i)
    value = value * 16 + static_cast<std::uint32_t>(HexDigit(raw[at + i]));
  return value;
}

void AppendUtf8(std::string& out, std::uint32_t code) {
  if (code < 0x80) {
    out += static_cast<char>(code);
  } else if (code < 0x800) {
    out += static_cast<char>(0xC0 | (code >> 6));
    out += static_cast<char>(0x80 | (code & 0x3F));
  } else if (code < 0x10000) {
    out += static_cast<char>(0xE0 | (code >> 12));
    out += static_cast<char>(0x80 | ((code >> 6) & 0x3F));
    out += static_cast<char>(0x80 | (code & 0x3F));
  } else {
    out += static_cast<char>(0xF0 | (code >> 18));
    out += static_cast<char>(0x80 | ((code >> 12) & 0x3F));
    out += static_cast<char>(0x80 | ((code >> 6) & 0x3F));
    out += static_cast<char>(0x80 | (code & 0x3F));
  }
}

// Resolves the escape at raw[at] (a backslash) into `out`; gives its length in the raw text.
std::size_t ResolveEscape(std::string_view raw, std::size_t at, std::string& out) {
  switch (raw[at + 1]) {
    case 'b':
      out += '\b';
      return 2;
    case 'f':
      out += '\f';
      return 2;
    case 'n':
      out += '\n';
      return 2;
    case 'r':
      out += '\r';
      return 2;
    case 't':
      out += '\t';
      return 2;
    case 'u':
      break;
    default:
      out += raw[at + 1];
      return 2;
  }
  const std::uint32_t unit = ReadHex4(raw, at + 2);
  if (unit < 0xD800 || unit > 0xDBFF) {
    AppendUtf8(out, unit);
    return 6;
  }
  const std::uint32_t low = ReadHex4(raw, at + 8);
  AppendUtf8(out, 0x10000 + ((unit - 0xD800) << 10) + (low - 0xDC00));
  return 12;
}

template <typename OnPiece>
std::string UnescapeInto(std::string_view raw, OnPiece&& on_piece) {
  std::string out;
  out.reserve(raw.size());
  for (std::size_t at = 0; at < raw.size();) {
    const std::size_t before = out.size();
    std::size_t length = 1;
    if (raw[at] == '\\') {
      length = ResolveEscape(raw, at, out);
    } else {
      out += raw[at];
    }
    on_piece(at, out.size() - before);
    at += length;
  }
  return out;
}

}  // namespace

void AppendEscaped(std::string& out, std::string_view text) {
  static constexpr char kHex[] = "0123456789abcdef";
  std::size_t clean = 0;
  for (std::size_t i = FindSpecial(text, 0); i < text.size(); i = FindSpecial(text, clean)) {
    const auto c = static_cast<unsigned char>(text[i]);
    out.append(text, clean, i - clean);
    clean = i + 1;
    out += '\\';
    switch (c) {
      case '"':
        out += '"';
        break;
      case '\\':
        out += '\\';
        break;
      case '\b':
        out += 'b';
        break;
      case '\f':
        out += 'f';
        break;
      case '\n':
        out += 'n';
        break;
      case '\r':
        out += 'r';
        break;
      case '\t':
        out += 't';
        break;
      default:
        out += "u00";
        out += kHex[c >> 4];
        out += kHex[c & 15];
    }
  }
  out.append(text, clean);
}

std::string Quote(std::string_view text) {
  std::string out;
  out.reserve(text.size() + 2);
  out += '"';
  AppendEscaped(out, text);
  out += '"';
  return out;
}

std::string Unescape(std::string_view raw) {
  std::string out;
  out.reserve(raw.size());
  std::size_t at = 0;
  for (std::size_t escape = raw.find('\\'); escape != std::string_view::npos;
       escape = raw.find('\\', at)) {
    out.append(raw, at, escape - at);
    at = escape + ResolveEscape(raw, escape, out);
  }
  out.append(raw, at);
  return out;
}

Unescaped UnescapeWithOffsets(std::string_view raw) {
  Unescaped result;
  std::uint32_t text = 0;
  std::uint32_t shift = 0;
  const auto note = [&](std::size_t at) {
    const auto place = static_cast<std::uint32_t>(at);
    if (place - text == shift) return;
    shift = place - text;
    result.shifts.push_back({text, place});
  };
  result.text = UnescapeInto(raw, [&](std::size_t at, std::size_t bytes) {
    note(at);
    text += static_cast<std::uint32_t>(bytes);
  });
  note(raw.size());
  return result;
}

std::uint32_t Unescaped::RawOffset(std::size_t at) const {
  const auto place = static_cast<std::uint32_t>(at);
  const auto behind = std::upper_bound(
      shifts.begin(), shifts.end(), place,
      [](std::uint32_t wanted, const Shift& shift) { return wanted < shift.text; });
  if (behind == shifts.begin()) return place;
  const Shift& shift = *std::prev(behind);
  return shift.raw + (place - shift.text);
}

std::string_view Shorten(std::string_view text, std::size_t most) {
  if (text.size() <= most) return text;
  while (most > 0 && (static_cast<unsigned char>(text[most]) & 0xC0) == 0x80) --most;
  return text.substr(0, most);
}

bool IsUtf8(std::string_view bytes) {
  return simdjson::validate_utf8(bytes.data(), bytes.size());
}

}  // namespace imprint::json

#include "mcp/text.h"

#include <algorithm>

namespace imprint::mcp {
namespace {

bool IsContinuation(char c) {
  return (static_cast<unsigned char>(c) & 0xC0) == 0x80;
}

// The bytes of the unprintable character that `text`, not empty, begins with; 0 for any other.
std::size_t UnprintableLength(std::string_view text) {
  const auto byte = [&](std::size_t at) {
    return at < text.size() ? static_cast<unsigned char>(text[at]) : 0u;
  };
  const auto within = [](unsigned value, unsigned low, unsigned high) {
    return value >= low && value <= high;
  };
  if (byte(0) < 0x20 || byte(0) == 0x7F) return 1;
  if (byte(0) == 0xC2 && within(byte(1), 0x80, 0x9F)) return 2;  // U+0080 to U+009F
  if (byte(0) == 0xE2 && byte(1) == 0x80 &&
      (within(byte(2), 0x8B, 0x8F) || within(byte(2), 0xA8, 0xAE))) {
    return 3;  // U+200B to U+200F, U+2028 to U+202E
  }
  if (byte(0) == 0xE2 && byte(1) == 0x81 && within(byte(2), 0xA0, 0xAF))
    return 3;                                      // U+2060 to 206F
  if (text.starts_with("\xEF\xBB\xBF")) return 3;  // U+FEFF
  return 0;
}

}  // namespace

std::size_t CountCharacters(std::string_view text) {
  return text.size() -
         static_cast<std::size_t>(std::count_if(text.begin(), text.end(), IsContinuation));
}

std::string_view FirstCharacters(std::string_view text, std::size_t count) {
  std::size_t at = 0;
  for (; at < text.size(); ++at) {
    if (!IsContinuation(text[at]) && count-- == 0) break;
  }
  return text.substr(0, at);
}

bool IsPrintable(std::string_view text) {
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (UnprintableLength(text.substr(at)) > 0) return false;
  }
  return true;
}

std::string Printable(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  while (!text.empty()) {
    const std::size_t length = UnprintableLength(text);
    out += length > 0 ? ' ' : text.front();
    text.remove_prefix(std::max<std::size_t>(length, 1));
  }
  return out;
}

}  // namespace imprint::mcp

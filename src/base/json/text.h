#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace imprint::json {

/// Appends `text` (valid UTF-8) as the inside of a JSON string, without quotes.
void AppendEscaped(std::string& out, std::string_view text);

/// `text` as a JSON string with its quotes.
std::string Quote(std::string_view text);

/// The characters of a raw JSON string together with where each byte of them came from, so that
/// what is found in the characters can be replaced in the raw text.
struct Unescaped {
  std::string text;

  /// Where the character that begins at text[at] begins in the raw text; text.size() is its end.
  std::uint32_t RawOffset(std::size_t at) const;

  /// From `text` on, the raw text stands `raw - text` bytes further.
  struct Shift {
    std::uint32_t text = 0;
    std::uint32_t raw = 0;
  };
  std::vector<Shift> shifts;  // ascending; one for each escape
};

/// Resolves the escapes of `raw`, the checked inside of a JSON string.
std::string Unescape(std::string_view raw);
Unescaped UnescapeWithOffsets(std::string_view raw);

/// At most `most` bytes from the front of a UTF-8 text, ending with a whole character.
std::string_view Shorten(std::string_view text, std::size_t most);

/// True when `bytes` is valid UTF-8.
bool IsUtf8(std::string_view bytes);

}  // namespace imprint::json

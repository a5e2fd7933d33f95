#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace imprint::mcp {

/// How many code points the UTF-8 `text` has.
std::size_t CountCharacters(std::string_view text);

/// The first `count` code points of the UTF-8 `text`, or all when it has fewer.
std::string_view FirstCharacters(std::string_view text, std::size_t count);

/// True when the UTF-8 `text` has no control character, none that turns the direction of writing,
/// and none of zero width: nothing that can make a line of text look like something else.
bool IsPrintable(std::string_view text);

/// `text` with a space in place of each character that IsPrintable refuses.
std::string Printable(std::string_view text);

}  // namespace imprint::mcp

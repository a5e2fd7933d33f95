#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace imprint::client {

/// What may come from a stranger, for a terminal and on one line: control characters (C0, DEL, C1),
/// what changes the direction of a text, line and paragraph separators and bytes that are not UTF-8
/// become escapes such as \n, \x1b and \u202e. A backslash stays what it is.
std::string Printable(std::string_view text);

/// The same for JSON, whose meaning stays: such characters become JSON's own escapes. `json` must
/// be valid.
std::string PrintableJson(std::string_view json);

/// How many columns of a terminal a printable text takes, roughly.
std::size_t WidthOf(std::string_view printable);

/// A printable text, cut to at most `columns` with an ellipsis at its end.
std::string Fit(std::string_view printable, std::size_t columns);

}  // namespace imprint::client

#pragma once

#include <optional>
#include <string>

namespace imprint {

// Asking the person at the terminal. Questions go to standard error, so that results stay alone on
// standard output.

/// Whether somebody can be asked: standard input and standard error are a terminal.
bool CanAsk();
/// One line of standard input without its line break, also where that is no terminal; nothing at
/// its end.
std::optional<std::string> AskLine(const std::string& question);
/// The same without showing what is typed. The question is shown on a terminal only.
std::optional<std::string> AskHidden(const std::string& question);
/// True for y or yes; false for anything else and where nobody answers.
bool Confirm(const std::string& question);

}  // namespace imprint

#pragma once

#include <CLI/CLI.hpp>
#include <string>
#include <string_view>

namespace imprint {

/// A shell's completion for all commands and options of the program; `shell` is bash, zsh or fish.
std::string CompletionOf(const CLI::App& app, std::string_view shell);

}  // namespace imprint

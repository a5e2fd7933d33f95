#include "main/completion.h"

#include <fmt/format.h>

#include <functional>
#include <utility>
#include <vector>

#include "main/cli.h"

namespace imprint {
namespace {

struct Word {
  std::string text;
  std::string says;
  bool takes_value = false;
};

/// What may stand behind the command that `path` leads to: "" is the program, "/token/create" one.
struct CommandLevel {
  std::string path;
  std::vector<Word> commands;
  std::vector<Word> options;
};

std::vector<Word> OptionsOf(const CLI::App& app) {
  std::vector<Word> words;
  for (const CLI::Option* option :
       app.get_options([](const CLI::Option* each) { return each->nonpositional(); })) {
    for (const std::string& name : option->get_lnames()) {
      words.push_back(
          {"--" + name, option->get_description(), option->get_items_expected_max() > 0});
    }
  }
  return words;
}

void AddLevels(const CLI::App& app, const std::string& path, std::vector<CommandLevel>& levels) {
  CommandLevel level{path, {}, OptionsOf(app)};
  const auto commands = app.get_subcommands([](const CLI::App*) { return true; });
  for (const CLI::App* command : commands) {
    level.commands.push_back({command->get_name(), command->get_description()});
  }
  levels.push_back(std::move(level));
  for (const CLI::App* command : commands) {
    AddLevels(*command, path + "/" + command->get_name(), levels);
  }
}

// In single quotes; what stands between them means itself in all three shells.
std::string Quoted(std::string_view text, std::string_view quote) {
  std::string out = "'";
  for (const char c : text) c == '\'' ? out += quote : out += c;
  return out + "'";
}

std::string Joined(const std::vector<Word>& words) {
  std::string out;
  for (const Word& word : words) out += (out.empty() ? "" : " ") + word.text;
  return out;
}

// All paths but the program's own.
std::string Paths(const std::vector<CommandLevel>& levels, const char* between) {
  std::string out;
  for (const CommandLevel& level : levels) {
    if (!level.path.empty()) out += (out.empty() ? "" : between) + level.path;
  }
  return out;
}

std::string Bash(const std::vector<CommandLevel>& levels) {
  std::string cases;
  for (const CommandLevel& level : levels) {
    cases += fmt::format("    {}) commands='{}' options='{}' ;;\n",
                         level.path.empty() ? "''" : level.path, Joined(level.commands),
                         Joined(level.options));
  }
  return fmt::format(R"(# bash completion for imprint, made by `imprint completion bash`
_imprint() {{
  local current=${{COMP_WORDS[COMP_CWORD]}} at='' commands='' options='' i
  for ((i = 1; i < COMP_CWORD; i++)); do
    case $at/${{COMP_WORDS[i]}} in
      {}) at=$at/${{COMP_WORDS[i]}} ;;
    esac
  done
  case $at in
{}  esac
  if [[ $current == -* ]]; then
    mapfile -t COMPREPLY < <(compgen -W "$options" -- "$current")
  elif [[ -n $commands ]]; then
    mapfile -t COMPREPLY < <(compgen -W "$commands" -- "$current")
  else
    compopt -o filenames 2> /dev/null
    mapfile -t COMPREPLY < <(compgen -f -- "$current")
  fi
}}
complete -F _imprint imprint
)",
                     Paths(levels, " | "), cases);
}

// "word:what it is", as _describe reads it.
std::string Described(const std::vector<Word>& words) {
  std::string out;
  for (const Word& word : words) {
    out += (out.empty() ? "" : " ") + Quoted(word.text + ":" + word.says, "'\\''");
  }
  return out;
}

std::string Zsh(const std::vector<CommandLevel>& levels) {
  std::string cases;
  for (const CommandLevel& level : levels) {
    cases += fmt::format("    ({})\n      commands=({})\n      options=({}) ;;\n",
                         level.path.empty() ? "''" : level.path, Described(level.commands),
                         Described(level.options));
  }
  return fmt::format(R"(#compdef imprint
# zsh completion for imprint, made by `imprint completion zsh`
_imprint() {{
  local at='' word
  local -a commands options
  for word in ${{words[2,CURRENT-1]}}; do
    case $at/$word in
      ({}) at=$at/$word ;;
    esac
  done
  case $at in
{}  esac
  if [[ $words[CURRENT] == -* ]]; then
    _describe -o option options
  elif (( $#commands )); then
    _describe command commands
  else
    _files
  fi
}}
if [[ $funcstack[1] == _imprint ]]; then
  _imprint "$@"
else
  compdef _imprint imprint
fi
)",
                     Paths(levels, " | "), cases);
}

std::string Fish(const std::vector<CommandLevel>& levels) {
  std::string out = fmt::format(R"(# fish completion for imprint, made by `imprint completion fish`
function __imprint_at
    set -l at ''
    for word in (commandline -opc)[2..-1]
        switch $at/$word
            case {}
                set at $at/$word
        end
    end
    test "$at" = "$argv[1]"
end
)",
                                Paths(levels, " "));
  for (const CommandLevel& level : levels) {
    const std::string when =
        fmt::format("complete -c imprint -n '__imprint_at \"{}\"'", level.path);
    for (const Word& command : level.commands) {
      out += fmt::format("{} -f -a {} -d {}\n", when, command.text, Quoted(command.says, "\\'"));
    }
    for (const Word& option : level.options) {
      out += fmt::format("{} -l {}{} -d {}\n", when, option.text.substr(2),
                         option.takes_value ? " -r" : "", Quoted(option.says, "\\'"));
    }
  }
  return out;
}

}  // namespace

std::string CompletionOf(const CLI::App& app, std::string_view shell) {
  std::vector<CommandLevel> levels;
  AddLevels(app, "", levels);
  if (shell == "zsh") return Zsh(levels);
  return shell == "fish" ? Fish(levels) : Bash(levels);
}

void AddCompletion(CLI::App& app, Choice& choice) {
  CLI::App* command =
      app.add_subcommand("completion", "Print a shell's completion: bash, zsh or fish");
  const auto shell = std::make_shared<std::string>();
  command->add_option("shell", *shell, "bash, zsh or fish")
      ->required()
      ->check(CLI::IsMember({"bash", "zsh", "fish"}));
  command->callback([&app, &choice, shell] {
    choice.run = [&app, shell] {
      fmt::print("{}", CompletionOf(app, *shell));
      return 0;
    };
  });
}

}  // namespace imprint

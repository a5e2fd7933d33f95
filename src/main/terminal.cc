#include "main/terminal.h"

#include <fmt/format.h>
#include <termios.h>
#include <unistd.h>

#include <csignal>
#include <cstdio>
#include <iostream>

namespace imprint {
namespace {

std::optional<std::string> ReadLine() {
  std::string line;
  if (!std::getline(std::cin, line)) return std::nullopt;
  if (line.ends_with('\r')) line.pop_back();
  return line;
}

termios g_before{};  // how the terminal was; read by the handler alone while it is set

extern "C" void ShowAgain(int signal) {
  ::tcsetattr(STDIN_FILENO, TCSAFLUSH, &g_before);
  ::signal(signal, SIG_DFL);
  ::raise(signal);
}

/// While it lives, the terminal does not show what is typed; an interrupt shows it again first.
class NoEcho {
 public:
  NoEcho() {
    if (::tcgetattr(STDIN_FILENO, &g_before) != 0) return;
    interrupt_ = std::signal(SIGINT, ShowAgain);
    end_ = std::signal(SIGTERM, ShowAgain);
    termios hidden = g_before;
    hidden.c_lflag &= ~static_cast<tcflag_t>(ECHO);
    active_ = ::tcsetattr(STDIN_FILENO, TCSAFLUSH, &hidden) == 0;
  }
  NoEcho(const NoEcho&) = delete;
  NoEcho& operator=(const NoEcho&) = delete;
  ~NoEcho() {
    if (!active_) return;
    ::tcsetattr(STDIN_FILENO, TCSAFLUSH, &g_before);
    std::signal(SIGINT, interrupt_);
    std::signal(SIGTERM, end_);
    fmt::print(stderr, "\n");
  }

 private:
  using Handler = void (*)(int);
  Handler interrupt_ = SIG_DFL;
  Handler end_ = SIG_DFL;
  bool active_ = false;
};

}  // namespace

bool CanAsk() {
  return ::isatty(STDIN_FILENO) != 0 && ::isatty(STDERR_FILENO) != 0;
}

std::optional<std::string> AskLine(const std::string& question) {
  fmt::print(stderr, "{}", question);
  std::fflush(stderr);
  return ReadLine();
}

std::optional<std::string> AskHidden(const std::string& question) {
  if (::isatty(STDIN_FILENO) == 0) return ReadLine();
  const NoEcho hidden;
  return AskLine(question);
}

bool Confirm(const std::string& question) {
  const auto answer = AskLine(question + " [y/N] ");
  return answer && (*answer == "y" || *answer == "Y" || *answer == "yes");
}

}  // namespace imprint

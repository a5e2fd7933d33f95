#include "main/cli_client.h"

#include <algorithm>

namespace imprint {
namespace {

std::string CheckId(const std::string& text) {
  const bool good =
      !text.empty() && text.size() <= 64 && std::all_of(text.begin(), text.end(), [](char c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
               c == '-';
      });
  return good ? std::string() : "\"" + text + "\" is not an id";
}

}  // namespace

void AddSession(CLI::App* command, ClientOptions& options) {
  command->add_option("--server", options.server, "Its URL (IMPRINT_SERVER, or that of `login`)");
  command->add_option("--token", options.token,
                      "Better in IMPRINT_TOKEN, or by `login`: others can see command lines");
  command->add_option("--ca-file", options.ca_file,
                      "PEM certificates to trust in place of the system's (IMPRINT_CA_FILE)");
}

void AddAsking(CLI::App* command, ClientOptions& options) {
  AddSession(command, options);
  command->add_flag("--json", options.json, "The server's answer, for programs");
}

void AddQuietAsking(CLI::App* command, ClientOptions& options, const char* quiet) {
  AddAsking(command, options);
  command->add_flag("-q,--quiet", options.quiet, quiet);
}

CLI::Option* AddId(CLI::App* command, const char* name, std::string& into, const char* text) {
  return command->add_option(name, into, text)->check(CLI::Validator(CheckId, ""));
}

CLI::Option* AddEach(CLI::App* command, const char* name, std::vector<std::string>& into,
                     const char* text) {
  return command->add_option(name, into, text)->allow_extra_args(false);
}

CLI::Option* AddSecretPolicy(CLI::App* command, std::string& into) {
  return command
      ->add_option("--secrets", into,
                   "What becomes of credentials in it: refuse it, or put variables there (refuse)")
      ->check(CLI::IsMember({"refuse", "variables"}));
}

}  // namespace imprint

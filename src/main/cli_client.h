#pragma once

#include <string>
#include <vector>

#include "main/cli.h"
#include "main/client_session.h"

namespace imprint {

/// Which server a command asks, and as whom.
void AddSession(CLI::App* command, ClientOptions& options);
/// The same, and --json.
void AddAsking(CLI::App* command, ClientOptions& options);
/// The same, and --quiet.
void AddQuietAsking(CLI::App* command, ClientOptions& options, const char* quiet);

/// An argument that is an id: what is none would be another path of the API.
CLI::Option* AddId(CLI::App* command, const char* name, std::string& into, const char* text);
/// An option that may be said again and again, each time with one value.
CLI::Option* AddEach(CLI::App* command, const char* name, std::vector<std::string>& into,
                     const char* text);
/// What becomes of credentials in a template.
CLI::Option* AddSecretPolicy(CLI::App* command, std::string& into);

}  // namespace imprint

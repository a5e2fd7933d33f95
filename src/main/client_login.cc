#include "main/client_login.h"

#include <arpa/inet.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <toml++/toml.h>

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "main/client_session.h"
#include "main/config.h"
#include "main/output_file.h"
#include "main/report.h"
#include "main/terminal.h"
#include "outbound/url.h"

namespace imprint {
namespace {

namespace fs = std::filesystem;

Result<fs::path> LoginFile() {
  const char* config = std::getenv("XDG_CONFIG_HOME");
  if (config != nullptr && *config == '/') return fs::path(config) / "imprint" / "login.toml";
  const char* home = std::getenv("HOME");
  if (home != nullptr && *home != '\0') {
    return fs::path(home) / ".config" / "imprint" / "login.toml";
  }
  return Fail(ErrorCode::kNotFound, "There is no place for a login: HOME is not set.");
}

Result<SavedLogin> Parse(const std::string& path, std::istream& file) {
  try {
    const toml::table root = toml::parse(file, path);
    const auto server = root["server"].value_exact<std::string>();
    const auto token = root["token"].value_exact<std::string>();
    if (server && token && ParsePublicUrl(*server) == server) return SavedLogin{*server, *token};
  } catch (const toml::parse_error&) {
    // Its words could repeat the token.
  }
  return Fail(ErrorCode::kInvalidField,
              fmt::format("{} is not a login: log in again, or remove it.", path));
}

Status Save(const SavedLogin& login) {
  const auto path = LoginFile();
  if (!path) return Fail(path.error());
  std::error_code error;
  fs::create_directories(path->parent_path(), error);
  if (error) {
    return Fail(ErrorCode::kUnavailable,
                fmt::format("Cannot make {}: {}.", path->parent_path().string(), error.message()));
  }
  std::ostringstream text;
  text << toml::table{{"server", login.server}, {"token", login.token}} << "\n";
  return WriteOutputFile(path->string(), text.str(), 0600, Overwrite::kReplace);
}

bool IsInTheClear(const std::string& server) {
  const auto url = OutboundUrl::Parse(server);
  if (!url || url->secure()) return false;
  const std::string& host = url->host();
  in_addr address{};
  const bool here = ::inet_pton(AF_INET, host.c_str(), &address) == 1 && host.starts_with("127.");
  return !here && host != "localhost" && host != "[::1]";
}

Result<std::string> ReadToken() {
  const auto token = AskHidden("Token: ");
  if (!token || token->empty() || token->find_first_of(" \t") != std::string::npos) {
    return Fail(ErrorCode::kInvalidField, "Give the token on standard input, alone on its line.");
  }
  return *token;
}

}  // namespace

Result<std::optional<SavedLogin>> ReadLogin() {
  const auto path = LoginFile();
  if (!path) return std::nullopt;
  struct stat status {};
  if (::stat(path->c_str(), &status) != 0) return std::nullopt;
  if ((status.st_mode & 077) != 0) {
    return Fail(ErrorCode::kForbidden,
                fmt::format("Others may read the token in {}: chmod 600 it, and better take a new "
                            "token.",
                            path->string()));
  }
  std::ifstream file(*path, std::ios::binary);
  if (!file) {
    return Fail(ErrorCode::kUnavailable, fmt::format("Cannot read {}.", path->string()));
  }
  auto login = Parse(path->string(), file);
  if (!login) return Fail(login.error());
  return std::optional(std::move(*login));
}

int LoginCommand(const ClientOptions& options) {
  auto token = options.token.empty() ? ReadToken() : Result<std::string>(options.token);
  if (!token) return ReportFailure(token.error());
  ClientOptions with_token = options;
  with_token.token = *token;
  auto session = ClientSession::Open(with_token);
  if (!session) return ReportRefusal(session.error(), options);
  const std::string& server = (*session)->server().url;
  if (IsInTheClear(server)) {
    fmt::print(stderr, "imprint: {} is not https: whoever is on the way can read the token.\n",
               server);
  }
  const auto good = (*session)->api().Ask(
      {.path = "/api/v1/installations", .query = {{"limit", "1"}}, .needs = "items"});
  if (!good) return ReportRefusal(good.error(), options);
  if (auto saved = Save({server, *token}); !saved) return ReportFailure(saved.error());
  if (!options.quiet) fmt::print(stderr, "Logged in to {}.\n", server);
  return 0;
}

int LogoutCommand(const ClientOptions& options) {
  const auto path = LoginFile();
  if (!path) return ReportFailure(path.error());
  std::error_code error;
  const bool was_there = fs::remove(*path, error);
  if (error) {
    return ReportFailure(
        Error(ErrorCode::kUnavailable, fmt::format("Cannot remove {}.", path->string())));
  }
  if (!options.quiet) {
    fmt::print(stderr, "{}\n",
               was_there ? "Logged out. The token itself is still good." : "There was no login.");
  }
  return 0;
}

}  // namespace imprint

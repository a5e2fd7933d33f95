#pragma once

#include <optional>
#include <string>

#include "base/error.h"

namespace imprint {

struct ClientOptions;

/// What `imprint login` keeps in ~/.config/imprint/login.toml (or under XDG_CONFIG_HOME).
struct SavedLogin {
  std::string server;
  std::string token;
};

/// Nothing where there is none. kForbidden where others than its owner may read it, kInvalidField
/// where it is not such a file.
Result<std::optional<SavedLogin>> ReadLogin();

/// Reads a token from standard input, asks the server whether it is good, and keeps both.
int LoginCommand(const ClientOptions& options);
/// Forgets them.
int LogoutCommand(const ClientOptions& options);

}  // namespace imprint

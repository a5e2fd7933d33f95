#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "mcp/list_tools.h"

namespace imprint::mcp {

/// What must never be seen in a message about `server`: its key, the headers' values, the user,
/// password and query values of its URL, and the id of the session with it. Longest first; words of
/// fewer than 4 bytes, which are no secrets, are left out.
std::vector<std::string> SecretsOf(const McpServer& server, const std::string& session_id);

/// `text` as one printable line of at most 500 characters with "***" in place of every secret.
/// A server may send back what it was sent, so whatever it says goes through here.
std::string Presentable(std::string_view text, const std::vector<std::string>& secrets);

/// The error with its messages and its detail made presentable.
Error Presentable(Error error, const std::vector<std::string>& secrets);

}  // namespace imprint::mcp

#pragma once

#include <string>
#include <utility>
#include <vector>

#include "base/error.h"
#include "mcp/list_tools.h"

namespace imprint::mcp {

/// kInvalidField when the key or a header of `server` has a character that HTTP does not allow
/// there. The message names a header only by its place in the list.
Status CheckHeaders(const McpServer& server);

/// The headers that go with every request to `server`: its own, its key, and what the transport
/// asks for. `server` has passed CheckHeaders.
std::vector<std::pair<std::string, std::string>> HeadersFor(const McpServer& server);

}  // namespace imprint::mcp

#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/error.h"
#include "base/json/document.h"
#include "mcp/list_tools.h"

namespace imprint::mcp {

struct ToolsPage {
  std::vector<McpTool> tools;
  std::optional<std::string> next_cursor;  // none on the last page
};

/// The tools in the `result` of tools/list. kOutboundFailed when it is not what the protocol says
/// or a tool is over a limit; the message may then hold the server's words, unchecked.
Result<ToolsPage> ReadToolsPage(json::Value result, const McpLimits& limits);

}  // namespace imprint::mcp

#pragma once

#include <string>
#include <vector>

#include "app/diga_integrations.h"
#include "mcp/list_tools.h"

namespace imprint {

/// Asks an MCP integration's server for its tools, with the integration's URL, headers and `key`.
/// The errors of ListMcpTools; kOutboundFailed where nothing is fetched from outside.
Result<std::vector<McpTool>> FetchMcpTools(const Services& services, json::Value integration,
                                           const std::string& key);

/// Replaces an MCP integration's tools by what its server has; ids and approvals of tools that stay
/// are kept. Every tool's row is written, so that its time tells when it was last in step. Gives
/// whether that made a difference.
Result<bool> ApplyMcpTools(const Services& services, StoreWriter& writer, AccountId account,
                           const OpenedIntegration& integration, const std::vector<McpTool>& tools);

}  // namespace imprint

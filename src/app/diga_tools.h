#pragma once

#include <optional>
#include <string>
#include <vector>

#include "app/diga_integrations.h"

namespace imprint {

// The tools of a Diga integration. All give kNotFound for an integration or tool that the account
// does not have, and kWrongType where only HTTP integrations have such an operation.

/// `document` conforms to kCreateTool and its parameters were checked. kConflict for a name that
/// the integration has.
Result<std::string> CreateDigaTool(const Services& services, AccountId account,
                                   const Id& integration, const json::Document& document);

Result<std::string> ReadDigaTool(const Services& services, AccountId account, const Id& integration,
                                 const Id& tool);

/// Changes the fields that `changes` (conforming to kUpdateTool) holds; `check` sees the whole tool
/// before it is stored.
Result<std::string> UpdateDigaTool(const Services& services, AccountId account,
                                   const Id& integration, const Id& tool,
                                   const json::Document& changes,
                                   const std::function<Status(json::Value)>& check);

Status DeleteDigaTool(const Services& services, AccountId account, const Id& integration,
                      const Id& tool);

struct ToolApproval {
  Id tool;
  bool required = false;
};
/// All or none.
Status ApproveDigaTools(const Services& services, AccountId account, const Id& integration,
                        const std::vector<ToolApproval>& approvals);

struct DigaToolList {
  std::vector<Id> ids;           // ascending
  std::optional<Time> stale_at;  // the tools are as they were then: their server is out of reach
};
/// An MCP integration is synchronised first. When its server is out of reach, what it had last is
/// given; the errors of ListMcpTools where it never was in step or does not take the key.
Result<DigaToolList> ListDigaTools(const Services& services, AccountId account,
                                   const Id& integration);

}  // namespace imprint

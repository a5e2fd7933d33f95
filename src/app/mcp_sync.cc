#include "app/mcp_sync.h"

#include <map>

#include "base/json/stored_depth.h"
#include "base/json/writer.h"

namespace imprint {
namespace {

std::string McpToolText(const Id& id, const McpTool& tool, bool approval) {
  std::string text;
  json::Writer writer(text);
  writer.BeginObject().Key("id").String(id.Text()).Key("type").String("MCP");
  writer.Key("name").String(tool.name).Key("description").String(tool.description);
  writer.Key("parameters").Raw(tool.input_schema.empty() ? "null" : tool.input_schema);
  writer.Key("approval_required").Bool(approval).EndObject();
  return text;
}

/// The tools that an integration had, by name.
struct KnownTools {
  std::map<std::string, Resource> rows;
  std::map<std::string, bool> approvals;
};

Result<KnownTools> ReadKnown(StoreReader& reader, AccountId account, const Id& integration) {
  KnownTools known;
  auto referrers = reader.FindReferrers(account, integration);
  if (!referrers) return Pass(referrers);
  for (const ResourceId& id : *referrers) {
    auto row = reader.FindResource(account, id);
    if (!row) return Pass(row);
    if (!*row) continue;
    auto document = json::Document::Parse((*row)->document, json::kStoredDepth);
    if (!document) return Pass(document);
    const std::string name = document->root().StringMember("name").value_or("");
    const json::Value approval = document->root()["approval_required"];
    known.approvals[name] = approval.valid() && approval.is_true();
    known.rows.emplace(name, std::move(**row));
  }
  return known;
}

}  // namespace

Result<std::vector<McpTool>> FetchMcpTools(const Services& services, json::Value integration,
                                           const std::string& key) {
  if (!services.outbound)
    return Fail(ErrorCode::kOutboundFailed, "MCP server cannot be reached from here");
  McpServer server;
  server.url = integration.StringMember("base_url").value_or("");
  server.bearer_key = key;
  integration["headers"].ForEachMember([&](json::Value name, json::Value value) {
    if (value.is_string()) server.headers.emplace_back(name.string(), value.string());
  });
  McpLimits limits;
  limits.request_timeout = services.limits.mcp_request_timeout;
  limits.deadline = services.limits.mcp_deadline;
  return ListMcpTools(*services.outbound, server, limits);
}

Result<bool> ApplyMcpTools(const Services& services, StoreWriter& writer, AccountId account,
                           const OpenedIntegration& integration,
                           const std::vector<McpTool>& tools) {
  const Id integration_id = integration.found.id.id;
  auto known = ReadKnown(writer, account, integration_id);
  if (!known) return Pass(known);
  const Time now = services.clock.Now();
  bool changed = false;
  for (const McpTool& tool : tools) {
    const auto before = known->rows.find(tool.name);
    Resource row;
    if (before != known->rows.end()) {
      row = std::move(before->second);
      known->rows.erase(before);
    } else {
      row.id = ResourceId(services.ids.NewUuids(1, now));
      row.account = account;
      row.model = Model::kDigaTool;
      row.created = now;
    }
    std::string document = McpToolText(row.id.id, tool, known->approvals[tool.name]);
    changed |= document != row.document;
    row.document = std::move(document);
    row.references = {integration_id};
    row.modified = now;
    if (auto put = writer.PutResource(row); !put) return Pass(put);
  }
  for (const auto& [name, row] : known->rows) {
    if (auto removed = writer.RemoveResource(account, row.id); !removed) return Pass(removed);
    changed = true;
  }
  return changed;
}

}  // namespace imprint

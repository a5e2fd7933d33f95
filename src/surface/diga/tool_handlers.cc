#include <fmt/format.h>

#include "app/diga_tools.h"
#include "bundle/diga_template.h"
#include "model/diga_schemas.h"
#include "surface/diga/handlers.h"

namespace imprint::diga {
namespace {

constexpr std::size_t kToolsPerPage = 20;

Result<http::Response> Answer(int status, Result<std::string> tool) {
  if (!tool) return Pass(tool);
  return Json(status, std::move(*tool));
}

Status CheckParameters(json::Value tool) {
  std::vector<Problem> problems;
  const std::string twice = CheckToolParameters(tool, json::Location("body"), problems);
  if (!problems.empty()) return Fail(Error(std::move(problems)));
  if (twice.empty()) return {};
  return Fail(ErrorCode::kConflict, fmt::format("Parameter '{}' is defined more than once", twice));
}

}  // namespace

Result<http::Response> ListTools(const Context& context, const Account& caller,
                                 const http::Request& request) {
  auto id = IdParam(request, "integration_id");
  if (!id) return Pass(id);
  auto paging = PagingOf(request, kToolsPerPage);
  if (!paging) return Pass(paging);
  auto list = ListDigaTools(context.services, caller.id, *id);
  if (!list) return Pass(list);
  auto body = PageBody(PageOf(list->ids, *paging), [&](const Id& tool) {
    return ReadDigaTool(context.services, caller.id, *id, tool);
  });
  if (!body) return Pass(body);
  http::Response response = Json(200, std::move(*body));
  if (list->stale_at) {
    const auto age = std::chrono::duration_cast<std::chrono::seconds>(context.services.clock.Now() -
                                                                      *list->stale_at);
    response.headers.emplace_back("X-Tools-Synced-At", FormatIso(*list->stale_at));
    response.headers.emplace_back("Age", std::to_string(std::max<std::int64_t>(age.count(), 0)));
    response.headers.emplace_back("Warning", "110 - \"The MCP server is out of reach\"");
  }
  return response;
}

Result<http::Response> PostTool(const Context& context, const Account& caller,
                                const http::Request& request) {
  auto id = IdParam(request, "integration_id");
  if (!id) return Pass(id);
  auto body = ParseBody(context, request, kCreateTool, json::Presence::kWhole);
  if (!body) return Pass(body);
  if (auto good = CheckParameters(body->root()); !good) return Pass(good);
  return Answer(201, CreateDigaTool(context.services, caller.id, *id, *body));
}

Result<http::Response> GetTool(const Context& context, const Account& caller,
                               const http::Request& request) {
  auto ids = ToolParams(request);
  if (!ids) return Pass(ids);
  return Answer(200, ReadDigaTool(context.services, caller.id, ids->integration, ids->tool));
}

Result<http::Response> PatchTool(const Context& context, const Account& caller,
                                 const http::Request& request) {
  auto ids = ToolParams(request);
  if (!ids) return Pass(ids);
  auto body = ParseBody(context, request, kUpdateTool, json::Presence::kPartial);
  if (!body) return Pass(body);
  return Answer(200, UpdateDigaTool(context.services, caller.id, ids->integration, ids->tool, *body,
                                    CheckParameters));
}

Result<http::Response> DeleteTool(const Context& context, const Account& caller,
                                  const http::Request& request) {
  auto ids = ToolParams(request);
  if (!ids) return Pass(ids);
  auto deleted = DeleteDigaTool(context.services, caller.id, ids->integration, ids->tool);
  if (!deleted) return Pass(deleted);
  return http::Response{.status = 204};
}

Result<http::Response> PatchToolApproval(const Context& context, const Account& caller,
                                         const http::Request& request) {
  auto id = IdParam(request, "integration_id");
  if (!id) return Pass(id);
  auto body = ParseBody(context, request, kToolApprovals, json::Presence::kWhole);
  if (!body) return Pass(body);
  std::vector<ToolApproval> approvals;
  body->root()["tools"].ForEachItem([&](json::Value tool) {
    approvals.push_back({*Id::FromUuidText(tool.StringMember("tool_id").value_or("")),
                         tool["approval_required"].is_true()});
  });
  auto approved = ApproveDigaTools(context.services, caller.id, *id, approvals);
  if (!approved) return Pass(approved);
  return http::Response{.status = 204};
}

}  // namespace imprint::diga

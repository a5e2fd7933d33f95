#include "mcp/list_tools.h"

#include <fmt/format.h>

#include <optional>
#include <set>
#include <string_view>
#include <unordered_set>
#include <utility>

#include "base/json/writer.h"
#include "mcp/headers.h"
#include "mcp/presentable.h"
#include "mcp/session.h"
#include "mcp/tools_page.h"

namespace imprint {
namespace {

constexpr std::string_view kMethod = "tools/list";
constexpr std::string_view kMethodNotFound = "-32601";

/// The tools of the pages so far, within the limits.
class Collector {
 public:
  explicit Collector(const McpLimits& limits) : limits_(limits) {}

  Status Add(mcp::ToolsPage page) {
    listed_ += page.tools.size();
    if (listed_ > limits_.tools) {
      return TooMuch(fmt::format("more than {} tools", limits_.tools));
    }
    for (McpTool& tool : page.tools) {
      if (!names_.insert(tool.name).second) continue;
      bytes_ += tool.name.size() + tool.description.size() + tool.input_schema.size();
      tools_.push_back(std::move(tool));
    }
    if (bytes_ > limits_.total_bytes) {
      return TooMuch(fmt::format("more than {} bytes of tools", limits_.total_bytes));
    }
    if (!page.next_cursor) return {};
    if (!cursors_.insert(*page.next_cursor).second) return TooMuch("the same page twice");
    if (cursors_.size() >= limits_.pages) {
      return TooMuch(fmt::format("more than {} pages", limits_.pages));
    }
    return {};
  }

  std::vector<McpTool> Take() { return std::move(tools_); }

 private:
  static tl::unexpected<Error> TooMuch(std::string what) {
    return Fail(ErrorCode::kOutboundFailed, fmt::format("The MCP server lists {}.", what));
  }

  const McpLimits& limits_;
  std::vector<McpTool> tools_;
  std::unordered_set<std::string> names_;
  std::set<std::string> cursors_;
  std::size_t listed_ = 0;
  std::size_t bytes_ = 0;
};

std::string CursorParams(const std::optional<std::string>& cursor) {
  std::string params;
  if (cursor) json::Writer(params).BeginObject().Key("cursor").String(*cursor).EndObject();
  return params;
}

Result<mcp::ToolsPage> ListPage(mcp::Session& session, const McpLimits& limits,
                                const std::optional<std::string>& cursor) {
  auto answer = session.Call(kMethod, CursorParams(cursor));
  if (!answer) return Fail(std::move(answer.error()));
  if (!answer->is_error) return mcp::ReadToolsPage(answer->value(), limits);
  const json::Value code = answer->value()["code"];
  const bool is_unknown = code.valid() && code.raw() == kMethodNotFound;
  // A server that never said that it has tools need not know the method.
  if (is_unknown && !session.offers_tools()) return mcp::ToolsPage{};
  return Fail(mcp::RefusalOf(kMethod, *answer));
}

Result<std::vector<McpTool>> ListPages(mcp::Session& session, const McpLimits& limits) {
  if (auto open = session.Open(); !open) return Fail(std::move(open.error()));
  Collector collector(limits);
  std::optional<std::string> cursor;
  do {
    auto page = ListPage(session, limits, cursor);
    if (!page) return Fail(std::move(page.error()));
    cursor = page->next_cursor;
    if (auto added = collector.Add(std::move(*page)); !added) return Fail(std::move(added.error()));
  } while (cursor);
  return collector.Take();
}

}  // namespace

Result<std::vector<McpTool>> ListMcpTools(HttpClient& client, const McpServer& server,
                                          const McpLimits& limits) {
  if (auto checked = mcp::CheckHeaders(server); !checked) return Fail(std::move(checked.error()));
  const auto deadline = std::chrono::steady_clock::now() + limits.deadline;
  for (bool is_first = true;; is_first = false) {
    mcp::Session session(client, server, limits, deadline);
    auto tools = ListPages(session, limits);
    session.Close();
    if (tools) return tools;
    if (is_first && session.is_lost()) continue;
    const auto secrets = mcp::SecretsOf(server, session.id());
    return Fail(mcp::Presentable(std::move(tools.error()), secrets));
  }
}

}  // namespace imprint

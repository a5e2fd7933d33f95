#include "mcp/tools_page.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "mcp/text.h"

namespace imprint::mcp {
namespace {

constexpr std::size_t kCursorBytes = 16 * 1024;

tl::unexpected<Error> Unusable(std::string what) {
  return Fail(ErrorCode::kOutboundFailed, fmt::format("The MCP server {}.", what));
}

// How many levels of objects and arrays `value` has.
std::size_t Depth(json::Value value) {
  if (!value.is_object() && !value.is_array()) return 0;
  std::size_t deepest = 0;
  const auto look = [&](json::Value child) { deepest = std::max(deepest, Depth(child)); };
  value.ForEachItem(look);
  value.ForEachMember([&](json::Value, json::Value member) { look(member); });
  return deepest + 1;
}

Result<std::string> ReadName(json::Value tool, const McpLimits& limits) {
  std::optional<std::string> name = tool.StringMember("name");
  if (!name) return Unusable("lists a tool without a name");
  const std::size_t characters = CountCharacters(*name);
  if (characters == 0 || characters > limits.name_characters || !IsPrintable(*name)) {
    return Unusable(fmt::format("lists a tool whose name is not 1 to {} printable characters: '{}'",
                                limits.name_characters, *name));
  }
  return std::move(*name);
}

Result<std::string> ReadDescription(json::Value tool, const std::string& name,
                                    const McpLimits& limits) {
  const json::Value description = tool["description"];
  if (!description.valid() || description.type() == json::Type::kNull) return std::string();
  if (!description.is_string()) {
    return Unusable(fmt::format("gives a description that is not text for the tool '{}'", name));
  }
  return std::string(FirstCharacters(description.string(), limits.description_characters));
}

Result<std::string> ReadSchema(json::Value tool, const std::string& name, const McpLimits& limits) {
  const json::Value schema = tool["inputSchema"];
  if (!schema.valid() || !schema.is_object()) {
    return Unusable(fmt::format("gives no object as the inputSchema of the tool '{}'", name));
  }
  if (schema.token().size() > limits.schema_bytes) {
    return Unusable(fmt::format("gives an inputSchema of more than {} bytes for the tool '{}'",
                                limits.schema_bytes, name));
  }
  if (Depth(schema) > limits.schema_depth) {
    return Unusable(fmt::format("gives an inputSchema deeper than {} levels for the tool '{}'",
                                limits.schema_depth, name));
  }
  return std::string(schema.token());
}

Result<McpTool> ReadTool(json::Value tool, const McpLimits& limits) {
  if (!tool.is_object()) return Unusable("lists a tool that is not an object");
  auto name = ReadName(tool, limits);
  if (!name) return Fail(std::move(name.error()));
  auto description = ReadDescription(tool, *name, limits);
  if (!description) return Fail(std::move(description.error()));
  auto schema = ReadSchema(tool, *name, limits);
  if (!schema) return Fail(std::move(schema.error()));
  return McpTool{std::move(*name), std::move(*description), std::move(*schema)};
}

Result<std::optional<std::string>> ReadCursor(json::Value result) {
  const json::Value cursor = result["nextCursor"];
  if (!cursor.valid() || cursor.type() == json::Type::kNull) return std::nullopt;
  if (!cursor.is_string() || cursor.raw().size() > kCursorBytes) {
    return Unusable("gives a nextCursor that is not a short text");
  }
  // Some servers write an empty cursor where the protocol leaves it out.
  std::string text = cursor.string();
  return text.empty() ? std::nullopt : std::optional(std::move(text));
}

}  // namespace

Result<ToolsPage> ReadToolsPage(json::Value result, const McpLimits& limits) {
  const json::Value tools = result["tools"];
  if (!tools.valid() || !tools.is_array()) return Unusable("answers tools/list without tools");
  ToolsPage page;
  for (const json::Value item : tools.items()) {
    if (page.tools.size() == limits.tools) {
      return Unusable(fmt::format("lists more than {} tools", limits.tools));
    }
    auto tool = ReadTool(item, limits);
    if (!tool) return Fail(std::move(tool.error()));
    page.tools.push_back(std::move(*tool));
  }
  auto cursor = ReadCursor(result);
  if (!cursor) return Fail(std::move(cursor.error()));
  page.next_cursor = std::move(*cursor);
  return page;
}

}  // namespace imprint::mcp

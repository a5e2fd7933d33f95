#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <string_view>
#include <vector>

#include "base/json/document.h"
#include "base/json/text.h"
#include "mcp/answer.h"
#include "mcp/sse.h"
#include "mcp/text.h"
#include "mcp/tools_page.h"

namespace {

using namespace imprint;

void Require(bool holds) {
  if (!holds) std::abort();
}

McpLimits SmallLimits() {
  McpLimits limits;
  limits.tools = 8;
  limits.name_characters = 16;
  limits.description_characters = 32;
  limits.schema_bytes = 256;
  limits.schema_depth = 5;
  return limits;
}

// Whatever a page holds, the tools taken from it keep the limits.
void CheckTools(std::string_view content_type, std::string_view body) {
  const auto answer = mcp::ReadAnswer(content_type, body, 1);
  if (!answer || answer->is_error) return;
  const McpLimits limits = SmallLimits();
  const auto page = mcp::ReadToolsPage(answer->value(), limits);
  if (!page) return;
  Require(page->tools.size() <= limits.tools);
  for (const McpTool& tool : page->tools) {
    Require(!tool.name.empty() && mcp::IsPrintable(tool.name) && json::IsUtf8(tool.name));
    Require(mcp::CountCharacters(tool.name) <= limits.name_characters);
    Require(json::IsUtf8(tool.description));
    Require(mcp::CountCharacters(tool.description) <= limits.description_characters);
    const auto schema = json::Document::Parse(tool.input_schema, limits.schema_depth);
    Require(schema && schema->root().is_object() && schema->text() == tool.input_schema);
    Require(tool.input_schema.size() <= limits.schema_bytes);
  }
}

// A stream gives the same events and the same end however it is cut.
void CheckPieces(std::string_view body) {
  mcp::SseParser whole;
  const std::vector<mcp::SseEvent> events = whole.Feed(body);
  mcp::SseParser parser;
  mcp::AnswerWatch watch(1);
  std::vector<mcp::SseEvent> pieces;
  bool is_complete = false;
  for (std::size_t at = 0; at < body.size(); at += 3) {
    for (auto& event : parser.Feed(body.substr(at, 3))) pieces.push_back(std::move(event));
    is_complete |= watch.IsComplete(body.substr(0, std::min(at + 3, body.size())));
  }
  Require(pieces == events);
  Require(is_complete == mcp::AnswerWatch(1).IsComplete(body));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view body(reinterpret_cast<const char*>(data), size);
  CheckTools("application/json", body);
  CheckTools("text/event-stream", body);
  CheckPieces(body);
  const std::string line = mcp::Printable(body);
  Require(mcp::IsPrintable(line) || !json::IsUtf8(body));
  return 0;
}

#include "mcp/tools_page.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace imprint::mcp {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

Result<ToolsPage> PageOf(std::string_view result, const McpLimits& limits = {}) {
  const auto document = json::Document::Parse(result, 600);
  EXPECT_TRUE(document) << document.error().message();
  return ReadToolsPage(document->root(), limits);
}

std::string ToolWith(std::string_view members) {
  return R"({"tools":[{)" + std::string(members) + "}]}";
}

// An object with lists and objects inside, `depth` levels in all.
std::string DeepSchema(std::size_t depth) {
  std::string begin;
  std::string end;
  for (std::size_t level = 1; level <= depth; ++level) {
    const bool is_object = level % 2 == 1;
    begin += !is_object ? "[" : level < depth ? "{\"x\":" : "{";
    end.insert(0, is_object ? "}" : "]");
  }
  return begin + end;
}

TEST(ReadToolsPage, ReadsToolsAndKeepsTheSchemasTokens) {
  const auto page = PageOf(R"({"tools":[
      {"name":"get","title":"Get","description":"Gets\nit",
       "inputSchema":{"type":"object", "zeta":1.50, "a":"\u00e9", "n":12345678901234567890123}},
      {"name":"größe","inputSchema":{}},
      {"name":"third","description":null,"inputSchema":{}}],"nextCursor":"p\u0032","_meta":{}})");
  ASSERT_TRUE(page) << page.error().message();
  EXPECT_THAT(
      page->tools,
      ElementsAre(
          McpTool{"get", "Gets\nit",
                  R"({"type":"object","zeta":1.50,"a":"\u00e9","n":12345678901234567890123})"},
          McpTool{"größe", "", "{}"}, McpTool{"third", "", "{}"}));
  EXPECT_EQ(page->next_cursor, "p2");
}

TEST(ReadToolsPage, KnowsTheLastPage) {
  for (const char* result : {R"({"tools":[]})", R"({"tools":[],"nextCursor":null})",
                             R"({"tools":[],"nextCursor":""})"}) {
    SCOPED_TRACE(result);
    const auto page = PageOf(result);
    ASSERT_TRUE(page) << page.error().message();
    EXPECT_THAT(page->tools, IsEmpty());
    EXPECT_EQ(page->next_cursor, std::nullopt);
  }
}

TEST(ReadToolsPage, TakesWhatIsJustWithinTheLimits) {
  std::string name;
  for (int i = 0; i < 128; ++i) name += "ä";
  const std::string schema = R"({"x":")" + std::string(256 * 1024 - 8, 'x') + "\"}";
  ASSERT_THAT(schema, SizeIs(256 * 1024));
  EXPECT_TRUE(PageOf(ToolWith(R"("name":")" + name + R"(","inputSchema":)" + schema)));
  EXPECT_TRUE(PageOf(ToolWith(R"("name":"n","inputSchema":)" + DeepSchema(100))));
}

TEST(ReadToolsPage, CutsDescriptionsBetweenCharacters) {
  const McpLimits limits{.description_characters = 3};
  const auto page = PageOf(ToolWith(R"("name":"n","description":"a€😀b","inputSchema":{})"), limits);
  ASSERT_TRUE(page);
  EXPECT_EQ(page->tools[0].description, "a€😀");
}

TEST(ReadToolsPage, RefusesWhatIsWrongOrTooMuch) {
  const std::string schema = R"(,"inputSchema":{})";
  const std::string too_large = R"({"x":")" + std::string(256 * 1024, 'x') + "\"}";
  const struct {
    const char* what;
    std::string result;
    const char* message;
  } cases[] = {
      {"no object", "[]", "without tools"},
      {"null", "null", "without tools"},
      {"no tools", "{}", "without tools"},
      {"tools are an object", R"({"tools":{}})", "without tools"},
      {"a tool is a text", R"({"tools":["x"]})", "not an object"},
      {"no name", ToolWith(R"("inputSchema":{})"), "without a name"},
      {"a number as name", ToolWith(R"("name":1)" + schema), "without a name"},
      {"an empty name", ToolWith(R"("name":"")" + schema), "1 to 128 printable"},
      {"a long name", ToolWith(R"("name":")" + std::string(129, 'x') + "\"" + schema), "1 to 128"},
      {"a name of two lines", ToolWith(R"("name":"a\nb")" + schema), "1 to 128 printable"},
      {"a name that turns around", ToolWith(R"("name":"a\u202eb")" + schema), "1 to 128"},
      {"a description in pieces", ToolWith(R"("name":"n","description":[])" + schema), "'n'"},
      {"no schema", ToolWith(R"("name":"n")"), "no object as the inputSchema of the tool 'n'"},
      {"a schema that is a text", ToolWith(R"("name":"n","inputSchema":"{}")"), "no object"},
      {"a schema that is a list", ToolWith(R"("name":"n","inputSchema":[])"), "no object"},
      {"a large schema", ToolWith(R"("name":"n","inputSchema":)" + too_large), "262144 bytes"},
      {"a deep schema", ToolWith(R"("name":"n","inputSchema":)" + DeepSchema(101)), "100 levels"},
      {"a cursor that is a number", R"({"tools":[],"nextCursor":1})", "nextCursor"},
      {"a long cursor", R"({"tools":[],"nextCursor":")" + std::string(16385, 'c') + "\"}", "short"},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.what);
    const auto page = PageOf(c.result);
    ASSERT_FALSE(page);
    EXPECT_EQ(page.error().code(), ErrorCode::kOutboundFailed);
    EXPECT_THAT(page.error().message(), HasSubstr(c.message));
  }
  const McpLimits one{.tools = 1};
  const std::string two =
      R"({"tools":[{"name":"a","inputSchema":{}},{"name":"b","inputSchema":{}}]})";
  EXPECT_FALSE(PageOf(two, one));
}

}  // namespace
}  // namespace imprint::mcp

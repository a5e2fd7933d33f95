#include "mcp/list_tools.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <thread>

#include "base/json/document.h"
#include "base/json/text.h"
#include "mcp/testing/scripted_http_client.h"

namespace imprint {
namespace {

using test::ScriptedHttpClient;
using ::testing::AllOf;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Key;
using ::testing::Not;
using ::testing::Pair;
using ::testing::SizeIs;

const McpServer kServer{.url = "https://mcp.example/mcp?token=query-secret",
                        .bearer_key = "key-secret",
                        .headers = {{"X-Team", "header-secret"}}};
constexpr char kToolsCapability[] = R"({"tools":{"listChanged":true}})";

OutboundResponse Json(std::string body, int status = 200) {
  return {status, {{"content-type", "application/json"}}, std::move(body)};
}

OutboundResponse Events(std::string data) {
  return {200, {{"content-type", "text/event-stream"}}, "event: message\ndata: " + data + "\n\n"};
}

OutboundResponse Accepted() {
  return {202, {}, ""};
}

std::string Initialized(std::string_view version, std::string_view capabilities = kToolsCapability,
                        int id = 1) {
  return fmt::format(
      R"({{"jsonrpc":"2.0","id":{},"result":{{"protocolVersion":"{}","capabilities":{}}}}})", id,
      version, capabilities);
}

OutboundResponse WithSession(OutboundResponse response, std::string id) {
  response.headers.emplace_back("mcp-session-id", std::move(id));
  return response;
}

std::string Page(int id, std::vector<std::string> names, std::string cursor = "") {
  std::string tools;
  for (const auto& name : names) {
    tools += fmt::format(R"({}{{"name":"{}","description":"about {}","inputSchema":{{}}}})",
                         tools.empty() ? "" : ",", name, name);
  }
  const std::string next = cursor.empty() ? "" : fmt::format(R"(,"nextCursor":"{}")", cursor);
  return fmt::format(R"({{"jsonrpc":"2.0","id":{},"result":{{"tools":[{}]{}}}}})", id, tools, next);
}

std::string RpcError(int id, int code, std::string_view message) {
  return fmt::format(R"({{"jsonrpc":"2.0","id":{},"error":{{"code":{},"message":{}}}}})", id, code,
                     json::Quote(message));
}

/// A client whose session with the server is open, without a session id.
ScriptedHttpClient Opened(std::string_view capabilities = kToolsCapability) {
  ScriptedHttpClient client;
  client.Then(Json(Initialized("2025-11-25", capabilities)));
  client.Then(Accepted());
  return client;
}

std::vector<std::string> NamesOf(const Result<std::vector<McpTool>>& tools) {
  std::vector<std::string> names;
  if (!tools) return {tools.error().message()};
  for (const auto& tool : *tools) names.push_back(tool.name);
  return names;
}

std::vector<std::string> MethodsOf(const ScriptedHttpClient& client) {
  std::vector<std::string> methods;
  for (const auto& request : client.requests) {
    const auto body = json::Document::Parse(request.body, 10);
    methods.push_back(body ? body->root().StringMember("method").value_or("?") : request.method);
  }
  return methods;
}

TEST(ListMcpTools, SpeaksTheProtocolFromInitializeToDelete) {
  ScriptedHttpClient client;
  client.Then(WithSession(Json(Initialized("2025-06-18")), "session-1"));
  client.Then(Accepted());
  client.Then(Json(Page(2, {"a", "b"}, "next\\\"")));
  client.Then(Events(Page(3, {"c"})));
  client.Then(OutboundResponse{405, {}, ""});
  EXPECT_THAT(NamesOf(ListMcpTools(client, kServer, {})), ElementsAre("a", "b", "c"));
  ASSERT_TRUE(client.is_over());
  EXPECT_THAT(MethodsOf(client), ElementsAre("initialize", "notifications/initialized",
                                             "tools/list", "tools/list", "DELETE"));
  for (const auto& request : client.requests) {
    SCOPED_TRACE(request.body);
    EXPECT_EQ(request.url, kServer.url);
    EXPECT_EQ(request.max_redirects, 0);
    EXPECT_EQ(request.max_response_bytes, McpLimits{}.answer_bytes);
    EXPECT_LE(request.timeout, McpLimits{}.request_timeout);
    EXPECT_THAT(request.headers,
                AllOf(Contains(Pair("Accept", "application/json, text/event-stream")),
                      Contains(Pair("Authorization", "Bearer key-secret")),
                      Contains(Pair("X-Team", "header-secret"))));
  }
  const auto& first = client.requests[0];
  EXPECT_EQ(first.method, "POST");
  EXPECT_THAT(first.headers, AllOf(Contains(Pair("Content-Type", "application/json")),
                                   Not(Contains(Key("Mcp-Session-Id"))),
                                   Not(Contains(Key("MCP-Protocol-Version")))));
  EXPECT_THAT(first.body, AllOf(HasSubstr(R"({"jsonrpc":"2.0","id":1,"method":"initialize")"),
                                HasSubstr(R"("protocolVersion":"2025-11-25","capabilities":{})"),
                                HasSubstr(R"("clientInfo":{"name":"imprint","version":")")));
  for (std::size_t i = 1; i < client.requests.size(); ++i) {
    EXPECT_THAT(client.requests[i].headers,
                AllOf(Contains(Pair("Mcp-Session-Id", "session-1")),
                      Contains(Pair("MCP-Protocol-Version", "2025-06-18"))));
  }
  EXPECT_EQ(client.requests[1].body, R"({"jsonrpc":"2.0","method":"notifications/initialized"})");
  EXPECT_EQ(client.requests[2].body, R"({"jsonrpc":"2.0","id":2,"method":"tools/list"})");
  EXPECT_EQ(client.requests[3].body,
            R"({"jsonrpc":"2.0","id":3,"method":"tools/list","params":{"cursor":"next\""}})");
}

TEST(ListMcpTools, SendsNoDeleteAndNoKeyWhereThereIsNone) {
  ScriptedHttpClient client = Opened();
  client.Then(Json(Page(2, {"a"})));
  EXPECT_THAT(NamesOf(ListMcpTools(client, {"http://mcp.example", "", {}}, {})), ElementsAre("a"));
  EXPECT_THAT(client.requests, SizeIs(3));
  for (const auto& request : client.requests) {
    EXPECT_THAT(request.headers, Not(Contains(Key("Authorization"))));
  }
}

TEST(ListMcpTools, TakesTheKnownVersionsOnly) {
  for (const char* version : {"2025-11-25", "2025-06-18", "2025-03-26", "2024-11-05"}) {
    SCOPED_TRACE(version);
    ScriptedHttpClient client;
    client.Then(Json(Initialized(version)));
    client.Then(Accepted());
    client.Then(Json(Page(2, {"a"})));
    EXPECT_THAT(NamesOf(ListMcpTools(client, kServer, {})), ElementsAre("a"));
    EXPECT_THAT(client.requests[2].headers, Contains(Pair("MCP-Protocol-Version", version)));
  }
  for (const std::string& answer :
       {Initialized("2099-01-01"), Initialized(""), std::string(R"({"id":1,"result":{}})"),
        std::string(R"({"id":1,"result":{"protocolVersion":1}})"),
        std::string(R"({"id":1,"result":null})")}) {
    SCOPED_TRACE(answer);
    ScriptedHttpClient client;
    client.Then(WithSession(Json(answer), "s"));
    client.Then(Accepted());
    const auto tools = ListMcpTools(client, kServer, {});
    ASSERT_FALSE(tools);
    EXPECT_EQ(tools.error().code(), ErrorCode::kOutboundFailed);
    EXPECT_THAT(tools.error().message(), HasSubstr("protocol version"));
    EXPECT_THAT(MethodsOf(client), ElementsAre("initialize", "DELETE"));
  }
}

TEST(ListMcpTools, DoesNotWaitForStreamsThatStayOpen) {
  ScriptedHttpClient client;
  client.ThenKeepOpen(Events(Initialized("2025-11-25")));
  client.ThenKeepOpen({200, {{"content-type", "text/event-stream"}}, ": hello\n\n"});
  client.ThenKeepOpen(Events(R"({"id":2,"method":"ping"})" + std::string("\n\ndata: ") +
                             Page(2, {"a"}) + "\n\n: more\n"));
  EXPECT_THAT(NamesOf(ListMcpTools(client, kServer, {})), ElementsAre("a"));
}

TEST(ListMcpTools, KeepsTheFirstToolOfAName) {
  ScriptedHttpClient client = Opened();
  client.Then(Json(Page(2, {"a", "b"}, "2")));
  client.Then(Json(R"({"id":3,"result":{"tools":[{"name":"a","description":"x","inputSchema":{}},)"
                   R"({"name":"c","inputSchema":{}}]}})"));
  const auto tools = ListMcpTools(client, kServer, {});
  EXPECT_THAT(NamesOf(tools), ElementsAre("a", "b", "c"));
  EXPECT_EQ(tools->front().description, "about a");
}

TEST(ListMcpTools, EndsListsThatDoNot) {
  const struct {
    const char* what;
    McpLimits limits;
    std::vector<std::string> pages;
    const char* message;
  } cases[] = {
      {"a repeated cursor", {}, {Page(2, {"a"}, "x"), Page(3, {}, "y"), Page(4, {}, "x")}, "twice"},
      {"too many pages", {.pages = 2}, {Page(2, {"a"}, "x"), Page(3, {}, "y")}, "2 pages"},
      {"too many tools", {.tools = 2}, {Page(2, {"a"}, "x"), Page(3, {"a", "b"})}, "2 tools"},
      {"too many bytes", {.total_bytes = 19}, {Page(2, {"a"}, "x"), Page(3, {"b"})}, "19 bytes"},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.what);
    ScriptedHttpClient client = Opened();
    for (const auto& page : c.pages) client.Then(Json(page));
    const auto tools = ListMcpTools(client, kServer, c.limits);
    ASSERT_FALSE(tools);
    EXPECT_EQ(tools.error().code(), ErrorCode::kOutboundFailed);
    EXPECT_THAT(tools.error().message(), HasSubstr(c.message));
    EXPECT_TRUE(client.is_over());
  }
  ScriptedHttpClient client = Opened();
  client.Then(Json(Page(2, {"a"}, "x")));
  client.Then(Json(Page(3, {"b"})));
  EXPECT_THAT(NamesOf(ListMcpTools(client, kServer, {.pages = 2, .tools = 2, .total_bytes = 20})),
              ElementsAre("a", "b"))
      << "what is just within the limits is taken";
}

TEST(ListMcpTools, SaysWhatIsWrongWithAnAnswer) {
  const struct {
    const char* what;
    OutboundResponse response;
    ErrorCode code;
    const char* message;
  } cases[] = {
      {"401", Json("{}", 401), ErrorCode::kOutboundUnauthorized, "401"},
      {"403", {403, {}, "key-secret"}, ErrorCode::kOutboundUnauthorized, "403"},
      {"a redirect", {307, {{"location", "http://x"}}, ""}, ErrorCode::kOutboundFailed, "redirect"},
      {"404 without a session", {404, {}, ""}, ErrorCode::kOutboundFailed, "answered 404 to tools"},
      {"500", {500, {{"content-type", "text/html"}}, "<b>"}, ErrorCode::kOutboundFailed, "500 to"},
      {"400 with a reason", Json(RpcError(2, -32000, "No session"), 400),
       ErrorCode::kOutboundFailed, "400 to tools/list: No session"},
      {"a JSON-RPC error", Json(RpcError(2, -32603, "Broken")), ErrorCode::kOutboundFailed,
       "tools/list with an error (-32603): Broken"},
      {"an error event", Events(RpcError(2, 7, "Broken")), ErrorCode::kOutboundFailed, "(7): Brok"},
      {"an error that is a text", Json(R"({"id":2,"error":"x"})"), ErrorCode::kOutboundFailed,
       "with an error: no message"},
      {"HTML",
       {200, {{"content-type", "text/html"}}, "<b>"},
       ErrorCode::kOutboundFailed,
       "text/html"},
      {"no body", Accepted(), ErrorCode::kOutboundFailed, "no content type"},
      {"cut off", Json(R"({"id":2,)"), ErrorCode::kOutboundFailed, "not valid JSON"},
      {"no tools", Json(R"({"id":2,"result":{}})"), ErrorCode::kOutboundFailed, "without tools"},
      {"a bad tool", Json(Page(2, {""})), ErrorCode::kOutboundFailed, "1 to 128"},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.what);
    ScriptedHttpClient client = Opened();
    client.Then(c.response);
    const auto tools = ListMcpTools(client, kServer, {});
    ASSERT_FALSE(tools);
    EXPECT_EQ(tools.error().code(), c.code);
    EXPECT_THAT(tools.error().message(), AllOf(HasSubstr(c.message), Not(HasSubstr("secret"))));
  }
}

TEST(ListMcpTools, FailsWhereverTheServerFails) {
  const std::vector<OutboundResponse> good = {
      WithSession(Json(Initialized("2025-11-25")), "session-1"), Accepted(), Json(Page(2, {"a"}))};
  for (const int status : {401, 500}) {
    for (std::size_t bad = 0; bad < good.size(); ++bad) {
      SCOPED_TRACE(fmt::format("{} in answer to request {}", status, bad));
      ScriptedHttpClient client;
      for (std::size_t i = 0; i < bad; ++i) client.Then(good[i]);
      client.Then(OutboundResponse{status, {}, ""});
      const auto tools = ListMcpTools(client, kServer, {});
      ASSERT_FALSE(tools);
      EXPECT_EQ(tools.error().code(),
                status == 401 ? ErrorCode::kOutboundUnauthorized : ErrorCode::kOutboundFailed);
      EXPECT_THAT(client.requests, SizeIs(bad == 0 ? 1 : bad + 2)) << "a session is closed";
      EXPECT_EQ(client.requests.back().method, bad == 0 ? "POST" : "DELETE");
    }
  }
}

TEST(ListMcpTools, PassesTheClientsErrorsOn) {
  for (const ErrorCode code : {ErrorCode::kOutboundTimeout, ErrorCode::kOutboundRefused,
                               ErrorCode::kOutboundFailed, ErrorCode::kUnavailable}) {
    ScriptedHttpClient first;
    first.Then(Error(code, "mcp.example: it did not work"));
    ScriptedHttpClient later = Opened();
    later.Then(Error(code, "mcp.example: it did not work"));
    for (ScriptedHttpClient* client : {&first, &later}) {
      const auto tools = ListMcpTools(*client, kServer, {});
      ASSERT_FALSE(tools);
      EXPECT_EQ(tools.error().code(), code);
      EXPECT_EQ(tools.error().message(), "mcp.example: it did not work");
    }
  }
}

TEST(ListMcpTools, StartsAgainOnceWhenTheSessionIsGone) {
  const auto lose_session = [](ScriptedHttpClient& client, const char* session) {
    client.Then(WithSession(Json(Initialized("2025-11-25")), session));
    client.Then(Accepted());
    client.Then(Json(Page(2, {"a"}, "x")));
    client.Then(OutboundResponse{404, {}, ""});
  };
  ScriptedHttpClient client;
  lose_session(client, "one");
  client.Then(WithSession(Json(Initialized("2025-11-25")), "two"));
  client.Then(Accepted());
  client.Then(Json(Page(2, {"b"}, "x")));
  client.Then(Json(Page(3, {"c"})));
  client.Then(OutboundResponse{200, {}, ""});
  EXPECT_THAT(NamesOf(ListMcpTools(client, kServer, {})), ElementsAre("b", "c"));
  EXPECT_THAT(client.requests[4].headers, Not(Contains(Key("Mcp-Session-Id"))));
  EXPECT_THAT(client.requests[5].headers, Contains(Pair("Mcp-Session-Id", "two")));

  ScriptedHttpClient stubborn;
  lose_session(stubborn, "one");
  lose_session(stubborn, "two");
  const auto tools = ListMcpTools(stubborn, kServer, {});
  ASSERT_FALSE(tools);
  EXPECT_EQ(tools.error().code(), ErrorCode::kOutboundFailed);
  EXPECT_THAT(tools.error().message(), HasSubstr("404"));
  EXPECT_THAT(stubborn.requests, SizeIs(8)) << "sessions that are gone are not closed";
}

TEST(ListMcpTools, AsksEvenServersThatPromiseNoTools) {
  ScriptedHttpClient silent = Opened("{}");
  silent.Then(Json(Page(2, {"a"})));
  EXPECT_THAT(NamesOf(ListMcpTools(silent, kServer, {})), ElementsAre("a"));

  ScriptedHttpClient without = Opened("{}");
  without.Then(Json(RpcError(2, -32601, "Method not found")));
  const auto none = ListMcpTools(without, kServer, {});
  ASSERT_TRUE(none);
  EXPECT_THAT(*none, IsEmpty());

  ScriptedHttpClient lying = Opened();
  lying.Then(Json(RpcError(2, -32601, "Method not found")));
  EXPECT_FALSE(ListMcpTools(lying, kServer, {}));
}

TEST(ListMcpTools, KeepsSecretsAndNonsenseOutOfMessages) {
  const std::string words =
      "bad token key-secret of header-secret at ?token=query-secret in session-secret\r\n\x1b[2J";
  const std::string told = "bad token *** of *** at ?token=*** in ***   [2J";
  const OutboundResponse answers[] = {Json(RpcError(2, 1, words)),
                                      Json(RpcError(2, 1, words), 400)};
  for (const auto& answer : answers) {
    ScriptedHttpClient client;
    client.Then(WithSession(Json(Initialized("2025-11-25")), "session-secret"));
    client.Then(Accepted());
    client.Then(answer);
    const auto tools = ListMcpTools(client, kServer, {});
    ASSERT_FALSE(tools);
    EXPECT_THAT(tools.error().message(), HasSubstr(told));
  }
  ScriptedHttpClient verbose = Opened();
  verbose.Then(Json(RpcError(2, 1, std::string(1'000'000, 'x'))));
  const auto tools = ListMcpTools(verbose, kServer, {});
  ASSERT_FALSE(tools);
  EXPECT_THAT(tools.error().message(), SizeIs(500));
}

TEST(ListMcpTools, LooksAtItsOwnHeadersFirst) {
  const struct {
    const char* what;
    McpServer server;
    const char* message;
  } bad[] = {
      {"key", {"http://x", "a\r\nX: y", {}}, "key"},
      {"value", {"http://x", "", {{"A", "b"}, {"X", "secret\n"}}}, "Header 2"},
      {"name", {"http://x", "", {{"X secret", "y"}}}, "Header 1"},
      {"empty name", {"http://x", "", {{"", "y"}}}, "Header 1"},
  };
  for (const auto& c : bad) {
    SCOPED_TRACE(c.what);
    ScriptedHttpClient client;
    const auto tools = ListMcpTools(client, c.server, {});
    ASSERT_FALSE(tools);
    EXPECT_EQ(tools.error().code(), ErrorCode::kInvalidField);
    EXPECT_THAT(tools.error().message(), AllOf(HasSubstr(c.message), Not(HasSubstr("secret"))));
    EXPECT_THAT(client.requests, IsEmpty());
  }
}

TEST(ListMcpTools, LeavesTheProtocolsHeadersToTheProtocol) {
  McpServer server{"http://x",
                   "",
                   {{"ACCEPT", "text/html"},
                    {"Host", "other"},
                    {"Content-Length", "1"},
                    {"mcp-session-id", "mine"},
                    {"authorization", "Basic abc"}}};
  ScriptedHttpClient keyless = Opened();
  ASSERT_FALSE(ListMcpTools(keyless, server, {}));
  EXPECT_THAT(keyless.requests[0].headers,
              ElementsAre(Pair("authorization", "Basic abc"),
                          Pair("Accept", "application/json, text/event-stream"),
                          Pair("Content-Type", "application/json")));
  server.bearer_key = "key";
  ScriptedHttpClient with_key = Opened();
  ASSERT_FALSE(ListMcpTools(with_key, server, {}));
  EXPECT_THAT(with_key.requests[0].headers, AllOf(Contains(Pair("Authorization", "Bearer key")),
                                                  Not(Contains(Key("authorization")))));
}

TEST(ListMcpTools, RefusesSessionIdsThatNoHeaderCanCarry) {
  for (const std::string& id : {std::string(""), std::string("a b"), std::string("a\r\nX: y"),
                                std::string("\xC3\xA4"), std::string(1025, 'x')}) {
    ScriptedHttpClient client;
    client.Then(WithSession(Json(Initialized("2025-11-25")), id));
    const auto tools = ListMcpTools(client, kServer, {});
    ASSERT_FALSE(tools);
    EXPECT_EQ(tools.error().code(), ErrorCode::kOutboundFailed);
    EXPECT_THAT(tools.error().message(), HasSubstr("session id"));
    EXPECT_THAT(client.requests, SizeIs(1));
  }
}

TEST(ListMcpTools, StopsAtTheDeadline) {
  ScriptedHttpClient client = Opened();
  const auto slow = [](const OutboundRequest& request) -> Result<OutboundResponse> {
    EXPECT_LE(request.timeout, std::chrono::milliseconds(50));
    std::this_thread::sleep_for(std::chrono::milliseconds(60));
    return Json(Page(2, {"a"}, "more"));
  };
  client.Then(slow);
  const McpLimits limits{.deadline = std::chrono::milliseconds(50)};
  const auto tools = ListMcpTools(client, kServer, limits);
  ASSERT_FALSE(tools);
  EXPECT_EQ(tools.error().code(), ErrorCode::kOutboundTimeout);
  EXPECT_THAT(client.requests, SizeIs(::testing::Le(3)));
}

}  // namespace
}  // namespace imprint

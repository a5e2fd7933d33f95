#include "mcp/answer.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace imprint::mcp {
namespace {

using ::testing::HasSubstr;

constexpr char kJson[] = "application/json";
constexpr char kStream[] = "text/event-stream";
constexpr char kAnswer[] = R"({"jsonrpc":"2.0","id":7,"result":{"a":1.50}})";

std::string EventOf(std::string_view data) {
  return "event: message\ndata: " + std::string(data) + "\n\n";
}

TEST(ReadAnswer, FindsTheResult) {
  const std::string ping = R"({"jsonrpc":"2.0","id":7,"method":"ping"})";
  const std::string note = R"({"jsonrpc":"2.0","method":"notifications/message","params":{}})";
  const std::string other = R"({"jsonrpc":"2.0","id":6,"result":{"a":2}})";
  const struct {
    const char* what;
    std::string type;
    std::string body;
  } cases[] = {
      {"JSON", kJson, kAnswer},
      {"parameters and case of the type", "Application/JSON ; charset=utf-8", kAnswer},
      {"white space", kJson, "\n { \"id\" : 7 , \"result\" : { \"a\" : 1.50 } }\n"},
      {"an id as a string", kJson, R"({"id":"7","result":{"a":1.50}})"},
      {"a batch", kJson, "[" + note + "," + ping + "," + other + "," + kAnswer + "]"},
      {"one event", kStream, EventOf(kAnswer)},
      {"no event type", kStream, std::string("data: ") + kAnswer + "\n\n"},
      {"a batch in an event", kStream, EventOf("[" + ping + "," + kAnswer + "]")},
      {"others before it", kStream,
       "id: 1\ndata:\n\n: hi\n\n" + EventOf(note) + EventOf(ping) + EventOf(other) +
           "event: endpoint\ndata: not JSON\n\n" + EventOf(kAnswer)},
      {"what follows does not matter", kStream, EventOf(kAnswer) + EventOf("not JSON")},
      {"several lines", kStream, "data: {\"id\":7,\r\ndata: \"result\":{\"a\":1.50}}\r\n\r\n"},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.what);
    const auto answer = ReadAnswer(c.type, c.body, 7);
    ASSERT_TRUE(answer) << answer.error().message();
    EXPECT_FALSE(answer->is_error);
    EXPECT_EQ(answer->value().token(), R"({"a":1.50})");
  }
}

TEST(ReadAnswer, FindsTheError) {
  for (const std::string body : {
           R"({"id":7,"error":{"code":-32600}})",
           R"({"id":"7","error":{"code":-32600}})",
           R"({"id":null,"error":{"code":-32600}})",
           R"({"error":{"code":-32600}})",
           R"({"id":7,"result":{},"error":{"code":-32600}})",
       }) {
    SCOPED_TRACE(body);
    for (const auto& answer : {ReadAnswer(kJson, body, 7), ReadAnswer(kStream, EventOf(body), 7)}) {
      ASSERT_TRUE(answer) << answer.error().message();
      EXPECT_TRUE(answer->is_error);
      EXPECT_EQ(answer->value().token(), R"({"code":-32600})");
    }
  }
}

TEST(ReadAnswer, RefusesAllElse) {
  const std::string deep = std::string(600, '[') + std::string(600, ']');
  const struct {
    const char* what;
    std::string type;
    std::string body;
    const char* message;
  } cases[] = {
      {"HTML", "text/html", "<html>", "text/html"},
      {"no type", "", kAnswer, "no content type"},
      {"a type that begins alike", "application/jsonp", kAnswer, "application/jsonp"},
      {"an empty body", kJson, "", "not valid JSON"},
      {"cut off", kJson, R"({"id":7,"result":{)", "not valid JSON"},
      {"more behind it", kJson, std::string(kAnswer) + kAnswer, "not valid JSON"},
      {"not UTF-8", kJson, "{\"id\":7,\"result\":\"\xFF\"}", "not valid JSON"},
      {"too deep", kJson, deep, "not valid JSON"},
      {"a text", kJson, "\"hello\"", "not a JSON-RPC answer"},
      {"another id", kJson, R"({"id":8,"result":{}})", "not a JSON-RPC answer"},
      {"an id like it", kJson, R"({"id":"07","result":{}})", "not a JSON-RPC answer"},
      {"an id of another type", kJson, R"({"id":[7],"result":{}})", "not a JSON-RPC answer"},
      {"a result without an id", kJson, R"({"result":{}})", "not a JSON-RPC answer"},
      {"an error of another", kJson, R"({"id":8,"error":{}})", "not a JSON-RPC answer"},
      {"neither result nor error", kJson, R"({"id":7})", "not a JSON-RPC answer"},
      {"an empty batch", kJson, "[]", "not a JSON-RPC answer"},
      {"no event", kStream, "", "ended before the answer"},
      {"an event without an end", kStream, std::string("data: ") + kAnswer, "before the answer"},
      {"another type of event", kStream, "event: x\n" + EventOf(kAnswer).substr(15), "before the"},
      {"an event that is not JSON", kStream, EventOf("{") + EventOf(kAnswer), "not valid JSON"},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.what);
    const auto answer = ReadAnswer(c.type, c.body, 7);
    ASSERT_FALSE(answer);
    EXPECT_EQ(answer.error().code(), ErrorCode::kOutboundFailed);
    EXPECT_THAT(answer.error().message(), HasSubstr(c.message));
  }
}

// How many bytes of `body` a watch has to see.
std::size_t NeededOf(std::string_view body) {
  AnswerWatch watch(7);
  for (std::size_t size = 0; size <= body.size(); ++size) {
    if (watch.IsComplete(body.substr(0, size))) return size;
  }
  return std::string::npos;
}

TEST(AnswerWatch, EndsWithTheAnswer) {
  const std::string before = ": hi\n\n" + EventOf(R"({"id":7,"method":"ping"})");
  const std::string answer = EventOf(kAnswer);
  EXPECT_EQ(NeededOf(before), std::string::npos);
  EXPECT_EQ(NeededOf(before + answer + answer), before.size() + answer.size());
  EXPECT_EQ(NeededOf(EventOf("{") + answer), EventOf("{").size());
  EXPECT_EQ(NeededOf(kAnswer), std::string::npos) << "the end of plain JSON is the body's";
}

}  // namespace
}  // namespace imprint::mcp

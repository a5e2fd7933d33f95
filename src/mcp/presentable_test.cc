#include "mcp/presentable.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "mcp/text.h"

namespace imprint::mcp {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST(SecretsOf, FindsEveryPlaceOfASecret) {
  EXPECT_THAT(SecretsOf({.url = "https://mcp.example/mcp", .bearer_key = "", .headers = {}}, "abc"),
              IsEmpty());
  const McpServer server{
      .url = "https://user:pass1@mcp.example/a@b?key=query1&v=1&bare12345#fragment?x=unseen",
      .bearer_key = "bearer-key",
      .headers = {{"Authorization", "Basic abcdefgh"}, {"X-Flag", "on"}}};
  EXPECT_THAT(SecretsOf(server, "session-id"),
              ElementsAre("Basic abcdefgh", "bearer-key", "session-id", "bare12345", "abcdefgh",
                          "query1", "pass1", "user"));
}

TEST(Presentable, MasksBeforeItCuts) {
  const std::vector<std::string> secrets = {"secret-and-more", "secret"};
  EXPECT_EQ(Presentable("a secret, a\nsecret-and-more", secrets), "a ***, a ***");
  const std::string cut = Presentable(std::string(497, 'x') + "secret", secrets);
  EXPECT_EQ(cut, std::string(497, 'x') + "***");
  EXPECT_EQ(CountCharacters(Presentable(std::string(2000, 'y') + "€", {})), 500u);
}

TEST(Presentable, SeesSecretsThroughUnprintableCharacters) {
  const auto secrets = SecretsOf({.url = "", .bearer_key = "", .headers = {{"X", "one\ttwo"}}}, "");
  EXPECT_EQ(Presentable("bad: one\ttwo", secrets), "bad: ***");
}

TEST(Presentable, TreatsEveryPartOfAnError) {
  std::vector<Problem> problems = {{ErrorCode::kOutboundFailed, "is secret", "field"},
                                   {ErrorCode::kOutboundFailed, "secret\r\n"}};
  const Error error = Presentable(Error(problems).WithDetail("of secret"), {"secret"});
  EXPECT_EQ(error.problems[0].message, "is ***");
  EXPECT_EQ(error.problems[0].field, "field");
  EXPECT_EQ(error.problems[1].message, "***  ");
  EXPECT_EQ(error.detail, "of ***");
}

}  // namespace
}  // namespace imprint::mcp

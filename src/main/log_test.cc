#include "main/log.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <spdlog/spdlog.h>

#include <algorithm>

#include "base/json/text.h"

namespace imprint {
namespace {

using ::testing::HasSubstr;
using ::testing::MatchesRegex;

/// What is on standard error after `work`, with the log started anew.
template <typename Work>
std::string Logged(std::string_view format, std::string_view level, const Work& work) {
  ::testing::internal::CaptureStderr();
  EXPECT_TRUE(StartLog(format, level));
  work();
  spdlog::default_logger()->flush();
  return ::testing::internal::GetCapturedStderr();
}

constexpr const char* kTime = "[0-9]+-[0-9]+-[0-9]+T[0-9]+:[0-9]+:[0-9]+\\.[0-9][0-9][0-9]Z";

void LogRequest() {
  LogEvent(LogLevel::kInfo, "request", {{"id", "a1"}, {"account", ""}, {"status", 200}});
}

TEST(Log, WritesTextAsNamesAndValues) {
  EXPECT_THAT(Logged("text", "info", LogRequest),
              MatchesRegex(std::string(kTime) + " info request id=a1 status=200\n"));
}

TEST(Log, WritesJsonWithTheSameNames) {
  EXPECT_THAT(Logged("json", "info", LogRequest),
              MatchesRegex("\\{\"time\":\"" + std::string(kTime) +
                           "\",\"level\":\"info\",\"event\":\"request\",\"id\":\"a1\","
                           "\"status\":200\\}\n"));
}

TEST(Log, KeepsAnyValueOnOneLine) {
  const auto log = [](std::string_view value) {
    return [value] { LogEvent(LogLevel::kWarning, "failure", {{"detail", value}}); };
  };
  struct {
    std::string_view value;
    const char* text;
    const char* json;
  } cases[] = {
      {"plain", "detail=plain\n", R"("detail":"plain"})"},
      {"two words", "detail=\"two words\"\n", R"("detail":"two words"})"},
      {"a\nb", R"(detail="a\nb")", R"("detail":"a\nb"})"},
      {"a\"} evil=1", R"(detail="a\"} evil=1")", R"("detail":"a\"} evil=1"})"},
      {"back\\slash", R"(detail="back\\slash")", R"("detail":"back\\slash"})"},
      {"{} %v %n", R"(detail="{} %v %n")", R"("detail":"{} %v %n"})"},
      {"ungültig", "detail=ungültig\n", R"("detail":"ungültig"})"},
      {"\xff\xfe", "detail=??\n", R"("detail":"??"})"},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.json);
    const std::string text = Logged("text", "info", log(c.value));
    EXPECT_THAT(text, HasSubstr(c.text));
    const std::string json = Logged("json", "info", log(c.value));
    EXPECT_THAT(json, HasSubstr(c.json));
    EXPECT_TRUE(json::IsUtf8(json));
    for (const std::string& line : {text, json}) {
      EXPECT_EQ(std::count(line.begin(), line.end(), '\n'), 1);
    }
  }
}

TEST(Log, MakesJsonOfMessagesInWords) {
  EXPECT_THAT(Logged("json", "info", [] { spdlog::warn("it is \"{}\"", 5); }),
              HasSubstr(R"("level":"warning","event":"message","detail":"it is \"5\""})"));
}

TEST(Log, HoldsTheLevel) {
  const auto all = [] {
    LogEvent(LogLevel::kInfo, "one", {});
    LogEvent(LogLevel::kWarning, "two", {});
    LogEvent(LogLevel::kError, "three", {});
    spdlog::info("one");
  };
  const auto lines = [&](std::string_view level) {
    const std::string text = Logged("text", level, all);
    return std::count(text.begin(), text.end(), '\n');
  };
  EXPECT_EQ(lines("info"), 4);
  EXPECT_EQ(lines("warn"), 2);
  EXPECT_EQ(lines("error"), 1);
  EXPECT_EQ(lines("off"), 0);
}

TEST(Log, WritesWarningsAtOnceAndWhatCameBeforeThem) {
  ::testing::internal::CaptureStderr();
  ASSERT_TRUE(StartLog("text", "info"));
  LogRequest();
  LogEvent(LogLevel::kWarning, "two", {});
  const std::string text = ::testing::internal::GetCapturedStderr();
  EXPECT_THAT(text, MatchesRegex(".* info request .*\n.* warning two\n"));
}

TEST(Log, WritesWhatWaitsWhenItIsStartedAnew) {
  ::testing::internal::CaptureStderr();
  ASSERT_TRUE(StartLog("text", "info"));
  for (int i = 0; i < 1000; ++i) LogRequest();
  ASSERT_TRUE(StartLog("text", "info"));
  const std::string text = ::testing::internal::GetCapturedStderr();
  EXPECT_EQ(std::count(text.begin(), text.end(), '\n'), 1000);
}

TEST(Log, NamesTheOptionThatIsWrong) {
  EXPECT_EQ(StartLog("xml", "info").error().problems.front().field, "--log-format");
  EXPECT_EQ(StartLog("text", "debug").error().problems.front().field, "--log-level");
}

}  // namespace
}  // namespace imprint

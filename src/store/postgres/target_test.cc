#include "store/postgres/target.h"

#include <gtest/gtest.h>

#include <map>

namespace imprint::postgres {
namespace {

constexpr std::chrono::seconds kDeadAfter{15};

std::map<std::string, std::string> Parameters(std::string_view url) {
  const auto target = Target::Parse(url, kDeadAfter);
  if (!target) return {};
  return {target->parameters().begin(), target->parameters().end()};
}

TEST(PostgresTarget, TakesAUrlApart) {
  auto got = Parameters(
      "postgresql://some%40one:p%2Fw@a.example,b.example:5433/data"
      "?target_session_attrs=read-write&tcp_user_timeout=7");
  EXPECT_EQ(got["user"], "some@one");
  EXPECT_EQ(got["password"], "p/w");
  EXPECT_EQ(got["host"], "a.example,b.example");
  EXPECT_EQ(got["dbname"], "data");
  EXPECT_EQ(got["target_session_attrs"], "read-write");
  EXPECT_EQ(got["tcp_user_timeout"], "7");
  EXPECT_EQ(got["keepalives_idle"], "5");
  EXPECT_EQ(got["application_name"], "imprint");
}

TEST(PostgresTarget, RefusesWhatIsNoUrlWithoutRepeatingIt) {
  const char* cases[] = {
      "",
      "host=localhost password=hunter2",
      "mysql://u:hunter2@h/d",
      "postgres://u:hunter2@h:port:x/d",
      "postgres://u:hunter2@[h/d",
      "postgres://u:hunter2/x@h/d",
      "postgres://u:7/hunter2@h/d",
      "postgres://u:x@hunter2@h/d",
      "postgres://u:hunter2%@h/d",
      "postgres://u@h/d?password=hunter2=x",
      "postgres://u:hunter2@h/d?unknown=1",
  };
  for (const char* url : cases) {
    SCOPED_TRACE(url);
    const auto target = Target::Parse(url, kDeadAfter);
    ASSERT_FALSE(target);
    EXPECT_EQ(target.error().code(), ErrorCode::kInvalidField);
    EXPECT_EQ((target.error().message() + target.error().detail).find("hunter2"),
              std::string::npos);
  }
}

TEST(PostgresTarget, ShowsItselfWithoutThePassword) {
  const auto shown = [](std::string_view url) { return Target::Parse(url, kDeadAfter)->Text(); };
  EXPECT_EQ(shown("postgres://u:hunter2@db.example:5433/data"), "u@db.example:5433/data");
  EXPECT_EQ(shown("postgres://db.example/data?user=u&password=hunter2"), "u@db.example/data");
  EXPECT_EQ(shown("postgres://hunter2:hunter2@h/hunter2"), "***@h/***");
}

TEST(PostgresTarget, RedactsThePasswordEverywhere) {
  const auto target = Target::Parse("postgres://u:ab@h/d?sslpassword=xyz", kDeadAfter);
  EXPECT_EQ(target->Redacted("ab and abab and xyz"), "*** and ****** and ***");
  EXPECT_EQ(Target::Parse("postgres://u@h/d", kDeadAfter)->Redacted("same"), "same");
}

TEST(Target, NamesEachHostAlone) {
  const auto several = Target::Parse("postgres://u@a:1,b:2/d?target_session_attrs=read-write",
                                     std::chrono::seconds(9));
  ASSERT_TRUE(several);
  const auto hosts = several->Hosts();
  ASSERT_EQ(hosts.size(), 2u);
  EXPECT_EQ(hosts[0].Text(), "u@a:1/d");
  EXPECT_EQ(hosts[1].Text(), "u@b:2/d");
  const auto one = Target::Parse("postgres://u@a,b/d?port=7", std::chrono::seconds(9));
  ASSERT_TRUE(one);
  EXPECT_EQ(one->Hosts()[1].Text(), "u@b:7/d");
  EXPECT_EQ(Target::Parse("postgres://u@a/d", std::chrono::seconds(9))->Hosts().size(), 1u);
}

}  // namespace
}  // namespace imprint::postgres

#include "surface/integrator/install_json.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "app/testing/test_world.h"

namespace imprint::integrator {
namespace {

using imprint::test::Parse;
using imprint::test::ProblemsOf;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Pair;
using ::testing::UnorderedElementsAre;

struct Parsed {
  Status status;
  InstallRequest request;
};
Parsed From(std::string_view text) {
  Parsed parsed;
  parsed.status = ParseInstall(Parse(text), 200, parsed.request);
  return parsed;
}

TEST(ParseInstall, ReadsEveryField) {
  const auto [status, request] =
      From(R"({"connectionMap":{"a":"b","c":5},"variables":{"s":"x\n","n":1.50,"t":true,"z":null},)"
           R"("name":"N","sandbox":true,"_stackId":"5f0000000000000000000001","other":[]})");
  ASSERT_TRUE(status);
  EXPECT_THAT(*request.connection_map, UnorderedElementsAre(Pair("a", "b"), Pair("c", "5")));
  EXPECT_THAT(request.variables, UnorderedElementsAre(Pair("s", R"("x\n")"), Pair("n", "1.50"),
                                                      Pair("t", "true"), Pair("z", "null")));
  EXPECT_EQ(request.name, "N");
  EXPECT_TRUE(request.sandbox);
  EXPECT_EQ(request.stack.Text(), "5f0000000000000000000001");
}

TEST(ParseInstall, TakesNullForAbsent) {
  for (const char* text : {"{}", R"({"connectionMap":null,"variables":null,"name":null,)"
                                 R"("sandbox":null,"_stackId":null})"}) {
    const auto [status, request] = From(text);
    ASSERT_TRUE(status);
    EXPECT_FALSE(request.connection_map);
    EXPECT_THAT(request.variables, IsEmpty());
    EXPECT_EQ(request.name, "");
    EXPECT_FALSE(request.sandbox);
    EXPECT_TRUE(request.stack.empty());
  }
  EXPECT_TRUE(From(R"({"connectionMap":{}})").request.connection_map);
}

TEST(ParseInstall, ReportsEveryProblemAtOnce) {
  const auto parsed =
      From(R"({"connectionMap":[],"variables":{"a":{},"b":1,"c":[]},"name":"","sandbox":1,)"
           R"("_stackId":"x"})");
  ASSERT_FALSE(parsed.status);
  const auto line = [](ErrorCode code, const char* field) {
    return fmt::format("{} {}", static_cast<int>(code), field);
  };
  EXPECT_THAT(
      ProblemsOf(parsed.status.error()),
      ElementsAre(line(ErrorCode::kMissingConnectionMap, "connectionMap"),
                  line(ErrorCode::kInvalidField, "variables.a"),
                  line(ErrorCode::kInvalidField, "variables.c"),
                  line(ErrorCode::kInvalidField, "name"), line(ErrorCode::kInvalidField, "sandbox"),
                  line(ErrorCode::kInvalidField, "_stackId")));
  EXPECT_FALSE(From(R"({"variables":[]})").status);
}

}  // namespace
}  // namespace imprint::integrator

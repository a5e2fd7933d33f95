#include "surface/native/request.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "app/testing/test_world.h"

namespace imprint::native {
namespace {

using imprint::test::CodeOf;
using imprint::test::ProblemsOf;
using imprint::test::TestWorld;
using ::testing::ElementsAre;

constexpr std::string_view kKinds[] = {"integrator", "diga"};

TEST(QueryReader, ReadsParameters) {
  const http::Request request{.query = {{"q", "a b"},
                                        {"dryRun", "true"},
                                        {"number", "7"},
                                        {"kind", "diga"},
                                        {"id", "66e2b0f47d41c9b2e6000001"},
                                        {"limit", "5000"}}};
  QueryReader query(request);
  EXPECT_EQ(query.Text("q"), "a b");
  EXPECT_TRUE(query.Flag("dryRun"));
  EXPECT_EQ(query.Number("number"), 7u);
  EXPECT_EQ(query.Choice("kind", kKinds), 1u);
  EXPECT_EQ(query.AnyId("id")->Text(), "66e2b0f47d41c9b2e6000001");
  EXPECT_EQ(query.Limit(1000), 1000u);
  EXPECT_TRUE(query.RefuseOthers());
}

TEST(QueryReader, TakesAbsentAndEmptyOnesAsNothingSaid) {
  const http::Request request{
      .query = {{"q", ""}, {"number", ""}, {"kind", ""}, {"id", ""}, {"dryRun", "false"}}};
  QueryReader query(request);
  EXPECT_EQ(query.Text("q"), "");
  EXPECT_FALSE(query.Flag("dryRun"));
  EXPECT_FALSE(query.Flag("discardEdits"));
  EXPECT_EQ(query.Number("number"), std::nullopt);
  EXPECT_EQ(query.Choice("kind", kKinds), std::nullopt);
  EXPECT_EQ(query.AnyId("id"), std::nullopt);
  EXPECT_EQ(query.Limit(1000), 100u);
  EXPECT_EQ(query.Limit(10), 10u);
  EXPECT_TRUE(query.RefuseOthers());
}

// Whoever asks for a dry run must not get a real one.
TEST(QueryReader, NeverTakesAFlagForNothingSaid) {
  for (const char* value : {"", "1", "True", "yes", " true"}) {
    const http::Request request{.query = {{"dryRun", value}}};
    QueryReader query(request);
    query.Flag("dryRun");
    EXPECT_EQ(CodeOf(query.RefuseOthers()), ErrorCode::kInvalidQuery) << value;
  }
  for (const char* name : {"dryrun", "dry_run", "DryRun"}) {
    const http::Request request{.query = {{name, "true"}}};
    QueryReader query(request);
    query.Flag("dryRun");
    EXPECT_EQ(CodeOf(query.RefuseOthers()), ErrorCode::kInvalidQuery) << name;
  }
}

TEST(QueryReader, TellsEverythingThatIsWrong) {
  const http::Request request{.query = {{"limit", "0"},
                                        {"number", "4294967296"},
                                        {"kind", "other"},
                                        {"id", "x"},
                                        {"dryRun", "true"},
                                        {"dryRun", "false"},
                                        {"unknown", "1"}}};
  QueryReader query(request);
  query.Limit(1000);
  query.Number("number");
  query.Choice("kind", kKinds);
  query.AnyId("id");
  query.Flag("dryRun");
  const auto refused = query.RefuseOthers();
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code(), ErrorCode::kInvalidQuery);
  std::vector<std::string> fields;
  for (const Problem& problem : refused.error().problems) fields.push_back(problem.field);
  EXPECT_THAT(fields, ElementsAre("limit", "number", "kind", "id", "dryRun", "unknown"));
}

TEST(QueryReader, BoundsWhatItTells) {
  http::Request request;
  for (int i = 0; i < 5000; ++i) request.query.emplace_back("x", "");
  request.query.emplace_back(std::string(100'000, 'y'), "");
  QueryReader query(request);
  const auto refused = query.RefuseOthers();
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().problems.size(), 20u);
}

TEST(IdParam, IsNotFoundWhereItIsNoId) {
  const auto param = [](const char* value) {
    return IdParam(http::Request{.params = {{"templateId", value}}}, "template");
  };
  EXPECT_TRUE(param("66e2b0f47d41c9b2e6000001"));
  EXPECT_TRUE(param("01890000-0000-7000-8000-000000000001"));
  for (const char* value :
       {"", "x", "66E2B0F47D41C9B2E6000001", "..", "66e2b0f47d41c9b2e60000010"}) {
    const auto id = param(value);
    ASSERT_FALSE(id) << value;
    EXPECT_EQ(id.error().code(), ErrorCode::kNotFound);
    EXPECT_EQ(id.error().message(), "Template not found.");
    EXPECT_EQ(id.error().problems[0].field, "template");
  }
}

class BodyTest : public ::testing::Test {
 protected:
  std::optional<ErrorCode> CodeFor(const char* type, std::string body) {
    http::Request request{.body = std::move(body)};
    if (type) request.headers.emplace_back("content-type", type);
    return CodeOf(ParseBody(context_, request));
  }

  TestWorld world_;
  const Site site_{world_.services(), nullptr};
  const Context context_{world_.services(), site_};
};

TEST_F(BodyTest, IsJson) {
  EXPECT_EQ(CodeFor("application/json", "{}"), std::nullopt);
  EXPECT_EQ(CodeFor("Application/JSON ;charset=utf-8", "{}"), std::nullopt);
  EXPECT_EQ(CodeFor(nullptr, "{}"), ErrorCode::kUnsupportedMediaType);
  EXPECT_EQ(CodeFor("application/x-www-form-urlencoded", "{}"), ErrorCode::kUnsupportedMediaType);
  for (const char* body : {"", "{", "{\"a\":1,\"a\":2}", "{} {}", "{\"a\":\"\\ud800\"}"}) {
    EXPECT_EQ(CodeFor("application/json", body), ErrorCode::kMalformedBody) << body;
  }
  const std::string deep(world_.limits.json_depth + 1, '[');
  EXPECT_EQ(CodeFor("application/json", deep), ErrorCode::kMalformedBody);
}

TEST_F(BodyTest, IsReadWhole) {
  const auto document = imprint::test::Parse(R"({"a":1,"b":2})");
  const auto read = ReadBody(context_, document, [](ObjectReader& reader, Faults&) {
    reader.Text("a");
    reader.Require("c");
  });
  ASSERT_FALSE(read);
  EXPECT_EQ(read.error().problems.size(), 3u);
  EXPECT_EQ(read.error().problems[2].field, "b");
}

TEST_F(BodyTest, AnswersHoldMemoryUntilTheyAreSent) {
  ByteBudget budget(4 << 20);
  Services services = world_.services();
  services.work = &budget;
  const Context context{services, site_};
  constexpr std::size_t kBig = 1 << 20;
  {
    auto held = HoldMemory(services, 2 * kBig).value();
    const auto large = Large(Json(200, std::string(kBig, 'x')), std::move(held));
    EXPECT_EQ(budget.taken(), kBig);
    const auto counted = Counted(context, Json(200, std::string(kBig, 'x')));
    EXPECT_EQ(budget.taken(), 2 * kBig);
    const auto told = Told(context, Json(200, std::string(kBig, 'x')));
    EXPECT_EQ(budget.taken(), 3 * kBig);
  }
  EXPECT_EQ(budget.taken(), 0u);
}

}  // namespace
}  // namespace imprint::native

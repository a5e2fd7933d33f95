#include "app/openapi_template.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "app/diga_templates.h"
#include "app/testing/test_world.h"

namespace imprint {
namespace {

using test::CodeOf;
using ::testing::Contains;
using ::testing::HasSubstr;

constexpr std::string_view kShop =
    "openapi: 3.1.0\ninfo: {title: Shop}\nservers: [{url: 'https://shop.example/v1'}]\n"
    "paths:\n  /orders: {get: {operationId: listOrders, tags: [orders]}, head: {}}\n";

class OpenApiTemplateTest : public ::testing::Test {
 protected:
  Result<OpenApiTemplate> Make(std::string_view document, std::string base_url = "",
                               std::vector<std::string> only = {}) {
    return MakeOpenApiTemplate(world_.services(), partner_,
                               {document, std::move(base_url), std::move(only), "en"});
  }
  // "code field" of what is wrong.
  static std::string FaultOf(const Result<OpenApiTemplate>& made) {
    if (made) return "(good)";
    const Problem& problem = made.error().problems.front();
    return fmt::format("{} {}", static_cast<int>(problem.code), problem.field);
  }
  static std::string Fault(ErrorCode code, std::string_view field) {
    return fmt::format("{} {}", static_cast<int>(code), field);
  }

  test::TestWorld world_;
  Account partner_ = world_.NewAccount("partner", true);
};

TEST_F(OpenApiTemplateTest, MakesWhatDigaTakes) {
  const auto made = Make(kShop);
  ASSERT_TRUE(made);
  EXPECT_EQ(made->tools, 1u);
  EXPECT_THAT(made->notes, Contains(HasSubstr("head /orders")));
  const auto created =
      CreateDigaTemplate(world_.services(), partner_, test::Parse(made->template_json));
  ASSERT_TRUE(created) << created.error().message();
  EXPECT_EQ(created->row.name, "Shop");
  EXPECT_EQ(created->row.language, "en");
  EXPECT_THAT(created->content, HasSubstr(R"("name":"list_orders")"));
}

TEST_F(OpenApiTemplateTest, IsForPartners) {
  const Account plain = world_.NewAccount("plain");
  EXPECT_EQ(CodeOf(MakeOpenApiTemplate(world_.services(), plain, {kShop, "", {}, "en"})),
            ErrorCode::kForbidden);
}

TEST_F(OpenApiTemplateTest, NamesTheFieldAtFault) {
  const std::string no_server = "openapi: 3.0.0\npaths: {/a: {get: {}}}\n";
  EXPECT_EQ(FaultOf(Make("{")), Fault(ErrorCode::kInvalidField, "document"));
  EXPECT_EQ(FaultOf(Make("a: [")), Fault(ErrorCode::kInvalidField, "document"));
  EXPECT_EQ(FaultOf(Make("swagger: '2.0'")), Fault(ErrorCode::kInvalidField, "document"));
  EXPECT_EQ(FaultOf(Make("openapi: 3.0.0")), Fault(ErrorCode::kInvalidField, "document"));
  EXPECT_EQ(FaultOf(Make(no_server)), Fault(ErrorCode::kMissingField, "baseUrl"));
  EXPECT_EQ(FaultOf(Make(no_server, "ftp://a")), Fault(ErrorCode::kInvalidField, "baseUrl"));
  EXPECT_EQ(FaultOf(Make(no_server, "https://a.test")), "(good)");
  EXPECT_EQ(FaultOf(Make(kShop, "", {"refunds"})), Fault(ErrorCode::kInvalidField, "only"));
  EXPECT_EQ(FaultOf(Make(kShop, "", {"/orders"})), "(good)");
}

TEST_F(OpenApiTemplateTest, MakesNoneThatCouldNotBeSent) {
  world_.limits.body_bytes = 4000;
  std::string many(kShop);
  for (int i = 0; i < 20; ++i) many += fmt::format("  /p{}: {{get: {{}}}}\n", i);
  ASSERT_LT(many.size(), 4000u);
  EXPECT_EQ(FaultOf(Make(many)), Fault(ErrorCode::kTooLarge, "document"));
  EXPECT_EQ(FaultOf(Make(std::string(5000, ' '))), Fault(ErrorCode::kTooLarge, "document"));
}

// The parser keeps all that is in an outermost bracket.
TEST_F(OpenApiTemplateTest, CountsWhatYamlTakes) {
  std::string items;
  for (int i = 0; i < 20'000; ++i) items += "a,";
  const std::string yaml = std::string(kShop) + "x: [[" + items + "a]]\n";
  const auto taken_of = [&](std::string_view document) -> std::uint64_t {
    ByteBudget budget(1 << 30);
    Services counted = world_.services();
    counted.work = &budget;
    const auto made = MakeOpenApiTemplate(counted, partner_, {document, "", {}, "en"});
    return made ? budget.taken() : 0;
  };
  EXPECT_GT(taken_of(yaml), taken_of(kShop) + 20'000 * 264);
  while (items.size() < 400'000) items += items;
  EXPECT_EQ(FaultOf(Make(std::string(kShop) + "x: [[" + items + "a]]\n")),
            Fault(ErrorCode::kTooLarge, "document"));
}

TEST_F(OpenApiTemplateTest, HoldsMemoryUntilItIsSent) {
  ByteBudget budget(64 << 20);
  Services counted = world_.services();
  counted.work = &budget;
  {
    const auto made = MakeOpenApiTemplate(counted, partner_, {kShop, "", {}, "en"});
    ASSERT_TRUE(made);
    EXPECT_GT(budget.taken(), 0u);
  }
  EXPECT_EQ(budget.taken(), 0u);
}

}  // namespace
}  // namespace imprint

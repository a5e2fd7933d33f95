#include "app/accounts.h"

#include <gtest/gtest.h>

#include "app/testing/test_world.h"

namespace imprint {
namespace {

using test::CodeOf;
using test::TestWorld;

TEST(CreateToken, MakesTheAccountOnceAndATokenEachTime) {
  TestWorld world;
  const auto first = CreateToken(world.services(), {"acme", false, {}});
  const auto second = CreateToken(world.services(), {"acme", false, {}});
  ASSERT_TRUE(first && second);
  EXPECT_NE(*first, *second);
  const auto one = Authenticate(world.services(), *first);
  const auto two = Authenticate(world.services(), *second);
  ASSERT_TRUE(one && two);
  EXPECT_EQ(one->account.id, two->account.id);
  EXPECT_EQ(one->account.name, "acme");
  EXPECT_FALSE(one->account.partner);
  EXPECT_NE(one->token_id, two->token_id);
}

TEST(CreateToken, GivesPartnershipAndNeverTakesItAway) {
  TestWorld world;
  const auto plain = CreateToken(world.services(), {"acme", false, {}});
  EXPECT_FALSE(Authenticate(world.services(), *plain)->account.partner);
  ASSERT_TRUE(CreateToken(world.services(), {"acme", true, {}}));
  ASSERT_TRUE(CreateToken(world.services(), {"acme", false, {}}));
  EXPECT_TRUE(Authenticate(world.services(), *plain)->account.partner);
}

TEST(CreateToken, ChecksTheAccountName) {
  TestWorld world;
  const std::string bad[] = {"", std::string(201, 'a'), "a\nb", "a\x7f", "\xff"};
  for (const std::string& name : bad) {
    SCOPED_TRACE(name);
    const auto token = CreateToken(world.services(), {name, false, {}});
    ASSERT_FALSE(token);
    EXPECT_EQ(token.error().code(), ErrorCode::kInvalidField);
    EXPECT_EQ(token.error().problems[0].field, "account");
  }
  EXPECT_TRUE(CreateToken(world.services(), {std::string(200, 'a'), false, {}}));
  EXPECT_TRUE(CreateToken(world.services(), {"Müller & Söhne", false, {}}));
}

TEST(Authenticate, RefusesWhatIsNoToken) {
  TestWorld world;
  const auto token = CreateToken(world.services(), {"acme", false, {}});
  const std::string bad[] = {"", "imp_", *token + "x", token->substr(1), std::string(5000, 'a')};
  for (const std::string& text : bad) {
    SCOPED_TRACE(text.substr(0, 60));
    EXPECT_EQ(CodeOf(Authenticate(world.services(), text)), ErrorCode::kBadToken);
  }
}

TEST(Authenticate, RefusesATokenFromTheMomentItExpires) {
  TestWorld world;
  const auto token = CreateToken(world.services(), {"acme", false, std::chrono::seconds(60)});
  world.clock.Advance(std::chrono::milliseconds(59'999));
  EXPECT_TRUE(Authenticate(world.services(), *token));
  world.clock.Advance(std::chrono::milliseconds(1));
  EXPECT_EQ(CodeOf(Authenticate(world.services(), *token)), ErrorCode::kBadToken);
}

TEST(RevokeToken, TakesEffectAtOnceAndOnThatTokenAlone) {
  TestWorld world;
  const auto gone = CreateToken(world.services(), {"acme", false, {}});
  world.clock.Advance(std::chrono::milliseconds(1));
  const auto kept = CreateToken(world.services(), {"acme", false, {}});
  const auto listed = ListTokens(world.services());
  ASSERT_EQ(listed->size(), 2u);
  ASSERT_TRUE(RevokeToken(world.services(), (*listed)[0].token.id));
  EXPECT_EQ(CodeOf(Authenticate(world.services(), *gone)), ErrorCode::kBadToken);
  EXPECT_TRUE(Authenticate(world.services(), *kept));
  EXPECT_EQ(CodeOf(RevokeToken(world.services(), "unknown")), ErrorCode::kNotFound);
}

TEST(ListTokens, TellsWhoseTheyAreAndHoldsNoToken) {
  TestWorld world;
  const auto token = CreateToken(world.services(), {"acme", true, std::chrono::seconds(60)});
  const auto listed = ListTokens(world.services());
  ASSERT_EQ(listed->size(), 1u);
  const ListedToken& only = listed->front();
  EXPECT_EQ(only.account_name, "acme");
  EXPECT_TRUE(only.partner);
  EXPECT_EQ(only.token.expires, world.clock.Now() + std::chrono::seconds(60));
  EXPECT_FALSE(only.token.revoked);
  EXPECT_EQ(token->find(only.token.id), std::string::npos);
}

}  // namespace
}  // namespace imprint

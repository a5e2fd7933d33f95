#include "surface/http/account/idempotency_key.h"

#include <gtest/gtest.h>

namespace imprint::http {
namespace {

Request With(const std::string& key) {
  Request request{.path = "/a", .headers = {{"idempotency-key", key}}, .body = "{}"};
  return request;
}

TEST(IdempotencyKeyOf, TakesWhatTheClientSays) {
  const auto none = IdempotencyKeyOf(Request{});
  ASSERT_TRUE(none);
  EXPECT_EQ(none->key, "");
  for (const std::string& good : {std::string("k"), std::string(255, 'k')}) {
    const auto key = IdempotencyKeyOf(With(good));
    ASSERT_TRUE(key);
    EXPECT_EQ(key->key, good);
  }
  for (const std::string& bad : {std::string(), std::string(256, 'k')}) {
    const auto key = IdempotencyKeyOf(With(bad));
    ASSERT_FALSE(key);
    EXPECT_EQ(key.error().code(), ErrorCode::kInvalidField);
    EXPECT_EQ(key.error().problems[0].field, "Idempotency-Key");
  }
}

TEST(IdempotencyKeyOf, TellsRequestsApartByPathAndBody) {
  const Request first = With("k");
  Request elsewhere = first;
  elsewhere.path = "/b";
  Request other = first;
  other.body = "[]";
  const auto hash = [](const Request& request) { return IdempotencyKeyOf(request)->request; };
  EXPECT_EQ(hash(first), hash(With("other")));
  EXPECT_NE(hash(first), hash(elsewhere));
  EXPECT_NE(hash(first), hash(other));
}

}  // namespace
}  // namespace imprint::http

#include "app/key_check.h"

#include <gtest/gtest.h>

#include "store/memory/memory_store.h"

namespace imprint {
namespace {

crypto::Key KeyOf(std::uint8_t byte) {
  crypto::Key key{};
  key.fill(byte);
  return key;
}

Status Put(Store& store, std::string_view name, std::string_view value) {
  return store.Write([&](StoreWriter& writer) { return writer.PutSetting(name, value); });
}

class KeyCheckTest : public testing::Test {
 protected:
  void SetUp() override { ASSERT_TRUE(crypto::Initialise()); }
  MemoryStore store_;
};

TEST_F(KeyCheckTest, RemembersTheFirstKeyAndRefusesOthers) {
  EXPECT_TRUE(CheckKey(store_, KeyOf(1)));
  EXPECT_TRUE(CheckKey(store_, KeyOf(1)));
  const auto refused = CheckKey(store_, KeyOf(2));
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code(), ErrorCode::kInvalidField);
  EXPECT_NE(refused.error().message().find("IMPRINT_SECRET_KEY"), std::string::npos);
  EXPECT_NE(refused.error().message().find("secret.key"), std::string::npos);
  EXPECT_TRUE(CheckKey(store_, KeyOf(1)));
}

TEST_F(KeyCheckTest, AsksAStoreWithoutAFingerprintForASecretThatTheKeyOpens) {
  Resource row;
  row.account = AccountId(*Id::FromObjectIdText("64b2e0f47d41c9b2e6000001"));
  row.id = ResourceId(*Id::FromObjectIdText("64b2e0f47d41c9b2e6000002"));
  row.document = "{}";
  row.sealed_secrets = crypto::SecretBox(crypto::DeriveKey(KeyOf(1), kSecretsContext)).Seal("{}");
  ASSERT_TRUE(store_.Write([&](StoreWriter& writer) { return writer.PutResource(row); }));
  EXPECT_EQ(CheckKey(store_, KeyOf(2)).error().code(), ErrorCode::kInvalidField);
  EXPECT_TRUE(CheckKey(store_, KeyOf(1)));
  EXPECT_FALSE(CheckKey(store_, KeyOf(2)));
}

TEST_F(KeyCheckTest, TakesAnEmptySettingForNone) {
  ASSERT_TRUE(Put(store_, kKeyCheckSetting, ""));
  EXPECT_TRUE(CheckKey(store_, KeyOf(3)));
  EXPECT_FALSE(CheckKey(store_, KeyOf(4)));
}

TEST_F(KeyCheckTest, RefusesAnUnfinishedCopy) {
  ASSERT_TRUE(Put(store_, kUnfinishedCopySetting, "yes"));
  EXPECT_EQ(CheckKey(store_, KeyOf(1)).error().code(), ErrorCode::kConflict);
  ASSERT_TRUE(Put(store_, kUnfinishedCopySetting, ""));
  EXPECT_TRUE(CheckKey(store_, KeyOf(1)));
}

TEST_F(KeyCheckTest, GivesFingerprintsThatDifferAndAreNotTheKey) {
  const std::string one = KeyFingerprint(KeyOf(1));
  EXPECT_EQ(one.size(), 64u);
  EXPECT_EQ(one, KeyFingerprint(KeyOf(1)));
  EXPECT_NE(one, KeyFingerprint(KeyOf(2)));
  EXPECT_EQ(one.find("01010101"), std::string::npos);
}

}  // namespace
}  // namespace imprint

#include "base/signing.h"

#include <gtest/gtest.h>

#include "base/crypto.h"

namespace imprint::signing {
namespace {

const std::string kVersion(32, '\x17');

class Signing : public testing::Test {
 protected:
  void SetUp() override { ASSERT_TRUE(crypto::Initialise()); }
};

TEST_F(Signing, TakesWhatItsOwnKeySignedAlone) {
  const KeyPair keys = NewKeyPair();
  const Signature signature = SignVersion(keys, kVersion);
  EXPECT_TRUE(VerifyVersion(keys.public_key, signature, kVersion));
  EXPECT_FALSE(VerifyVersion(NewKeyPair().public_key, signature, kVersion));
  EXPECT_FALSE(VerifyVersion(keys.public_key, signature, std::string(32, '\x18')));
}

TEST_F(Signing, RefusesEveryFlippedBit) {
  const KeyPair keys = NewKeyPair();
  const Signature signature = SignVersion(keys, kVersion);
  for (std::size_t bit = 0; bit < signature.size() * 8; ++bit) {
    Signature changed = signature;
    changed[bit / 8] ^= static_cast<std::uint8_t>(1u << (bit % 8));
    EXPECT_FALSE(VerifyVersion(keys.public_key, changed, kVersion)) << bit;
  }
}

TEST_F(Signing, ASeedIsTheWholePair) {
  const KeyPair keys = NewKeyPair();
  EXPECT_EQ(KeyPairOf(keys.seed).public_key, keys.public_key);
  EXPECT_EQ(SignVersion(keys, kVersion), SignVersion(KeyPairOf(keys.seed), kVersion));
}

// The first key pair of RFC 8032, 7.1.
TEST_F(Signing, KnowsTheKeyOfTheStandard) {
  const auto seed =
      crypto::KeyFromHex("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60");
  const auto key =
      crypto::KeyFromHex("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a");
  ASSERT_TRUE(seed && key);
  EXPECT_EQ(KeyPairOf(*seed).public_key, *key);
}

}  // namespace
}  // namespace imprint::signing

#include "base/crypto.h"

#include <gtest/gtest.h>

namespace imprint::crypto {
namespace {

TEST(Crypto, KnownDigests) {
  EXPECT_EQ(Hex(AsText(Sha256("abc"))),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  Key key{};
  EXPECT_EQ(Hex(AsText(Authenticate(key, ""))),
            "b613679a0814d9ec772f95d778c35fc5ff1697c493715653c6c712144292c5ad");
}

TEST(SecretBox, OpensOnlyWhatItSealed) {
  const SecretBox box(RandomKey());
  const std::string sealed = box.Seal("hunter2");
  EXPECT_EQ(sealed.find("hunter2"), std::string::npos);
  EXPECT_EQ(box.Open(sealed).value(), "hunter2");
  EXPECT_NE(box.Seal("hunter2"), sealed);

  std::string changed = sealed;
  changed.back() = static_cast<char>(changed.back() ^ 1);
  EXPECT_FALSE(box.Open(changed));
  EXPECT_FALSE(box.Open("short"));
  EXPECT_FALSE(SecretBox(RandomKey()).Open(sealed));
}

TEST(Crypto, DerivedKeysDiffer) {
  const Key master = RandomKey();
  EXPECT_NE(DeriveKey(master, "uploads_"), DeriveKey(master, "secrets_"));
  EXPECT_EQ(DeriveKey(master, "uploads_"), DeriveKey(master, "uploads_"));
}

TEST(Crypto, KeysAreReadFromHex) {
  const Key key = RandomKey();
  EXPECT_EQ(KeyFromHex(Hex(AsText(key))), key);
  EXPECT_FALSE(KeyFromHex("00"));
  EXPECT_FALSE(KeyFromHex(std::string(64, 'x')));
}

TEST(Crypto, RandomTextIsUrlSafe) {
  const std::string text = RandomText(32);
  EXPECT_EQ(text.size(), 43u);
  EXPECT_EQ(
      text.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"),
      std::string::npos);
  EXPECT_NE(text, RandomText(32));
}

}  // namespace
}  // namespace imprint::crypto

#include "app/publishers.h"

#include <gtest/gtest.h>

#include "app/testing/test_world.h"
#include "base/base64.h"
#include "base/crypto.h"

namespace imprint {
namespace {

std::string Text(const signing::PublicKey& key) {
  return ToBase64(std::string_view(reinterpret_cast<const char*>(key.data()), key.size()));
}

class PublishersTest : public testing::Test {
 protected:
  PublishersTest() {
    EXPECT_TRUE(AddPublisher("acme=" + Text(keys_.public_key), publishers_));
    publishers_.required = true;
    version_.bytes.fill(7);
  }

  TemplateVersion Signed(const signing::KeyPair& keys, const Hash& what) const {
    TemplateVersion row;
    row.template_id = id_;
    row.number = 1;
    row.version = version_;
    row.signature = {keys.public_key, signing::SignVersion(keys, crypto::AsText(what.bytes))};
    return row;
  }

  bool Takes(const std::optional<TemplateId>& from) {
    return world_.memory
        .Read([&](StoreReader& reader) { return CheckSigned(publishers_, reader, from, version_); })
        .has_value();
  }
  void Keep(const TemplateVersion& row) {
    ASSERT_TRUE(world_.memory.Write([&](StoreWriter& w) { return w.PutTemplateVersion(row); }));
  }

  test::TestWorld world_;
  signing::KeyPair keys_ = signing::NewKeyPair();
  Publishers publishers_;
  TemplateId id_{*Id::FromObjectIdText("64f0c0ffee64f0c0ffee6400")};
  Hash version_;
};

TEST_F(PublishersTest, TakesWhatATrustedPublisherSigned) {
  EXPECT_FALSE(Takes(id_));
  Keep(Signed(keys_, version_));
  EXPECT_TRUE(Takes(id_));
  EXPECT_FALSE(Takes({})) << "an uploaded file has no signature";
  publishers_.required = false;
  EXPECT_TRUE(Takes({}));
}

TEST_F(PublishersTest, RefusesOtherKeysAndOtherContent) {
  Keep(Signed(signing::NewKeyPair(), version_));
  EXPECT_FALSE(Takes(id_));
  Hash other;
  Keep(Signed(keys_, other));
  EXPECT_FALSE(Takes(id_));
}

TEST_F(PublishersTest, RemembersWhatIsGenuineAndNothingElse) {
  const VersionSignature good = *Signed(keys_, version_).signature;
  VersionSignature forged = good;
  forged.signature[0] ^= 1;
  Hash other = version_;
  other.bytes[31] ^= 1;
  const VersionSignature stranger = *Signed(signing::NewKeyPair(), version_).signature;
  for (int round = 0; round < 2; ++round) {
    SCOPED_TRACE(round);
    EXPECT_TRUE(publishers_.Trusts(good, version_));
    EXPECT_FALSE(publishers_.Trusts(forged, version_));
    EXPECT_FALSE(publishers_.Trusts(good, other));
    EXPECT_FALSE(publishers_.Trusts(stranger, version_));
  }
}

TEST_F(PublishersTest, TrustsMoreThanItRemembers) {
  for (std::uint32_t i = 0; i < 5000; ++i) {
    Hash version;
    version.bytes.fill(static_cast<std::uint8_t>(i));
    version.bytes[0] = static_cast<std::uint8_t>(i >> 8);
    const VersionSignature signature = *Signed(keys_, version).signature;
    ASSERT_TRUE(publishers_.Trusts(signature, version)) << i;
  }
}

TEST_F(PublishersTest, ReadsNamesAndKeys) {
  EXPECT_EQ(publishers_.NameOf(keys_.public_key), "acme");
  const std::string key = Text(signing::NewKeyPair().public_key);
  for (const std::string& bad : {std::string(), std::string("acme"), "=" + key, "a=" + key + "=",
                                 std::string("a=AAAA"), "again=" + Text(keys_.public_key)}) {
    EXPECT_FALSE(AddPublisher(bad, publishers_)) << bad;
  }
  EXPECT_TRUE(AddPublisher("other=" + key, publishers_));
}

}  // namespace
}  // namespace imprint

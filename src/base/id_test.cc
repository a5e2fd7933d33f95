#include "base/id.h"

#include <gtest/gtest.h>

namespace imprint {
namespace {

TEST(Id, ReadsOnlyLowerCaseObjectIds) {
  struct {
    const char* text;
    bool good;
  } cases[] = {
      {"507f1f77bcf86cd799439011", true},  {"507F1F77BCF86CD799439011", false},
      {"507f1f77bcf86cd79943901", false},  {"507f1f77bcf86cd7994390111", false},
      {"507f1f77bcf86cd79943901g", false}, {"", false},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.text);
    const auto id = Id::FromObjectIdText(c.text);
    ASSERT_EQ(id.has_value(), c.good);
    if (id) {
      EXPECT_EQ(id->Text(), c.text);
    }
  }
}

TEST(Id, ReadsUuidsInEitherCase) {
  const char* text = "00112233-4455-6677-8899-aabbccddeeff";
  EXPECT_EQ(Id::FromUuidText(text)->Text(), text);
  EXPECT_EQ(Id::FromUuidText("00112233-4455-6677-8899-AABBCCDDEEFF")->Text(), text);
  for (const char* bad :
       {"", "0011223344556677-8899-aabbccddeeff", "00112233-4455-6677-8899-aabbccddeefg",
        "00112233-4455-6677-8899-aabbccddeeff0", "001122334455-6677-8899-aabb-ccddeeff"}) {
    EXPECT_FALSE(Id::FromUuidText(bad)) << bad;
  }
}

TEST(Id, WritesUuidsWithDashes) {
  std::string bytes;
  for (int i = 0; i < 16; ++i) bytes += static_cast<char>(i * 17);
  EXPECT_EQ(Id::FromBytes(bytes)->Text(), "00112233-4455-6677-8899-aabbccddeeff");
}

TEST(Id, PlusAndDistanceAreInverse) {
  for (const char* text : {"507f1f77bcf86cd799000000", "507f1f77bcf86cd7990000ff"}) {
    const Id first = *Id::FromObjectIdText(text);
    for (std::uint32_t n : {0u, 1u, 255u, 256u, 65535u, 70000u}) {
      EXPECT_EQ(first.DistanceTo(first.Plus(n), 1u << 20), n);
    }
  }
}

TEST(Id, DistanceEndsWithTheBlock) {
  const Id first = *Id::FromObjectIdText("507f1f77bcf86cd799000010");
  EXPECT_EQ(first.DistanceTo(first.Plus(4), 5), 4u);
  EXPECT_FALSE(first.DistanceTo(first.Plus(5), 5));
  EXPECT_FALSE(first.Plus(1).DistanceTo(first, 5));
  EXPECT_FALSE(first.DistanceTo(*Id::FromObjectIdText("507f1f77bcf86cd798000010"), 5));
  EXPECT_FALSE(Id().DistanceTo(first, 5));
}

}  // namespace
}  // namespace imprint

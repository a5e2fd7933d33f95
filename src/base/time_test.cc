#include "base/time.h"

#include <gtest/gtest.h>

namespace imprint {
namespace {

TEST(FormatIso, AlwaysHasMilliseconds) {
  EXPECT_EQ(FormatIso(FromMillis(0)), "1970-01-01T00:00:00.000Z");
  EXPECT_EQ(FormatIso(FromMillis(1709164799007)), "2024-02-28T23:59:59.007Z");
  EXPECT_EQ(FormatIso(FromMillis(1709164800000)), "2024-02-29T00:00:00.000Z");
}

TEST(FormatIso, CoversEveryYear) {
  EXPECT_EQ(FormatIso(FromMillis(-1)), "1969-12-31T23:59:59.999Z");
  EXPECT_EQ(FormatIso(FromMillis(-62167219200000)), "0000-01-01T00:00:00.000Z");
  EXPECT_EQ(FormatIso(FromMillis(-62167219200001)), "-001-12-31T23:59:59.999Z");
  EXPECT_EQ(FormatIso(FromMillis(253402300799999)), "9999-12-31T23:59:59.999Z");
  EXPECT_EQ(FormatIso(FromMillis(253402300800000)), "10000-01-01T00:00:00.000Z");
}

TEST(ParseDuration, TakesOneUnit) {
  EXPECT_EQ(ParseDuration("90s"), std::chrono::seconds(90));
  EXPECT_EQ(ParseDuration("15m"), std::chrono::seconds(900));
  EXPECT_EQ(ParseDuration("30d"), std::chrono::seconds(30 * 86400));
  for (const char* bad :
       {"", "d", "30", "-1d", "0s", "1w", "1d2h", "9999999999999999999d", "99999d"}) {
    EXPECT_FALSE(ParseDuration(bad)) << bad;
  }
}

}  // namespace
}  // namespace imprint

#include "store/postgres/parameters.h"

#include <gtest/gtest.h>

#include <limits>

namespace imprint::postgres {
namespace {

std::string Bytes(const Parameters& parameters, int index) {
  const char* value = parameters.values()[index];
  if (value == nullptr) return "NULL";
  return {value, static_cast<std::size_t>(parameters.lengths()[index])};
}

TEST(PostgresParameters, WritesEveryTypeInItsBinaryForm) {
  using std::string;
  const string text("a\0b", 3);
  const Parameters parameters(std::int64_t{-2}, std::uint32_t{258}, true, false, text,
                              FromMillis(1), std::string_view(),
                              std::numeric_limits<std::uint64_t>::max());
  EXPECT_EQ(parameters.size(), 8);
  EXPECT_EQ(Bytes(parameters, 0), string("\xff\xff\xff\xff\xff\xff\xff\xfe", 8));
  EXPECT_EQ(Bytes(parameters, 1), string("\0\0\0\0\0\0\1\2", 8));
  EXPECT_EQ(Bytes(parameters, 2), string("\1", 1));
  EXPECT_EQ(Bytes(parameters, 3), string("\0", 1));
  EXPECT_EQ(Bytes(parameters, 4), text);
  EXPECT_EQ(Bytes(parameters, 5), string("\0\0\0\0\0\0\0\1", 8));
  EXPECT_EQ(Bytes(parameters, 6), "");
  EXPECT_EQ(Bytes(parameters, 7), string("\x7f\xff\xff\xff\xff\xff\xff\xff", 8));
  EXPECT_EQ(parameters.bytes(), 8u + 8 + 1 + 1 + 3 + 8 + 0 + 8);
}

TEST(PostgresParameters, KeepsTheTypeOfWhatIsMissing) {
  const Parameters parameters(std::optional<Hash>{}, std::optional<Time>{}, std::optional<bool>{},
                              std::optional<TemplateId>{});
  for (int i = 0; i < 4; ++i) EXPECT_EQ(Bytes(parameters, i), "NULL");
  EXPECT_EQ(parameters.types()[0], 17u);
  EXPECT_EQ(parameters.types()[1], 20u);
  EXPECT_EQ(parameters.types()[2], 16u);
  EXPECT_EQ(parameters.types()[3], 17u);
}

TEST(PostgresParameters, WritesArrays) {
  using std::string;
  const Parameters parameters(std::vector<std::string_view>{"ab", ""},
                              std::vector<std::string_view>{});
  EXPECT_EQ(Bytes(parameters, 0), string("\0\0\0\1\0\0\0\0\0\0\0\x11\0\0\0\2\0\0\0\1"
                                         "\0\0\0\2ab\0\0\0\0",
                                         30));
  EXPECT_EQ(Bytes(parameters, 1), string("\0\0\0\0\0\0\0\0\0\0\0\x11", 12));
  EXPECT_EQ(parameters.types()[0], 1001u);
}

}  // namespace
}  // namespace imprint::postgres

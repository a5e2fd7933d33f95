#include "model/text_store.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace imprint {
namespace {

TEST(TextStore, KeepsTextsWhereTheyAre) {
  TextStore store;
  std::vector<std::string> texts;
  std::vector<std::string_view> kept;
  for (std::size_t i = 0; i < 3000; ++i) {
    texts.push_back(std::string(i * 37 % 5000, static_cast<char>('a' + i % 26)));
    kept.push_back(i % 500 == 7 ? store.Adopt(texts.back()) : store.Keep(texts.back()));
  }
  const TextStore moved = std::move(store);
  std::size_t total = 0;
  for (std::size_t i = 0; i < texts.size(); ++i) {
    EXPECT_EQ(kept[i], texts[i]) << i;
    total += texts[i].size();
  }
  EXPECT_GE(moved.bytes(), total);
  EXPECT_LE(moved.bytes(), total + total / 20 + 1'000'000) << "little room is wasted";
}

TEST(TextStore, StaysSmallForLittle) {
  TextStore store;
  EXPECT_EQ(store.Keep("one"), "one");
  EXPECT_EQ(store.Adopt("two"), "two");
  EXPECT_EQ(store.Keep("three"), "three");
  EXPECT_LT(store.bytes(), 10'000u);
}

}  // namespace
}  // namespace imprint

#include "base/text_pool.h"

#include <gtest/gtest.h>

#include <vector>

namespace imprint {
namespace {

constexpr std::size_t kMega = 1024 * 1024;

TEST(TextPool, GivesRoomThatWasGivenBackAndNothingOfWhatWasInIt) {
  std::string text = TakeText(3 * kMega);
  text.assign(3 * kMega, 's');
  const char* room = text.data();
  GiveBackText(std::move(text));
  const std::string again = TakeText(2 * kMega);
  EXPECT_EQ(again.data(), room);
  EXPECT_EQ(again, "");
  EXPECT_GE(again.capacity(), 3 * kMega);
  EXPECT_NE(TakeText(2 * kMega).data(), room) << "one room was given to two";
}

TEST(TextPool, GivesNoRoomThatIsTooSmallOrFarTooLarge) {
  std::string text = TakeText(2 * kMega);
  const char* room = text.data();
  GiveBackText(std::move(text));
  EXPECT_NE(TakeText(2 * kMega + 4096).data(), room);
  EXPECT_NE(TakeText(kLargeText).data(), room);
  EXPECT_GE(TakeText(5 * kMega).capacity(), 5 * kMega);
  EXPECT_EQ(TakeText(2 * kMega).data(), room);
}

TEST(TextPool, KeepsNoMoreThanItsBound) {
  std::vector<std::string> texts(20);
  for (std::string& text : texts) text = TakeText(8 * kMega);
  for (std::string& text : texts) GiveBackText(std::move(text));
  GiveBackText(std::string(80 * kMega, 'x'));
  EXPECT_LT(TakeText(40 * kMega).capacity(), 80 * kMega);
}

TEST(TextPool, AnswersWellAfterATrim) {
  for (int i = 0; i < 3; ++i) {
    GiveBackText(TakeText(2 * kMega));
    TrimTexts();
    EXPECT_GE(TakeText(2 * kMega).capacity(), 2 * kMega);
  }
}

}  // namespace
}  // namespace imprint

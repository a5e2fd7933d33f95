#include "app/export_words.h"

#include <gtest/gtest.h>

namespace imprint {
namespace {

TEST(WordReplacer, ReplacesEveryWordOnceAndNotWhatItPutThere) {
  WordReplacer words;
  words.Add("secret", "<<other>>");
  words.Add("other!", "<<secret>>");
  words.Add("secret", "<<late>>");
  words.Add("", "<<empty>>");
  EXPECT_EQ(words.InText("a secret, other!secret, secre"),
            "a <<other>>, <<secret>><<other>>, secre");
  EXPECT_EQ(WordReplacer().InText("secret"), "secret");
}

TEST(WordReplacer, NothingOfWordsThatOverlapIsLeft) {
  WordReplacer words;
  words.Add("aaaaaa", "<<a>>");
  words.Add("key-12", "<<short>>");
  words.Add("my-key-1234", "<<long>>");
  words.Add("1234-tail", "<<tail>>");
  EXPECT_EQ(words.InText("my-key-1234!"), "<<long>>!");
  EXPECT_EQ(words.InText("my-key-1234-tail!"), "<<long>>!");
  EXPECT_EQ(words.InText("key-12 my-key-12"), "<<short>> my-<<short>>");
  EXPECT_EQ(words.InText(std::string(2'000'000, 'a')), "<<a>>");
}

TEST(WordReplacer, FindsWordsInStringsHoweverTheyAreWritten) {
  WordReplacer words;
  words.Add("s\"cret", "<<q>>");
  words.Add("654321", "<<n>>");
  EXPECT_EQ(words.InDocument(R"({"a":["x s\"cret","s\u0022cr\u0065t"],"n":654321,"s\"cret":1})"),
            R"({"a":["x <<q>>","<<q>>"],"n":"<<n>>","s\"cret":1})");
  // A part of a number or of an id is something else.
  const std::string apart = R"({"n":6543210,"_id":"5f0000000000000000654321"})";
  EXPECT_EQ(words.InDocument(apart), apart);
  EXPECT_EQ(words.InDocument("no JSON 654321"), "no JSON 654321");
}

}  // namespace
}  // namespace imprint

#include "surface/native/object_reader.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "app/testing/test_world.h"

namespace imprint::native {
namespace {

using imprint::test::Parse;
using ::testing::ElementsAre;

std::vector<std::string> Messages(Faults& faults) {
  std::vector<std::string> messages;
  const Status taken = faults.Take();
  if (taken) return messages;
  for (const Problem& problem : taken.error().problems) messages.push_back(problem.message);
  return messages;
}

TEST(ObjectReader, ReadsWhatIsThere) {
  const json::Document body =
      Parse(R"({"text":"a\u00e9","empty":"","flag":true,"number":4294967295,"choice":"b",)"
            R"("short":"66e2b0f47d41c9b2e6000001","long":"01890000-0000-7000-8000-00000000000A",)"
            R"("hash":"0F0e0d0c0b0a09080706050403020100f0e0d0c0b0a090807060504030201000",)"
            R"("object":{},"array":[1],"any":null})");
  Faults faults(10);
  ObjectReader reader(body.root(), "", faults);
  EXPECT_EQ(reader.Text("text"), "aé");
  EXPECT_EQ(reader.AnyText("empty"), "");
  EXPECT_EQ(reader.Flag("flag"), true);
  EXPECT_EQ(reader.Number("number"), 4294967295u);
  constexpr std::string_view kChoices[] = {"a", "b"};
  EXPECT_EQ(reader.Choice("choice", kChoices), 1u);
  EXPECT_EQ(reader.AnyId("short")->Text(), "66e2b0f47d41c9b2e6000001");
  EXPECT_EQ(reader.AnyId("long")->Text(), "01890000-0000-7000-8000-00000000000a");
  EXPECT_EQ(reader.HashText("hash")->bytes[1], 0x0e);
  EXPECT_TRUE(reader.Object("object").valid());
  EXPECT_EQ(reader.Array("array").items().size(), 1u);
  EXPECT_EQ(reader.Any("any").type(), json::Type::kNull);
  EXPECT_TRUE(reader.Has("text"));
  reader.RefuseOthers();
  EXPECT_THAT(Messages(faults), ElementsAre());
}

TEST(ObjectReader, ReadsWhatIsNotThereAsAbsent) {
  const json::Document body = Parse("{}");
  Faults faults(10);
  ObjectReader reader(body.root(), "", faults);
  EXPECT_EQ(reader.Text("a"), std::nullopt);
  EXPECT_EQ(reader.Flag("a"), std::nullopt);
  EXPECT_EQ(reader.Number("a"), std::nullopt);
  EXPECT_EQ(reader.AnyId("a"), std::nullopt);
  EXPECT_EQ(reader.HashText("a"), std::nullopt);
  EXPECT_FALSE(reader.Object("a").valid());
  EXPECT_FALSE(reader.Has("a"));
  EXPECT_THAT(Messages(faults), ElementsAre());
}

TEST(ObjectReader, TellsEverythingThatIsWrong) {
  const json::Document body = Parse(
      R"({"text":5,"empty":"","flag":"true","number":1.5,"zero":0,"big":4294967296,"minus":-1,)"
      R"("id":"66E2B0F47D41C9B2E6000001","hash":"0f","choice":"c","object":[],"array":null,)"
      R"("typo":1,"te\u0078t2":2})");
  Faults faults(50);
  ObjectReader reader(body.root(), "in", faults);
  constexpr std::string_view kChoices[] = {"a", "b", "d"};
  reader.Text("text");
  reader.Text("empty");
  reader.Flag("flag");
  for (const char* name : {"number", "zero", "big", "minus"}) reader.Number(name);
  reader.AnyId("id");
  reader.HashText("hash");
  reader.Choice("choice", kChoices);
  reader.Object("object");
  reader.Array("array");
  reader.Require("missing");
  reader.RefuseOthers();
  EXPECT_THAT(
      Messages(faults),
      ElementsAre("in.text must be a text.", "in.empty must be a text that is not empty.",
                  "in.flag must be true or false.", "in.number must be a whole number from 1.",
                  "in.zero must be a whole number from 1.", "in.big must be a whole number from 1.",
                  "in.minus must be a whole number from 1.",
                  "in.id must be an id: 24 hex digits or a UUID.", "in.hash must be 64 hex digits.",
                  "in.choice must be 'a', 'b' or 'd'.", "in.object must be an object.",
                  "in.array must be an array.", "in.missing is required.",
                  "in.typo is not a known field.", "in.text2 is not a known field."));
}

TEST(ObjectReader, TakesNothingButAnObject) {
  for (const char* text : {"[]", "5", "null", "\"x\""}) {
    const json::Document body = Parse(text);
    Faults faults(10);
    ObjectReader reader(body.root(), "", faults);
    EXPECT_EQ(reader.Text("a"), std::nullopt);
    reader.RefuseOthers();
    EXPECT_THAT(Messages(faults), ElementsAre("The body must be an object."));
  }
}

TEST(ObjectReader, RepeatsLittleOfWhatItRefuses) {
  std::string text = "{\"" + std::string(1 << 20, 'x') + "\":1";
  for (int i = 0; i < 1000; ++i) text += ",\"" + std::to_string(i) + "\":1";
  const json::Document body = Parse(text + "}");
  Faults faults(20);
  ObjectReader(body.root(), "", faults).RefuseOthers();
  const Status taken = faults.Take();
  ASSERT_FALSE(taken);
  EXPECT_EQ(taken.error().problems.size(), 20u);
  EXPECT_EQ(taken.error().problems[0].field, std::string(100, 'x'));
}

TEST(Faults, KeepTheirCode) {
  Faults faults(10);
  faults.Add("a", "is required", ErrorCode::kMissingField);
  const Status taken = faults.Take();
  ASSERT_FALSE(taken);
  EXPECT_EQ(taken.error().code(), ErrorCode::kMissingField);
}

}  // namespace
}  // namespace imprint::native

#include "openapi/schema.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>

namespace imprint::openapi {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

// A schema "s" among others, read.
struct Read {
  explicit Read(const std::string& text)
      : document(*json::Document::Parse(text, 200)), source(document, 1'000'000) {
    shape = ShapeReader(source).Read({source.Get(source.root(), "s")});
  }
  std::vector<std::string> Names() const {
    std::vector<std::string> names;
    for (const Property& property : shape.properties) names.push_back(property.name);
    return names;
  }
  json::Document document;
  Source source;
  Shape shape;
};

TEST(ShapeReader, FindsTheKind) {
  const struct {
    const char* schema;
    Kind want;
  } cases[] = {
      {R"({"type":"integer"})", Kind::kInteger},
      {R"({"type":["null","number"]})", Kind::kNumber},
      {R"({"type":["integer","string"]})", Kind::kString},
      {R"({"properties":{"a":{}}})", Kind::kObject},
      {R"({"items":{}})", Kind::kArray},
      {R"({"enum":["a","b"]})", Kind::kString},
      {R"({"const":4})", Kind::kInteger},
      {R"({"anyOf":[{"type":"null"},{"type":"boolean"}]})", Kind::kBoolean},
      {R"({"oneOf":[{"type":"array"},{"type":"integer"}]})", Kind::kInteger},
      {R"({"oneOf":[{"type":"string"},{"type":"object"}]})", Kind::kObject},
      {R"({"allOf":[{"type":"string"}]})", Kind::kString},
      {R"({})", Kind::kAny},
      {"true", Kind::kAny},
      {R"({"type":7})", Kind::kAny},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.schema);
    EXPECT_EQ(Read(std::string("{\"s\":") + c.schema + "}").shape.kind, c.want);
  }
}

TEST(ShapeReader, MergesReferencesAndAllOf) {
  const Read read(
      R"({"s":{"description":"mine","allOf":[{"$ref":"#/a"},{"properties":{"y":{},"z":{}},
    "required":["y"]}]},"a":{"type":"object","description":"theirs","required":["x"],
    "properties":{"x":{},"y":{"type":"string"}}}})");
  EXPECT_EQ(read.shape.kind, Kind::kObject);
  EXPECT_EQ(read.shape.description, "mine");
  EXPECT_THAT(read.Names(), ElementsAre("x", "y", "z"));
  EXPECT_EQ(read.shape.properties[1].schemas.size(), 2u) << "both say something about y";
  EXPECT_TRUE(read.shape.required.contains("x") && read.shape.required.contains("y"));
  EXPECT_THAT(read.shape.losses, IsEmpty());
}

TEST(ShapeReader, TakesTheFirstObjectOfAlternatives) {
  const Read read(R"({"s":{"properties":{"p":{}},"oneOf":[{"type":"string"},{"$ref":"#/a"},
    {"properties":{"b":{}}}]},"a":{"properties":{"a":{}}}})");
  EXPECT_THAT(read.Names(), ElementsAre("p", "a"));
  EXPECT_THAT(read.shape.losses, ElementsAre(HasSubstr("first object")));
}

TEST(ShapeReader, SaysNothingOfAlternativesThatAreNone) {
  for (const char* schema : {R"({"oneOf":[{"type":"string"},{"type":"null"}]})",
                             R"({"anyOf":[{"enum":["a"]},{"type":"string"}]})",
                             R"({"oneOf":[{"const":"a"},{"const":"b"}]})"}) {
    SCOPED_TRACE(schema);
    const Read read(std::string("{\"s\":") + schema + "}");
    EXPECT_EQ(read.shape.kind, Kind::kString);
    EXPECT_THAT(read.shape.losses, IsEmpty());
  }
  EXPECT_EQ(Read(R"({"s":{"oneOf":[{"const":"a"},{"const":"b"}]}})").shape.choices.size(), 2u);
  EXPECT_TRUE(Read(R"({"s":{"anyOf":[{"enum":["a"]},{"type":"string"}]}})").shape.choices.empty());
}

TEST(ShapeReader, NotesSetsOfRequiredFields) {
  const Read read(
      R"({"s":{"properties":{"a":{}},"anyOf":[{"required":["a"]},{"required":["b"]}]}})");
  EXPECT_THAT(read.Names(), ElementsAre("a"));
  EXPECT_THAT(read.shape.losses, ElementsAre(HasSubstr("not enforced")));
}

TEST(ShapeReader, EndsInCycles) {
  Read(R"({"s":{"$ref":"#/s"}})");
  Read(R"({"s":{"allOf":[{"$ref":"#/a"}]},"a":{"allOf":[{"$ref":"#/s"},{"$ref":"#/a"}]}})");
  Read(R"({"s":{"oneOf":[{"$ref":"#/s"},{"$ref":"#/s"}]}})");
  Read tree(R"({"s":{"type":"object","properties":{"child":{"$ref":"#/s"}}}})");
  const Shape child =
      ShapeReader(tree.source).Read(tree.shape.properties[0].schemas, tree.shape.sources);
  EXPECT_TRUE(child.recursive);
  EXPECT_EQ(child.kind, Kind::kObject);
  EXPECT_THAT(child.properties, IsEmpty());
}

TEST(ShapeReader, NotesReferencesThatLeadNowhere) {
  EXPECT_THAT(Read(R"({"s":{"$ref":"x.json#/y"}})").shape.losses, Contains(HasSubstr("outside")));
  EXPECT_THAT(Read(R"({"s":{"$ref":"#/y"}})").shape.losses, Contains(HasSubstr("not there")));
}

TEST(ShapeReader, CapsChoicesAndChains) {
  std::string text = "{\"s\":{\"enum\":[0";
  for (int i = 1; i < 1000; ++i) text += "," + std::to_string(i);
  const Read read(text + "]}}");
  EXPECT_EQ(read.shape.choices.size(), 64u);
  EXPECT_TRUE(read.shape.more_choices);
  std::string chain = R"({"s":{"$ref":"#/r0"})";
  for (int i = 0; i < 5000; ++i) {
    chain += ",\"r" + std::to_string(i) + R"(":{"$ref":"#/r)" + std::to_string(i + 1) + "\"}";
  }
  EXPECT_THAT(Read(chain + "}").shape.losses, Contains(HasSubstr("too long")));
}

TEST(Shape, HasOneValueOnlyWhenNothingElseIsAllowed) {
  EXPECT_TRUE(Read(R"({"s":{"const":"a"}})").shape.Only().valid());
  EXPECT_TRUE(Read(R"({"s":{"enum":[5]}})").shape.Only().valid());
  EXPECT_FALSE(Read(R"({"s":{"enum":[5,null]}})").shape.Only().valid());
  EXPECT_FALSE(Read(R"({"s":{"enum":[5],"nullable":true}})").shape.Only().valid());
  EXPECT_FALSE(Read(R"({"s":{"enum":["a","b"]}})").shape.Only().valid());
}

}  // namespace
}  // namespace imprint::openapi

#include "surface/integrator/projection.h"

#include <gtest/gtest.h>

#include "app/testing/test_world.h"

namespace imprint::integrator {
namespace {

Result<Projection> From(http::Pairs query) {
  const http::Request request{.query = std::move(query)};
  return Projection::FromQuery(request, {"_id", "name"});
}

std::string Apply(const char* parameter, const char* fields, std::string_view document) {
  const auto projection = From({{parameter, fields}});
  EXPECT_TRUE(projection);
  std::string out;
  projection->Apply(imprint::test::Parse(document), out);
  return out;
}

constexpr const char* kDocument =
    R"({"_id":"i","name":"n","a":{"b":1.0,"c":{"d":2}},"l":[{"x":1,"y":2},{"y":3},4,[{"x":5}]]})";

TEST(Projection, IncludeKeepsTheNamedAndTheAlwaysKept) {
  const struct {
    const char* fields;
    const char* expected;
  } cases[] = {
      {"name", R"({"_id":"i","name":"n"})"},
      {"unknown", R"({"_id":"i","name":"n"})"},
      {"a", R"({"_id":"i","name":"n","a":{"b":1.0,"c":{"d":2}}})"},
      {"a.b", R"({"_id":"i","name":"n","a":{"b":1.0}})"},
      {"a.c.d", R"({"_id":"i","name":"n","a":{"c":{"d":2}}})"},
      {"a.b,a.c", R"({"_id":"i","name":"n","a":{"b":1.0,"c":{"d":2}}})"},
      {"a.b,a", R"({"_id":"i","name":"n","a":{"b":1.0,"c":{"d":2}}})"},
      {"a,a.b", R"({"_id":"i","name":"n","a":{"b":1.0,"c":{"d":2}}})"},
      {"l.x", R"({"_id":"i","name":"n","l":[{"x":1},{},4,[{"x":5}]]})"},
      {",,a.b,", R"({"_id":"i","name":"n","a":{"b":1.0}})"},
      {"a..b", R"({"_id":"i","name":"n","a":{"b":1.0}})"},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.fields);
    EXPECT_EQ(Apply("include", c.fields, kDocument), c.expected);
  }
}

TEST(Projection, ExcludeDropsTheNamed) {
  const struct {
    const char* fields;
    const char* expected;
  } cases[] = {
      {"l,a", R"({"_id":"i","name":"n"})"},
      {"l,a.c", R"({"_id":"i","name":"n","a":{"b":1.0}})"},
      {"l,a.c.d", R"({"_id":"i","name":"n","a":{"b":1.0,"c":{}}})"},
      {"a,l.y", R"({"_id":"i","name":"n","l":[{"x":1},{},4,[{"x":5}]]})"},
      {"a.c,l,a", R"({"_id":"i","name":"n"})"},
      {"unknown.x", kDocument},
      {"_id,name,a,l", "{}"},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.fields);
    EXPECT_EQ(Apply("exclude", c.fields, kDocument), c.expected);
  }
}

TEST(Projection, SeesThroughEscapedKeys) {
  EXPECT_EQ(Apply("exclude", "a", R"({"\u0061":1,"b":2})"), R"({"b":2})");
}

TEST(Projection, WithoutFieldsIsTheWholeDocument) {
  for (const http::Pairs& query :
       {http::Pairs{}, http::Pairs{{"include", ""}}, http::Pairs{{"exclude", ""}}}) {
    const auto projection = From(query);
    ASSERT_TRUE(projection);
    EXPECT_TRUE(projection->empty());
  }
}

TEST(Projection, RefusesWhatItCannotRead) {
  const struct {
    http::Pairs query;
    const char* field;
  } cases[] = {
      {{{"include", "a"}, {"exclude", "b"}}, "include"},
      {{{"include", "a b"}}, "include"},
      {{{"exclude", "a-b"}}, "exclude"},
      {{{"exclude", "a[0]"}}, "exclude"},
      {{{"include", "\xc3\xa4"}}, "include"},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.query[0].second);
    const auto projection = From(c.query);
    ASSERT_FALSE(projection);
    EXPECT_EQ(projection.error().code(), ErrorCode::kInvalidQuery);
    EXPECT_EQ(projection.error().problems[0].field, c.field);
  }
  EXPECT_TRUE(From({{"include", "a"}, {"exclude", ""}}));
}

}  // namespace
}  // namespace imprint::integrator

#include "base/json/schema.h"

#include <gtest/gtest.h>

namespace imprint::json {
namespace {

constexpr std::string_view kColours[] = {"red", "green", "blue"};
constexpr Field kItemFields[] = {{.name = "n", .kind = FieldKind::kInteger, .required = true}};
constexpr Schema kItem{kItemFields};
constexpr Field kFields[] = {
    {.name = "name", .required = true},
    {.name = "note", .nullable = true, .fallback = "null"},
    {.name = "on", .kind = FieldKind::kBoolean, .fallback = "true"},
    {.name = "colour", .kind = FieldKind::kEnum, .values = kColours},
    {.name = "id", .kind = FieldKind::kUuid},
    {.name = "value", .kind = FieldKind::kScalar, .nullable = true},
    {.name = "headers", .kind = FieldKind::kStringMap},
    {.name = "items", .kind = FieldKind::kList, .items = &kItem, .min_items = 1},
};
constexpr Schema kSchema{kFields};

struct Outcome {
  std::string text;
  std::vector<std::string> faults;  // place and reason
};

Outcome Conformed(const std::string& json_text, Presence presence = Presence::kWhole) {
  const auto document = Document::Parse(json_text, 20);
  std::vector<Problem> problems;
  Outcome outcome;
  outcome.text = Conform(document->root(), kSchema, presence, Location("body"), problems);
  for (const Problem& problem : problems)
    outcome.faults.push_back(problem.field + " " + problem.reason);
  return outcome;
}

TEST(Conform, FillsFallbacksInTheSchemasOrder) {
  EXPECT_EQ(Conformed(R"({"unknown":1,"items":[{"n":"5"}],"name":"x"})").text,
            R"({"name":"x","note":null,"on":true,"items":[{"n":5}]})");
}

TEST(Conform, TakesOnlyWhatIsThereOfAPartialObject) {
  EXPECT_EQ(Conformed(R"({"on":"off","note":null})", Presence::kPartial).text,
            R"({"note":null,"on":false})");
}

TEST(Conform, NamesEveryFaultAndItsPlace) {
  struct {
    const char* json_text;
    std::vector<std::string> faults;
  } cases[] = {
      {R"({})", {R"(["body","name"] missing)"}},
      {R"([])", {R"(["body"] model_attributes_type)"}},
      {R"({"name":5,"on":"maybe","colour":"pink","id":"x"})",
       {R"(["body","name"] string_type)", R"(["body","on"] bool_parsing)",
        R"(["body","colour"] enum)", R"(["body","id"] uuid_parsing)"}},
      {R"({"name":"x","name2":1,"on":{},"id":5,"headers":{"a":1}})",
       {R"(["body","on"] bool_type)", R"(["body","id"] uuid_type)",
        R"(["body","headers","a"] string_type)"}},
      {R"({"name":"x","items":[{"n":1.5},{},{"n":"a"},{"n":[]}]})",
       {R"(["body","items",0,"n"] int_from_float)", R"(["body","items",1,"n"] missing)",
        R"(["body","items",2,"n"] int_parsing)", R"(["body","items",3,"n"] int_type)"}},
      {R"({"name":"x","items":[]})", {R"(["body","items"] too_short)"}},
      {R"({"name":"x","items":{}})", {R"(["body","items"] list_type)"}},
      {R"({"name":"x","value":[]})",
       {R"(["body","value","str"] string_type)", R"(["body","value","int"] int_type)",
        R"(["body","value","float"] float_type)", R"(["body","value","bool"] bool_type)"}},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.json_text);
    EXPECT_EQ(Conformed(c.json_text).faults, c.faults);
  }
}

TEST(Conform, TakesWholeNumbersHoweverTheyAreSpelt) {
  EXPECT_EQ(Conformed(R"({"name":"x","items":[{"n":5.0},{"n":"+7"},{"n":-3},{"n":"8.00"}]})").text,
            R"({"name":"x","note":null,"on":true,"items":[{"n":5},{"n":7},{"n":-3},{"n":8}]})");
  EXPECT_EQ(
      Conformed(R"({"name":"x","items":[{"n":99999999999999999999},{"n":1e400},{"n":""}]})").faults,
      (std::vector<std::string>{R"(["body","items",0,"n"] int_parsing_size)",
                                R"(["body","items",1,"n"] int_from_float)",
                                R"(["body","items",2,"n"] int_parsing)"}));
}

TEST(Conform, KeepsScalarsAsTheyWereWritten) {
  EXPECT_EQ(Conformed(R"({"name":"x","value":1.50})").text,
            R"({"name":"x","note":null,"on":true,"value":1.50})");
}

}  // namespace
}  // namespace imprint::json

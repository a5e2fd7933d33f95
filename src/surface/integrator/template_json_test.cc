#include "surface/integrator/template_json.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "app/testing/test_world.h"

namespace imprint::integrator {
namespace {

using imprint::test::Parse;
using imprint::test::ProblemsOf;
using ::testing::ElementsAre;
using ::testing::EndsWith;

std::string Json(const Template& row) {
  std::string out;
  AppendTemplate(row, out);
  return out;
}

Template Least() {
  Template row;
  row.id = TemplateId(*Id::FromObjectIdText("5f0000000000000000000001"));
  row.name = "T \"quoted\"";
  row.modified = FromMillis(1772366400000);
  return row;
}

TEST(AppendTemplate, LeavesOutWhatIsEmptyOrFalse) {
  EXPECT_EQ(Json(Least()), R"({"_id":"5f0000000000000000000001",)"
                           R"("lastModified":"2026-03-01T12:00:00.000Z","name":"T \"quoted\""})");
}

TEST(AppendTemplate, WritesEveryField) {
  Template row = Least();
  row.name = "T";
  row.description = "D";
  row.image_url = "https://i";
  row.website_url = "https://w";
  row.contact_email = "a@b.c";
  row.published = true;
  row.applications = {"a", "b"};
  row.installs = 3;
  row.pending_upload = "secret";
  EXPECT_EQ(Json(row),
            R"({"_id":"5f0000000000000000000001","lastModified":"2026-03-01T12:00:00.000Z",)"
            R"("name":"T","description":"D","imageURL":"https://i","websiteURL":"https://w",)"
            R"("contactEmail":"a@b.c","published":true,"applications":["a","b"],"numInstalls":3})");
}

TEST(ParseTemplate, ReadsWhatIsThere) {
  const auto input = ParseTemplate(
      Parse(
          R"({"name":"T","description":null,"applications":["a"],"published":true,"_id":5,"x":{}})"),
      200);
  ASSERT_TRUE(input);
  EXPECT_EQ(input->name, "T");
  EXPECT_EQ(input->description, "");
  EXPECT_EQ(input->image_url, std::nullopt);
  EXPECT_EQ(input->applications, std::vector<std::string>{"a"});
  EXPECT_EQ(input->published, true);
}

TEST(ParseTemplate, ReportsEveryWrongTypeAtOnce) {
  const auto input = ParseTemplate(
      Parse(R"({"name":5,"contactEmail":[],"applications":["a",5,null],"published":"yes"})"), 200);
  ASSERT_FALSE(input);
  EXPECT_THAT(
      ProblemsOf(input.error()),
      ElementsAre(EndsWith(" name"), EndsWith(" contactEmail"), EndsWith(" applications[1]"),
                  EndsWith(" applications[2]"), EndsWith(" published")));
  EXPECT_FALSE(ParseTemplate(Parse(R"({"applications":"a"})"), 200));
  const auto capped = ParseTemplate(Parse(R"({"applications":[1,2,3]})"), 2);
  ASSERT_FALSE(capped);
  EXPECT_EQ(capped.error().problems.size(), 2u);
}

TEST(ParsePublishPatch, TakesReplaceOfPublishedAlone) {
  const auto value = [](const char* text) -> std::optional<bool> {
    const auto published = ParsePublishPatch(Parse(text));
    if (published) return *published;
    EXPECT_EQ(published.error().code(), ErrorCode::kInvalidField);
    return std::nullopt;
  };
  EXPECT_EQ(value(R"([{"op":"replace","path":"/published","value":true}])"), true);
  EXPECT_EQ(value(R"([{"op":"replace","path":"/published","value":true},
                      {"op":"replace","path":"/published","value":false}])"),
            false);
  for (const char* bad :
       {"[]", "{}", "5", "[5]", R"([{"op":"add","path":"/published","value":true}])",
        R"([{"op":"replace","path":"/name","value":true}])",
        R"([{"op":"replace","path":"/published","value":"true"}])",
        R"([{"op":"replace","path":"/published"}])",
        R"([{"op":"replace","path":"/published","value":true},{"op":"remove","path":"/name"}])"}) {
    SCOPED_TRACE(bad);
    EXPECT_EQ(value(bad), std::nullopt);
  }
}

}  // namespace
}  // namespace imprint::integrator

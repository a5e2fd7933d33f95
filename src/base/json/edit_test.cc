#include "base/json/edit.h"

#include <gtest/gtest.h>

namespace imprint::json {
namespace {

TEST(MembersWithout, LeavesTheCommasRight) {
  struct {
    const char* removed;
    const char* left;
  } cases[] = {
      {"", R"("a":1,"b":"x","c":{"d":2})"},
      {"a", R"("b":"x","c":{"d":2})"},
      {"b", R"("a":1,"c":{"d":2})"},
      {"c", R"("a":1,"b":"x")"},
      {"ab", R"("c":{"d":2})"},
      {"bc", R"("a":1)"},
      {"ac", R"("b":"x")"},
      {"abc", ""},
  };
  const auto document = Document::Parse(R"({"a":1,"b":"x","c":{"d":2}})", 10);
  for (const auto& c : cases) {
    SCOPED_TRACE(c.removed);
    const std::string_view removed = c.removed;
    EXPECT_EQ(MembersWithout(*document,
                             [&](const std::string& key) {
                               return removed.find(key) != std::string_view::npos;
                             }),
              c.left);
  }
}

TEST(ApplyEdits, ReplacesAndRemoves) {
  EXPECT_EQ(ApplyEdits("0123456789", {{0, 1, "a"}, {3, 5, ""}, {9, 10, "xyz"}}), "a125678xyz");
  EXPECT_EQ(ApplyEdits("abc", {}), "abc");
}

}  // namespace
}  // namespace imprint::json

#include "base/json/pretty.h"

#include <gtest/gtest.h>

namespace imprint::json {
namespace {

TEST(Pretty, IndentsByTwoAndKeepsTokens) {
  const auto document = Document::Parse(R"({"a":1.0,"b":[],"c":{},"d":[1,{"e":"\u0041"}]})", 10);
  EXPECT_EQ(Pretty(document->root()),
            "{\n  \"a\": 1.0,\n  \"b\": [],\n  \"c\": {},\n  \"d\": [\n    1,\n    {\n"
            "      \"e\": \"\\u0041\"\n    }\n  ]\n}");
}

}  // namespace
}  // namespace imprint::json

#include "model/merge.h"

#include <gtest/gtest.h>

#include <random>

namespace imprint {
namespace {

json::Document Parse(std::string_view text) {
  auto document = json::Document::Parse(text, 100);
  EXPECT_TRUE(document) << text;
  return std::move(*document);
}

MergeResult MergeTexts(std::string_view base, std::string_view mine, std::string_view theirs,
                       const Resolutions& resolutions = {}, Side fallback = Side::kMine) {
  const auto b = Parse(base);
  const auto m = Parse(mine);
  const auto t = Parse(theirs);
  return Merge(b.root(), m.root(), t.root(), resolutions, fallback);
}

TEST(Merge, TakesWhatOneSideChanged) {
  const struct {
    const char* name;
    const char* base;
    const char* mine;
    const char* theirs;
    const char* merged;
  } cases[] = {
      {"nothing", R"({"a":1})", R"({"a":1})", R"({"a":1})", R"({"a":1})"},
      {"mine", R"({"a":1,"b":2})", R"({"a":5,"b":2})", R"({"a":1,"b":2})", R"({"a":5,"b":2})"},
      {"theirs", R"({"a":1,"b":2})", R"({"a":1,"b":2})", R"({"a":5,"b":2})", R"({"a":5,"b":2})"},
      {"both, apart", R"({"a":1,"b":2})", R"({"a":5,"b":2})", R"({"a":1,"b":6})",
       R"({"a":5,"b":6})"},
      {"both, the same", R"({"a":1})", R"({"a":2})", R"({"a":2})", R"({"a":2})"},
      {"both, the same, written otherwise", R"({"a":1})", R"({"a":"\u0041"})", R"({"a":"A"})",
       R"({"a":"A"})"},
      {"digits are kept", R"({"a":1.0,"b":1})", R"({"a":1.0,"b":1})", R"({"a":1.00,"b":1})",
       R"({"a":1.00,"b":1})"},
      {"an added member", R"({"a":1})", R"({"a":1,"m":{"x":[1]}})", R"({"t":2,"a":1})",
       R"({"t":2,"a":1,"m":{"x":[1]}})"},
      {"removed here", R"({"a":1,"b":2})", R"({"b":2})", R"({"a":1,"b":3})", R"({"b":3})"},
      {"removed there", R"({"a":1,"b":2})", R"({"a":1,"b":3})", R"({"b":2})", R"({"b":3})"},
      {"removed on both sides", R"({"a":1,"b":2})", R"({"b":2})", R"({"b":2})", R"({"b":2})"},
      {"deep", R"({"h":{"m":{"x":1,"y":2}}})", R"({"h":{"m":{"x":3,"y":2}}})",
       R"({"h":{"m":{"x":1,"y":4}}})", R"({"h":{"m":{"x":3,"y":4}}})"},
      {"two new objects", R"({})", R"({"h":{"a":1}})", R"({"h":{"b":2}})",
       R"({"h":{"b":2,"a":1}})"},
      {"elements by name", R"({"l":[{"name":"a","v":1},{"name":"b","v":1}]})",
       R"({"l":[{"name":"a","v":2},{"name":"b","v":1}]})",
       R"({"l":[{"name":"n","v":0},{"name":"a","v":1},{"name":"b","v":3}]})",
       R"({"l":[{"name":"n","v":0},{"name":"a","v":2},{"name":"b","v":3}]})"},
      {"elements by reference", R"([{"_exportId":"e1","x":1},{"_importId":"i1","x":1}])",
       R"([{"_importId":"i1","x":1}])", R"([{"_exportId":"e1","x":1},{"_importId":"i1","x":2}])",
       R"([{"_importId":"i1","x":2}])"},
      {"elements by field of a mapping", R"([{"generate":"g","extract":"e"}])",
       R"([{"generate":"g","extract":"e2"},{"generate":"h","extract":"e"}])",
       R"([{"generate":"g","extract":"e","dataType":"string"}])",
       R"([{"generate":"g","extract":"e2","dataType":"string"},{"generate":"h","extract":"e"}])"},
      {"elements moved here", R"([{"id":1},{"id":2},{"id":3,"v":1}])",
       R"([{"id":3,"v":1},{"id":1},{"id":2}])", R"([{"id":1},{"id":2},{"id":3,"v":2}])",
       R"([{"id":3,"v":2},{"id":1},{"id":2}])"},
      {"elements by position", R"([1,2,3])", R"([1,5,3])", R"([1,2,3,4])", R"([1,5,3,4])"},
      {"names that are not alone", R"([{"name":"a"},{"name":"a"}])",
       R"([{"name":"a","x":1},{"name":"a"}])", R"([{"name":"a"},{"name":"a","y":1}])",
       R"([{"name":"a","x":1},{"name":"a","y":1}])"},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.name);
    const MergeResult result = MergeTexts(c.base, c.mine, c.theirs);
    EXPECT_EQ(result.text, c.merged);
    EXPECT_TRUE(result.conflicts.empty());
  }
}

TEST(Merge, NamesWhatBothSidesChanged) {
  const struct {
    const char* name;
    const char* base;
    const char* mine;
    const char* theirs;
    std::vector<std::string> paths;
    const char* merged;
  } cases[] = {
      {"a value",
       R"({"a":1,"b":1})",
       R"({"a":2,"b":2})",
       R"({"a":3,"b":1})",
       {"a"},
       R"({"a":2,"b":2})"},
      {"a value within",
       R"({"h":{"a b":1}})",
       R"({"h":{"a b":2}})",
       R"({"h":{"a b":3}})",
       {R"(h["a b"])"},
       R"({"h":{"a b":2}})"},
      {"removed here, changed there", R"({"a":1})", R"({})", R"({"a":2})", {"a"}, R"({})"},
      {"changed here, removed there", R"({"a":1})", R"({"a":2})", R"({})", {"a"}, R"({"a":2})"},
      {"added twice", R"({})", R"({"a":1})", R"({"a":2})", {"a"}, R"({"a":1})"},
      {"another type",
       R"({"a":{"x":1}})",
       R"({"a":[1]})",
       R"({"a":{"x":2}})",
       {"a"},
       R"({"a":[1]})"},
      {"an element",
       R"([{"name":"a","v":1}])",
       R"([{"name":"a","v":2}])",
       R"([{"name":"a","v":3}])",
       {"[name=a].v"},
       R"([{"name":"a","v":2}])"},
      {"two orders",
       R"([{"id":1},{"id":2},{"id":3}])",
       R"([{"id":3},{"id":1},{"id":2}])",
       R"([{"id":2},{"id":1},{"id":3}])",
       {""},
       R"([{"id":3},{"id":1},{"id":2}])"},
      {"the whole", "1", "2", "3", {""}, "2"},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.name);
    const MergeResult result = MergeTexts(c.base, c.mine, c.theirs);
    EXPECT_EQ(result.text, c.merged);
    EXPECT_EQ(result.unresolved, c.paths);
  }
}

TEST(Merge, EndsConflictsAsTold) {
  const char* base = R"({"a":1,"b":1,"c":1,"d":1,"e":1})";
  const char* mine = R"({"a":2,"b":2,"c":2,"d":2})";
  const char* theirs = R"({"a":3,"b":3,"c":3,"d":3,"e":3})";
  const Resolutions resolutions{{"a", {Side::kTheirs}},
                                {"b", {Side::kBase}},
                                {"c", {Side::kMine, R"({"own":true})"}},
                                {"e", {Side::kMine}}};
  const MergeResult result = MergeTexts(base, mine, theirs, resolutions, Side::kTheirs);
  EXPECT_EQ(result.text, R"({"a":3,"b":1,"c":{"own":true},"d":3})");
  EXPECT_EQ(result.conflicts.size(), 5u);
  EXPECT_EQ(result.unresolved, std::vector<std::string>{"d"});
  EXPECT_EQ(result.conflicts[4], (MergeConflict{"e", std::optional<std::string>("1"), std::nullopt,
                                                std::optional<std::string>("3")}));
}

TEST(Compare, NamesEachPlace) {
  const auto from = Parse(R"({"a":1,"l":[{"name":"x","v":1},{"name":"y"}],"gone":[1]})");
  const auto to = Parse(R"({"l":[{"name":"x","v":2},{"name":"z"}],"a":1,"new":{}})");
  std::vector<std::string> paths;
  for (const Difference& difference : Compare(from.root(), to.root())) {
    paths.push_back(difference.path);
  }
  EXPECT_EQ(paths,
            (std::vector<std::string>{"l[name=x].v", "l[name=z]", "l[name=y]", "new", "gone"}));
  const auto moved = Parse(R"([{"id":1},{"id":2}])");
  const auto back = Parse(R"([{"id":2},{"id":1}])");
  ASSERT_EQ(Compare(moved.root(), back.root()).size(), 1u);
  EXPECT_TRUE(Compare(moved.root(), moved.root()).empty());
}

// What was made to be costly is told as one place, and large documents as ever.
TEST(Merge, IsBoundedForCostlyDocuments) {
  const auto object = [](int members, const std::string& value) {
    std::string text;
    for (int i = 0; i < members; ++i) {
      text += (i == 0 ? "\"" : ",\"") + std::to_string(i) + "\":" + value;
    }
    return "{" + text + "}";
  };
  const auto around = [](std::string text, int depth, const std::string& key) {
    for (int i = 0; i < depth; ++i) text = "{\"" + key + "\":" + text + "}";
    return text;
  };
  const auto conflicts = [](const std::string& base, const std::string& mine,
                            const std::string& theirs) {
    EXPECT_EQ(Compare(Parse(base).root(), Parse(theirs).root()).size(),
              MergeTexts(base, mine, theirs).conflicts.size());
    return MergeTexts(base, mine, theirs).conflicts.size();
  };
  EXPECT_EQ(conflicts(object(20000, "1"), object(20000, "2"), object(20000, "3")), 20000u);
  // Very many values in great depth.
  EXPECT_EQ(conflicts(around(object(200000, "1"), 90, "a"), around(object(200000, "2"), 90, "a"),
                      around(object(200000, "3"), 90, "a")),
            1u);
  // A long key around many values.
  const std::string key(1000000, 'k');
  EXPECT_EQ(conflicts(around(object(2000, "1"), 1, key), around(object(2000, "2"), 1, key),
                      around(object(2000, "3"), 1, key)),
            1u);
}

/// Random documents of a small alphabet, so that sides meet in the same places.
class Worlds {
 public:
  explicit Worlds(std::uint32_t seed) : random_(seed) {}

  std::string Any(int depth = 0) {
    switch (Pick(depth < 3 ? 7 : 4)) {
      case 0:
        return std::to_string(Pick(3));
      case 1:
        return "\"" + std::string(1, static_cast<char>('a' + Pick(3))) + "\"";
      case 2:
        return Pick(2) ? "true" : "null";
      case 3:
        return "1." + std::to_string(Pick(2));
      case 4:
        return Elements(depth);
      case 5:
        return Named(depth);
      default:
        return Object(depth);
    }
  }

  std::string Object(int depth = 0) {
    std::string text;
    for (const char key : {'a', 'b', 'c', 'd'}) {
      if (Pick(3) == 0) continue;
      text += std::string(text.empty() ? "" : ",") + "\"" + key + "\":" + Any(depth + 1);
    }
    return "{" + text + "}";
  }

  /// A changed copy: some members and elements replaced, added or removed.
  std::string Changed(json::Value value, int depth = 0) {
    if (Pick(6) == 0) return Any(depth);
    if (value.is_object()) {
      std::string text;
      const auto add = [&](const std::string& key, const std::string& member) {
        text += std::string(text.empty() ? "" : ",") + "\"" + key + "\":" + member;
      };
      value.ForEachMember([&](json::Value key, json::Value member) {
        if (Pick(6) == 0 && key.raw() != "name") return;
        const bool keep = Pick(2) == 0 || key.raw() == "name";
        add(key.string(), keep ? std::string(member.token()) : Changed(member, depth + 1));
      });
      if (Pick(4) == 0) add("new" + std::to_string(Pick(2)), Any(depth + 1));
      return "{" + text + "}";
    }
    if (value.is_array()) {
      std::string text;
      value.ForEachItem([&](json::Value item) {
        if (Pick(6) == 0) return;
        text += (text.empty() ? "" : ",") +
                (Pick(2) ? std::string(item.token()) : Changed(item, depth + 1));
      });
      return "[" + text + "]";
    }
    return std::string(value.token());
  }

 private:
  std::uint32_t Pick(std::uint32_t below) { return static_cast<std::uint32_t>(random_() % below); }

  std::string Elements(int depth) {
    std::string text;
    for (std::uint32_t i = Pick(4); i > 0; --i) {
      text += (text.empty() ? "" : ",") + Any(depth + 1);
    }
    return "[" + text + "]";
  }
  std::string Named(int depth) {
    std::string text;
    for (const char name : {'p', 'q', 'r'}) {
      if (Pick(3) == 0) continue;
      text += std::string(text.empty() ? "" : ",") + "{\"name\":\"" + name +
              "\",\"v\":" + Any(depth + 1) + "}";
    }
    return "[" + text + "]";
  }

  std::mt19937 random_;
};

bool Same(std::string_view a, std::string_view b) {
  const auto x = Parse(a);
  const auto y = Parse(b);
  return SameValue(x.root(), y.root());
}

TEST(MergeProperty, HoldsForRandomDocuments) {
  int clean = 0;
  for (std::uint32_t seed = 0; seed < 5000; ++seed) {
    SCOPED_TRACE(seed);
    Worlds worlds(seed);
    const std::string base = worlds.Object();
    const auto parsed = Parse(base);
    const std::string mine = worlds.Changed(parsed.root());
    const std::string theirs = worlds.Changed(parsed.root());

    EXPECT_EQ(MergeTexts(base, base, theirs).text, theirs);
    EXPECT_TRUE(Same(MergeTexts(base, mine, base).text, mine));
    EXPECT_TRUE(Same(MergeTexts(base, mine, mine).text, mine));

    const MergeResult merged = MergeTexts(base, mine, theirs);
    const MergeResult mirrored = MergeTexts(base, theirs, mine);
    EXPECT_EQ(merged.conflicts.empty(), mirrored.conflicts.empty());
    // Taking one side in every conflict twice changes nothing more.
    const MergeResult again = MergeTexts(theirs, merged.text, theirs);
    EXPECT_TRUE(Same(again.text, merged.text));
    if (!merged.conflicts.empty()) {
      Resolutions all;
      for (const MergeConflict& conflict : merged.conflicts) all[conflict.path] = {Side::kMine};
      EXPECT_TRUE(MergeTexts(base, mine, theirs, all).unresolved.empty());
      EXPECT_EQ(MergeTexts(base, mine, theirs, all).text, merged.text);
      continue;
    }
    ++clean;
    EXPECT_TRUE(Same(merged.text, mirrored.text)) << base << '\n' << mine << '\n' << theirs;
  }
  EXPECT_GT(clean, 500);
}

}  // namespace
}  // namespace imprint

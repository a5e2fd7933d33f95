#include "model/pick_fields.h"

#include <gtest/gtest.h>

#include <random>

#include "model/merge.h"

namespace imprint {
namespace {

json::Document Parse(std::string_view text) {
  auto document = json::Document::Parse(text, 100);
  EXPECT_TRUE(document) << text;
  return std::move(*document);
}

PickedFields Pick(std::string_view mine, std::string_view theirs, std::string_view path) {
  const auto m = Parse(mine);
  const auto t = Parse(theirs);
  return PickFields(m, t, path);
}

TEST(PickFields, TakesOnePlace) {
  const struct {
    const char* name;
    const char* mine;
    const char* theirs;
    const char* path;
    const char* picked;
  } cases[] = {
      {"a value", R"({"a":2,"b":2})", R"({"a":1,"b":1})", "a", R"({"a":1,"b":2})"},
      {"all of it", R"({"a":2,"b":2})", R"({"b":1})", "", R"({"b":1})"},
      {"a scalar", "1", R"("x")", "", R"("x")"},
      {"a value within", R"({"h":{"x":"2","y":2}})", R"({"h":{"y":1,"x":"1"}})", "h.x",
       R"({"h":{"x":"1","y":2}})"},
      {"what lies under it", R"({"h":{"x":2,"z":3},"a":2})", R"({"h":{"y":1,"x":1},"a":1})", "h",
       R"({"h":{"y":1,"x":1},"a":2})"},
      {"a member added here", R"({"a":1,"b":2,"c":3})", R"({"a":1,"c":3})", "b",
       R"({"a":1,"c":3})"},
      {"the first of them", R"({"a":1,"b":2})", R"({"b":2})", "a", R"({"b":2})"},
      {"the only one", R"({"a":1})", R"({})", "a", R"({})"},
      {"a member removed here", R"({"a":1,"new":5,"c":3})", R"({"a":1,"b":"2","c":3})", "b",
       R"({"a":1,"b":"2","new":5,"c":3})"},
      {"in front", R"({"b":2})", R"({"a":[1],"b":2})", "a", R"({"a":[1],"b":2})"},
      {"into nothing", R"({})", R"({"a b":{}})", R"(["a b"])", R"({"a b":{}})"},
      {"behind the nearest neighbour", R"({"a":1})", R"({"a":1,"x":1,"y":1})", "y",
       R"({"a":1,"y":1})"},
      {"bytes of the rest", R"({"x":1.0,"\u0061":"\u0041","y":2})", R"({"x":1.0,"a":"B","y":3})",
       "a", R"({"x":1.0,"\u0061":"B","y":2})"},
      {"an element by name", R"([{"name":"x","v":2},{"name":"y","v":2}])",
       R"([{"name":"y","v":1},{"name":"x","v":1}])", "[name=x].v",
       R"([{"name":"x","v":1},{"name":"y","v":2}])"},
      {"an element added here", R"({"l":[{"id":1},{"id":2},{"id":3}]})",
       R"({"l":[{"id":1},{"id":3}]})", "l[id=2]", R"({"l":[{"id":1},{"id":3}]})"},
      {"an element removed here", R"({"l":[{"id":1},{"id":4}]})",
       R"({"l":[{"id":1},{"id":2},{"id":3}]})", "l[id=3]", R"({"l":[{"id":1},{"id":3},{"id":4}]})"},
      {"an element by its reference", R"([{"_importId":"i","x":1}])",
       R"([{"_exportId":"e"},{"_importId":"i"}])", "[_exportId=e]",
       R"([{"_exportId":"e"},{"_importId":"i","x":1}])"},
      {"an element by position", R"([1,2,3])", R"([1,5,6])", "[1]", R"([1,5,3])"},
      {"the last by position, added", R"([1])", R"([1,5])", "[1]", R"([1,5])"},
      {"the last by position, taken out", R"([1,2])", R"([1])", "[1]", R"([1])"},
      {"another order", R"({"l":[{"id":2},{"id":1}]})", R"({"l":[{"id":1},{"id":2}]})", "l",
       R"({"l":[{"id":1},{"id":2}]})"},
      {"a name that others begin with", R"({"a":1,"ab":{"c":2}})", R"({"a":2,"ab":{"c":1}})",
       "ab.c", R"({"a":1,"ab":{"c":1}})"},
      {"a key like a path", R"({"a.b":2,"a":{"b":2}})", R"({"a.b":1,"a":{"b":1}})", R"(["a.b"])",
       R"({"a.b":1,"a":{"b":2}})"},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.name);
    const PickedFields result = Pick(c.mine, c.theirs, c.path);
    EXPECT_TRUE(result.picked);
    EXPECT_EQ(result.text, c.picked);
  }
}

TEST(PickFields, PicksNothing) {
  const struct {
    const char* name;
    const char* mine;
    const char* theirs;
    const char* path;
  } cases[] = {
      {"the same", R"({"a":1,"b":2})", R"({"a":1,"b":1})", "a"},
      {"the same, written otherwise", R"({"a":"A"})", R"({"a":"\u0041"})", ""},
      {"nowhere", R"({"a":1})", R"({"a":2})", "b"},
      {"under a value", R"({"a":1})", R"({"a":2})", "a.b"},
      {"under what one side has not", R"({"a":{"b":1}})", R"({})", "a.b"},
      {"half a name", R"({"abc":1})", R"({"abc":2})", "ab"},
      {"half a step", R"([{"name":"x","v":1}])", R"([{"name":"x","v":2}])", "[name=x"},
      {"a position that names stand for", R"([{"name":"x","v":1}])", R"([{"name":"x","v":2}])",
       "[0]"},
      {"a position that others would move to", R"([1,2,3])", R"([1])", "[1]"},
      {"a position with nothing before it", R"([1])", R"([1,2,3])", "[2]"},
      {"a long way", R"({"a":1})", R"({"a":2})", "a.a.a.a.a.a[0][0][[[[..]]]\"\\"},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.name);
    const PickedFields result = Pick(c.mine, c.theirs, c.path);
    EXPECT_FALSE(result.picked);
    EXPECT_EQ(result.text, c.mine);
  }
}

/// Random documents of a small alphabet, and changed copies of them.
class Documents {
 public:
  explicit Documents(std::uint32_t seed) : random_(seed) {}

  std::string Object(int depth = 0) {
    std::string text;
    for (const char* key : {"a", "b", "c d", "e"}) {
      if (Below(3) > 0) Append(text, Member(key, Any(depth + 1)));
    }
    return "{" + text + "}";
  }

  std::string Changed(json::Value value, int depth = 0) {
    if (Below(8) == 0) return Any(depth);
    std::string text;
    value.ForEachMember([&](json::Value key, json::Value member) {
      const bool name = key.raw() == "name";
      if (!name && Below(6) == 0) return;
      Append(text,
             Member(key.string(), name ? std::string(member.token()) : Changed(member, depth + 1)));
    });
    value.ForEachItem([&](json::Value item) {
      if (Below(6) > 0) Append(text, Changed(item, depth + 1));
    });
    if (value.is_object()) {
      if (Below(4) == 0) Append(text, Member("new", Any(depth + 1)));
      return "{" + text + "}";
    }
    if (!value.is_array()) return std::string(value.token());
    if (Below(4) == 0) Append(text, R"({"name":"n","v":)" + Any(depth + 1) + "}");
    return "[" + text + "]";
  }

 private:
  std::uint32_t Below(std::uint32_t bound) { return static_cast<std::uint32_t>(random_() % bound); }
  static std::string Member(const std::string& key, const std::string& value) {
    return "\"" + key + "\":" + value;
  }
  static void Append(std::string& list, const std::string& item) {
    list += (list.empty() ? "" : ",") + item;
  }

  std::string Any(int depth) {
    const std::uint32_t kind = Below(depth < 3 ? 6 : 3);
    if (kind == 0) return std::to_string(Below(3));
    if (kind == 1) return "\"" + std::string(1, static_cast<char>('a' + Below(3))) + "\"";
    if (kind == 2) return "null";
    if (kind == 3) return Object(depth);
    std::string text;
    for (const char name : {'p', 'q', 'r'}) {
      if (Below(3) == 0) continue;
      const std::string value = Any(depth + 1);
      Append(text,
             kind == 4 ? value : "{\"name\":\"" + std::string(1, name) + "\",\"v\":" + value + "}");
    }
    return "[" + text + "]";
  }

  std::mt19937 random_;
};

bool EqualsOrLiesUnder(const std::string& path, const std::string& above) {
  if (!path.starts_with(above)) return false;
  return path.size() == above.size() || above.empty() || path[above.size()] == '.' ||
         path[above.size()] == '[';
}

/// The path and all above it, the whole document last.
std::vector<std::string> AllAbove(std::string path) {
  std::vector<std::string> paths{path};
  while (!path.empty()) {
    const std::size_t cut = path.find_last_of(".[");
    path.resize(cut == std::string::npos ? 0 : cut);
    paths.push_back(path);
  }
  return paths;
}

TEST(PickFieldsProperty, LeavesNoDifferenceThere) {
  int picked = 0;
  for (std::uint32_t seed = 0; seed < 3000; ++seed) {
    SCOPED_TRACE(seed);
    Documents documents(seed);
    const auto theirs = Parse(documents.Object());
    const auto mine = Parse(documents.Changed(theirs.root()));
    for (const Difference& difference : Compare(theirs.root(), mine.root())) {
      for (const std::string& path : AllAbove(difference.path)) {
        SCOPED_TRACE(path);
        const PickedFields result = PickFields(mine, theirs, path);
        if (!result.picked) {
          // Half a step, or an element that cannot come or go alone.
          EXPECT_EQ(result.text, mine.text());
          EXPECT_NE(path, "");
          continue;
        }
        ++picked;
        const auto after = Parse(result.text);
        for (const Difference& left : Compare(theirs.root(), after.root())) {
          EXPECT_FALSE(EqualsOrLiesUnder(left.path, path)) << left.path << '\n' << after.text();
        }
        EXPECT_FALSE(PickFields(after, theirs, path).picked);
      }
    }
    EXPECT_TRUE(SameValue(Parse(PickFields(mine, theirs, "").text).root(), theirs.root()));
  }
  EXPECT_GT(picked, 5000);
}

// One place after the other, each as Compare names it then, the array where an element cannot go
// alone.
TEST(PickFieldsProperty, EndsWithTheirs) {
  for (std::uint32_t seed = 0; seed < 3000; ++seed) {
    SCOPED_TRACE(seed);
    Documents documents(seed);
    const auto theirs = Parse(documents.Object());
    std::string text = documents.Changed(theirs.root());
    int rounds = 0;
    for (; rounds < 200; ++rounds) {
      const auto mine = Parse(text);
      const auto differences = Compare(theirs.root(), mine.root());
      if (differences.empty()) break;
      for (const std::string& path : AllAbove(differences[rounds % differences.size()].path)) {
        const PickedFields result = PickFields(mine, theirs, path);
        if (!result.picked) continue;
        text = result.text;
        break;
      }
    }
    EXPECT_LT(rounds, 200) << text << '\n' << theirs.text();
  }
}

}  // namespace
}  // namespace imprint

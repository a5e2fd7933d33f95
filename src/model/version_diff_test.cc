#include "model/version_diff.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <random>

namespace imprint {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

Id IdNumber(unsigned n) {
  return *Id::FromObjectIdText(fmt::format("5f0000000000000000{:06}", n));
}

/// A version of documents without slots.
class Versions {
 public:
  Versions& Add(Model model, unsigned n, std::string_view text) {
    CompiledResource resource;
    resource.model = model;
    resource.template_id = IdNumber(n);
    resource.name = fmt::format("{} {}", NameOf(model), n);
    resource.text = version_.texts.Keep(std::string(text));
    version_.resources.push_back(std::move(resource));
    return *this;
  }
  Versions& Variables(std::initializer_list<const char*> names) {
    for (const char* name : names) version_.variables.push_back({name, {}});
    return *this;
  }
  const CompiledVersion& get() const { return version_; }

 private:
  CompiledVersion version_;
};

ResourceRef Ref(Model model, unsigned n) {
  return {model, IdNumber(n), fmt::format("{} {}", NameOf(model), n)};
}

std::vector<std::string> Lines(const ChangedResource& changed) {
  std::vector<std::string> lines;
  for (const Difference& field : changed.fields) {
    lines.push_back(
        fmt::format("{}: {} -> {}", field.path, field.from.value_or("-"), field.to.value_or("-")));
  }
  return lines;
}

TEST(VersionDiff, TellsResourcesApartByTheirIds) {
  Versions from;
  from.Add(Model::kIntegration, 1, R"({"name":"I"})")
      .Add(Model::kExport, 3, R"({"name":"E"})")
      .Add(Model::kExport, 4, R"({"name":"G"})")
      .Add(Model::kFlow, 7, R"({"name":"F"})");
  Versions to;
  to.Add(Model::kIntegration, 1, R"({"name":"I"})")
      .Add(Model::kConnection, 2, R"({"name":"C"})")
      .Add(Model::kExport, 4, R"({"name":"H","x":[1]})")
      .Add(Model::kImport, 5, R"({})");
  const VersionDiff diff = DiffVersions(from.get(), to.get());
  EXPECT_THAT(diff.added, ElementsAre(Ref(Model::kConnection, 2), Ref(Model::kImport, 5)));
  EXPECT_THAT(diff.removed, ElementsAre(Ref(Model::kExport, 3), Ref(Model::kFlow, 7)));
  ASSERT_EQ(diff.changed.size(), 1u);
  EXPECT_EQ(diff.changed[0].resource, Ref(Model::kExport, 4));
  EXPECT_THAT(Lines(diff.changed[0]), ElementsAre(R"(name: "G" -> "H")", "x: - -> [1]"));
  EXPECT_EQ(diff.unchanged, 1u);
}

TEST(VersionDiff, AnotherModelUnderTheSameIdIsAnotherResource) {
  Versions from;
  from.Add(Model::kExport, 3, R"({"name":"E"})");
  Versions to;
  to.Add(Model::kImport, 3, R"({"name":"E"})");
  const VersionDiff diff = DiffVersions(from.get(), to.get());
  EXPECT_THAT(diff.added, ElementsAre(Ref(Model::kImport, 3)));
  EXPECT_THAT(diff.removed, ElementsAre(Ref(Model::kExport, 3)));
  EXPECT_THAT(diff.changed, IsEmpty());
  EXPECT_EQ(diff.unchanged, 0u);
}

TEST(VersionDiff, NamesAChangedResourceAsItIsCalledNow) {
  Versions from;
  from.Add(Model::kExport, 3, R"({"name":"Old"})");
  CompiledVersion to;
  CompiledResource renamed;
  renamed.model = Model::kExport;
  renamed.template_id = IdNumber(3);
  renamed.name = "New";
  renamed.text = R"({"name":"New"})";
  to.resources.push_back(renamed);
  const VersionDiff diff = DiffVersions(from.get(), to);
  ASSERT_EQ(diff.changed.size(), 1u);
  EXPECT_EQ(diff.changed[0].resource.name, "New");
}

TEST(VersionDiff, ComparesJsonValuesAndNotTheirSpelling) {
  Versions from;
  from.Add(Model::kExport, 3, R"({"a":"\u0041","b":[{"name":"x","v":1}],"c":1.0})")
      .Add(Model::kExport, 4, R"({"a":"\u0041","b":2})");
  Versions to;
  to.Add(Model::kExport, 3, R"({"c":1.00,"b":[{"v":2,"name":"x"}],"a":"A"})")
      .Add(Model::kExport, 4, R"({"b":2,"a":"A"})");
  const VersionDiff diff = DiffVersions(from.get(), to.get());
  ASSERT_EQ(diff.changed.size(), 1u);
  EXPECT_THAT(Lines(diff.changed[0]), ElementsAre("c: 1.0 -> 1.00", "b[name=x].v: 1 -> 2"));
  EXPECT_EQ(diff.unchanged, 1u);
}

TEST(VersionDiff, SeesTheTemplatesOwnIdsInSlots) {
  const auto version = [](unsigned target) {
    CompiledVersion made;
    for (const unsigned n : {3u, 4u, 5u}) {
      CompiledResource resource;
      resource.model = Model::kFlow;
      resource.template_id = IdNumber(n);
      resource.text = n == 3 ? R"({"to":"000000000000000000000000"})" : "{}";
      if (n == 3) resource.slots = {{7, 24, SlotKind::kId, target}};
      made.resources.push_back(resource);
    }
    return made;
  };
  const VersionDiff diff = DiffVersions(version(1), version(2));
  ASSERT_EQ(diff.changed.size(), 1u);
  EXPECT_THAT(
      Lines(diff.changed[0]),
      ElementsAre(fmt::format("to: \"{}\" -> \"{}\"", IdNumber(4).Text(), IdNumber(5).Text())));
}

TEST(VersionDiff, ListsVariablesByName) {
  Versions from;
  from.Add(Model::kIntegration, 1, "{}").Variables({"shop", "b", "a"});
  Versions to;
  to.Add(Model::kIntegration, 1, "{}").Variables({"z", "shop", "c"});
  const VersionDiff diff = DiffVersions(from.get(), to.get());
  EXPECT_THAT(diff.variables_added, ElementsAre("c", "z"));
  EXPECT_THAT(diff.variables_removed, ElementsAre("a", "b"));
}

// ---- what nobody could read, and what would take too long or too much ----

void ExpectWhole(const std::string& before, const std::string& after) {
  Versions from;
  from.Add(Model::kExport, 3, before);
  Versions to;
  to.Add(Model::kExport, 3, after);
  const VersionDiff diff = DiffVersions(from.get(), to.get());
  ASSERT_EQ(diff.changed.size(), 1u);
  ASSERT_EQ(diff.changed[0].fields.size(), 1u);
  const Difference& field = diff.changed[0].fields[0];
  EXPECT_EQ(field.path, "");
  EXPECT_TRUE(field.from == before);
  EXPECT_TRUE(field.to == after);
  EXPECT_LE(diff.ApproximateBytes(), MostDiffBytes(before.size(), after.size()));
}

std::string Object(unsigned members, std::string_view value) {
  std::string text = "{";
  for (unsigned n = 0; n < members; ++n)
    text += fmt::format("{}\"k{}\":{}", n ? "," : "", n, value);
  return text + "}";
}

TEST(VersionDiff, GivesADocumentWholeThatHasTooManyMembers) {
  ExpectWhole(Object(400'000, "1"), Object(400'000, "2"));
}

TEST(VersionDiff, GivesADocumentWholeWhosePathsAreTooLong) {
  const std::string key(100'000, 'k');
  const auto text = [&](const char* value) {
    return "{\"" + key + "\":" + Object(1'000, value) + "}";
  };
  ExpectWhole(text("1"), text("2"));
}

TEST(VersionDiff, GivesADocumentWholeWhoseElementsHaveLongNames) {
  const auto text = [](const char* value) {
    return "{\"l\":[{\"name\":\"" + std::string(100'000, 'n') + "\",\"o\":" + Object(1'000, value) +
           "}]}";
  };
  ExpectWhole(text("1"), text("2"));
}

TEST(VersionDiff, BoundsAllDifferencesTogether) {
  Versions from;
  Versions to;
  std::uint64_t bytes = 0;
  constexpr unsigned kResources = 200;
  for (unsigned n = 0; n < kResources; ++n) {
    const std::string before = Object(1'500, "1");
    bytes += before.size();
    from.Add(Model::kExport, n, before);
    to.Add(Model::kExport, n, Object(1'500, "2"));
  }
  const VersionDiff diff = DiffVersions(from.get(), to.get());
  ASSERT_EQ(diff.changed.size(), kResources);
  EXPECT_EQ(diff.changed.front().fields.size(), 1'500u);
  EXPECT_EQ(diff.changed.back().fields.size(), 1u);
  EXPECT_LE(diff.ApproximateBytes(), MostDiffBytes(bytes, bytes));
}

// ---- all of it at once ----

std::vector<ResourceRef> Refs(const std::vector<ChangedResource>& changed) {
  std::vector<ResourceRef> refs;
  for (const ChangedResource& one : changed) refs.push_back(one.resource);
  return refs;
}

TEST(VersionDiff, BackwardsIsTheOppositeAndNothingIsLost) {
  std::mt19937 random(7);
  for (int round = 0; round < 500; ++round) {
    SCOPED_TRACE(round);
    const auto make = [&] {
      Versions version;
      for (unsigned n = 1; n <= 12; ++n) {
        if (random() % 4 == 0) continue;
        const Model model = random() % 5 == 0 ? Model::kImport : Model::kExport;
        version.Add(model, n, fmt::format(R"({{"a":{},"l":[{}]}})", random() % 3, random() % 2));
      }
      return version;
    };
    const Versions from = make();
    const Versions to = make();
    const VersionDiff there = DiffVersions(from.get(), to.get());
    const VersionDiff back = DiffVersions(to.get(), from.get());
    EXPECT_EQ(there.added, back.removed);
    EXPECT_EQ(there.removed, back.added);
    EXPECT_EQ(Refs(there.changed), Refs(back.changed));
    EXPECT_EQ(there.unchanged, back.unchanged);
    EXPECT_EQ(there.added.size() + there.changed.size() + there.unchanged,
              to.get().resources.size());
    for (std::size_t i = 0; i < there.changed.size(); ++i) {
      ASSERT_EQ(there.changed[i].fields.size(), back.changed[i].fields.size());
      for (std::size_t k = 0; k < there.changed[i].fields.size(); ++k) {
        EXPECT_EQ(there.changed[i].fields[k].from, back.changed[i].fields[k].to);
        EXPECT_NE(there.changed[i].fields[k].from, there.changed[i].fields[k].to);
      }
    }
    const VersionDiff none = DiffVersions(to.get(), to.get());
    EXPECT_TRUE(none.added.empty() && none.removed.empty() && none.changed.empty());
  }
}

}  // namespace
}  // namespace imprint

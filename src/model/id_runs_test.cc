#include "model/id_runs.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <set>

#include "model/render.h"

namespace imprint {
namespace {

Id ObjectId(std::uint32_t counter) {
  return Id::FromObjectIdText("5f0000000000000000000000")->Plus(counter);
}

CompiledVersion VersionOf(const std::vector<std::pair<Model, unsigned>>& resources,
                          const std::vector<unsigned>& embedded = {}) {
  CompiledVersion version;
  for (const auto& [model, n] : resources) {
    CompiledResource resource;
    resource.model = model;
    resource.template_id = ObjectId(n);
    version.resources.push_back(std::move(resource));
  }
  for (const unsigned n : embedded) version.embedded.push_back(ObjectId(n));
  return version;
}

using Matches = std::vector<std::optional<std::uint32_t>>;

TEST(MatchOrdinals, GoesByTemplateIdAndModel) {
  const auto from = VersionOf(
      {{Model::kIntegration, 1}, {Model::kExport, 2}, {Model::kExport, 3}, {Model::kFlow, 4}},
      {8, 9});
  const auto to = VersionOf({{Model::kIntegration, 1},
                             {Model::kExport, 3},
                             {Model::kImport, 2},
                             {Model::kFlow, 4},
                             {Model::kFlow, 9}},
                            {7, 8});
  const OrdinalMatch match = MatchOrdinals(from, to);
  EXPECT_EQ(match.to_new, (Matches{0, std::nullopt, 1, 3, 6, std::nullopt}));
  EXPECT_EQ(match.to_old, (Matches{0, 2, std::nullopt, 3, std::nullopt, std::nullopt, 4}));
  EXPECT_EQ(match.added(), 3u);
}

TEST(MatchOrdinals, KeepsTheIntegrationUnderAnotherId) {
  const auto from = VersionOf({{Model::kIntegration, 1}, {Model::kFlow, 4}}, {2});
  const auto to = VersionOf({{Model::kIntegration, 2}, {Model::kFlow, 4}}, {1});
  EXPECT_EQ(MatchOrdinals(from, to).to_old, (Matches{0, 1, std::nullopt}));
}

TEST(RunsOf, JoinsWhatIsConsecutiveInBoth) {
  const std::vector<Id> ids{ObjectId(10), ObjectId(11), ObjectId(20),        Id(),
                            ObjectId(21), ObjectId(9),  ObjectId(10).Plus(2)};
  const auto runs = RunsOf(ids);
  ASSERT_EQ(runs.size(), 5u);
  EXPECT_EQ(runs[0].first, ObjectId(9));
  EXPECT_EQ(runs[1].first, ObjectId(10));
  EXPECT_EQ(runs[1].count, 2u);
  EXPECT_EQ(runs[1].first_ordinal, 0u);
  EXPECT_EQ(IdsOf(runs, 7), ids);
}

TEST(RunsOf, DoesNotGoOnWhereTheCounterEnds) {
  const Id last = *Id::FromObjectIdText("5f0000000000000000ffffff");
  const Id next = *Id::FromObjectIdText("5f0000000000000001000000");
  EXPECT_EQ(RunsOf(std::vector<Id>{last, next}).size(), 2u);
  EXPECT_TRUE(RunsOf(std::vector<Id>{}).empty());
}

/// A random version and one that was made of it by taking away, adding and moving.
struct RandomPair {
  explicit RandomPair(std::uint32_t seed) : random(seed) {
    std::vector<std::pair<Model, unsigned>> before{{Model::kIntegration, 0}};
    std::vector<unsigned> embedded;
    for (unsigned n = Below(30); n > 0; --n) before.push_back({AnyModel(), next++});
    for (unsigned n = Below(4); n > 0; --n) embedded.push_back(next++);
    auto after = before;
    auto embedded_after = embedded;
    for (std::size_t i = after.size(); i-- > 1;) {
      if (Below(5) == 0) after.erase(after.begin() + static_cast<std::ptrdiff_t>(i));
    }
    for (std::size_t i = 1; i < after.size(); ++i) {
      if (Below(10) == 0) after[i].first = AnyModel();
    }
    for (unsigned n = Below(8); n > 0; --n) after.push_back({AnyModel(), next++});
    std::shuffle(after.begin() + 1, after.end(), random);
    if (!embedded_after.empty() && Below(2) == 0) embedded_after.pop_back();
    if (Below(2) == 0) embedded_after.push_back(next++);
    from = VersionOf(before, embedded);
    to = VersionOf(after, embedded_after);
  }
  unsigned Below(unsigned end) { return static_cast<unsigned>(random() % end); }
  Model AnyModel() { return static_cast<Model>(1 + Below(5)); }

  std::mt19937 random;
  unsigned next = 1;
  CompiledVersion from, to;
};

TEST(CarryBlocksProperty, KeepsEveryIdAndRepeatsNone) {
  for (std::uint32_t seed = 0; seed < 5000; ++seed) {
    SCOPED_TRACE(seed);
    const RandomPair pair(seed);
    Installation installation;
    installation.blocks = {{ObjectId(1000), pair.from.id_count(), 0}};
    const OrdinalMatch match = MatchOrdinals(pair.from, pair.to);
    const Id fresh = seed % 2 == 0 ? ObjectId(5000) : ObjectId(1000 + pair.from.id_count());
    Installation after;
    after.blocks = CarryBlocks(installation.blocks, match, fresh);

    std::set<Id> seen;
    std::uint32_t added = 0;
    for (std::uint32_t i = 0; i < pair.to.id_count(); ++i) {
      const Id id = IdOf(after, i);
      EXPECT_TRUE(seen.insert(id).second);
      EXPECT_EQ(OrdinalOf(after, id), i);
      if (match.to_old[i]) {
        EXPECT_EQ(id, IdOf(installation, *match.to_old[i]));
        EXPECT_EQ(match.to_new[*match.to_old[i]], i);
      } else {
        EXPECT_EQ(id, fresh.Plus(added++));
      }
    }
    EXPECT_EQ(added, match.added());
    for (std::uint32_t i = 0; i < pair.from.id_count(); ++i) {
      EXPECT_EQ(seen.contains(IdOf(installation, i)), match.to_new[i].has_value());
    }
    // Runs are maximal: none goes on where another one ends, in ids and in ordinals.
    std::uint32_t covered = 0;
    for (const IdBlock& a : after.blocks) {
      covered += a.count;
      for (const IdBlock& b : after.blocks) {
        const bool goes_on = a.first_ordinal + a.count == b.first_ordinal &&
                             a.first.DistanceTo(b.first, a.count + 1) == a.count;
        EXPECT_FALSE(goes_on);
      }
    }
    EXPECT_EQ(covered, pair.to.id_count());
    EXPECT_TRUE(std::is_sorted(after.blocks.begin(), after.blocks.end(),
                               [](const auto& a, const auto& b) { return a.first < b.first; }));
  }
}

TEST(CarryBlocksProperty, ThereAndBackKeepsWhatBothHave) {
  for (std::uint32_t seed = 0; seed < 1000; ++seed) {
    SCOPED_TRACE(seed);
    const RandomPair pair(seed);
    const std::vector<IdBlock> before{{ObjectId(1000), pair.from.id_count(), 0}};
    const OrdinalMatch there = MatchOrdinals(pair.from, pair.to);
    const OrdinalMatch back = MatchOrdinals(pair.to, pair.from);
    EXPECT_EQ(back.to_new, there.to_old);
    const auto after =
        CarryBlocks(CarryBlocks(before, there, ObjectId(5000)), back, ObjectId(9000));
    const auto ids = IdsOf(after, pair.from.id_count());
    for (std::uint32_t i = 0; i < pair.from.id_count(); ++i) {
      EXPECT_EQ(ids[i] == ObjectId(1000).Plus(i), there.to_new[i].has_value());
    }
  }
}

}  // namespace
}  // namespace imprint

#include "app/selection.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>
#include <set>

namespace imprint {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

const auto kNothingBound = [](std::uint32_t) { return false; };

CompiledVersion VersionOf(const std::vector<std::vector<std::uint32_t>>& references,
                          std::size_t embedded = 0) {
  CompiledVersion version;
  version.resources.resize(references.size());
  for (std::size_t i = 0; i < references.size(); ++i) {
    version.resources[i].references = references[i];
  }
  version.embedded.resize(embedded);
  return version;
}

TEST(ClosureOf, FollowsReferencesToTheirEnd) {
  const auto version = VersionOf({{}, {2}, {3}, {}, {1}});
  EXPECT_THAT(ClosureOf(version, {1}, kNothingBound), ElementsAre(1, 2, 3));
  EXPECT_THAT(ClosureOf(version, {4, 3, 4}, kNothingBound), ElementsAre(1, 2, 3, 4));
  EXPECT_THAT(ClosureOf(version, {}, kNothingBound), IsEmpty());
}

TEST(ClosureOf, EndsWithCircles) {
  const auto version = VersionOf({{}, {2}, {1, 2}});
  EXPECT_THAT(ClosureOf(version, {1}, kNothingBound), ElementsAre(1, 2));
}

TEST(ClosureOf, GoesNoFurtherFromWhatIsBound) {
  const auto version = VersionOf({{3}, {0, 2}, {}, {}});
  EXPECT_THAT(ClosureOf(version, {1}, [](std::uint32_t ordinal) { return ordinal == 0; }),
              ElementsAre(0, 1, 2));
}

TEST(ClosureOf, AnEmbeddedIdNeedsTheIntegration) {
  const auto version = VersionOf({{2}, {3}, {}}, 1);
  EXPECT_THAT(ClosureOf(version, {1}, kNothingBound), ElementsAre(0, 1, 2, 3));
  EXPECT_THAT(ClosureOf(version, {1}, [](std::uint32_t ordinal) { return ordinal == 0; }),
              ElementsAre(0, 1, 3));
}

TEST(ClosureOf, PassesOverWhatADamagedVersionNames) {
  EXPECT_THAT(ClosureOf(VersionOf({{7}}), {0, 9}, kNothingBound), ElementsAre(0));
}

// Of a set: the smallest one that has the roots and, with each that is not bound, what that needs.
TEST(ClosureOf, IsTheSmallestSetThatNeedsNothingMore) {
  std::mt19937 random(7);
  const auto below = [&](std::size_t end) { return static_cast<std::uint32_t>(random() % end); };
  for (int round = 0; round < 3000; ++round) {
    const std::size_t size = 1 + below(12);
    std::vector<std::vector<std::uint32_t>> references(size);
    for (auto& list : references) {
      for (std::uint32_t n = below(3); n > 0; --n) list.push_back(below(size));
    }
    const auto version = VersionOf(references);
    std::vector<bool> bound(size);
    for (std::size_t i = 0; i < size; ++i) bound[i] = below(5) == 0;
    const std::vector<std::uint32_t> roots = {below(size), below(size)};

    std::set<std::uint32_t> expected(roots.begin(), roots.end());
    for (std::size_t before = 0; before != expected.size();) {
      before = expected.size();
      for (const std::uint32_t ordinal : std::set<std::uint32_t>(expected)) {
        if (!bound[ordinal])
          expected.insert(references[ordinal].begin(), references[ordinal].end());
      }
    }
    const auto closure = ClosureOf(version, roots, [&](std::uint32_t i) { return bound[i]; });
    ASSERT_EQ(closure, std::vector<std::uint32_t>(expected.begin(), expected.end()));
  }
}

}  // namespace
}  // namespace imprint

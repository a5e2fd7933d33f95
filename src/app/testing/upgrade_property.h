#pragma once

#include <cstdint>
#include <cstdlib>
#include <map>
#include <optional>
#include <random>
#include <string>

#include "app/planned_install.h"
#include "app/testing/upgrade_fixture.h"

namespace imprint::test {

/// What must hold of every upgrade, whatever was installed and edited.
class UpgradeProperty : public UpgradeFixture {
 protected:
  using Documents = std::map<Id, std::string>;

  /// IMPRINT_SEED=n runs that one alone, IMPRINT_CASES=n so many.
  template <typename Case>
  void ForEachSeed(std::uint32_t cases, Case&& run) {
    const char* chosen = std::getenv("IMPRINT_SEED");
    const char* wanted = std::getenv("IMPRINT_CASES");
    if (wanted) cases = static_cast<std::uint32_t>(std::atoi(wanted));
    const auto first = static_cast<std::uint32_t>(chosen ? std::atoi(chosen) : 1);
    for (std::uint32_t seed = first; seed <= (chosen ? first : cases); ++seed) {
      SCOPED_TRACE("IMPRINT_SEED=" + std::to_string(seed));
      random_.seed(seed);
      run(seed);
      if (::testing::Test::HasFailure()) return;
    }
  }
  static bool ran_all() { return !std::getenv("IMPRINT_SEED") && !std::getenv("IMPRINT_CASES"); }
  /// Several accounts with one template: most of the time of a case is the making of its versions.
  template <typename Case>
  void ForEachAccount(int accounts, Case&& run) {
    for (int i = 0; i < accounts && !::testing::Test::HasFailure(); ++i) {
      account_ = NewAccount();
      warned_ = false;
      run();
    }
  }
  /// Without a token: their short names would meet in thousands of accounts.
  Account NewAccount();
  unsigned Below(unsigned end) { return static_cast<unsigned>(random_() % end); }
  bool Chance(unsigned percent) { return Below(100) < percent; }

  /// Nothing, with the reason in `problem_`, when it cannot be planned.
  std::optional<Installation> InstallBy(const PlanRequest& request);

  /// Every id of the version has one id, no other has it, and what both versions have keeps its.
  void ExpectIdsCarried(const Installation& before, const Installation& after);
  /// Two installations of one version tell the same, but for their ids.
  void ExpectSameButForIds(InstallationId upgraded, const Account& its, InstallationId fresh,
                           const Account& other);
  /// Every reference that the account's documents hold leads to what is there, and every row tells
  /// what it refers to.
  void ExpectNothingDangles();
  void ExpectTheSameVersionChangesNothing(InstallationId id);
  /// Upgrades what was edited; back, and there again.
  void UpgradeEdited(UpgradeRequest request);

  /// What the account's stored rows hold, secrets too.
  std::map<Id, Hash> Marks() const;

  std::mt19937 random_;
  std::size_t conflicts_ = 0;  // met so far
  bool warned_ = false;        // of a flow grouping that is missing
  std::string problem_;

 private:
  void ExpectReferences(World& world, const FoundResource& found);
  void ExpectGrouping(World& world, const json::Document& flow, const std::string& grouping);
  void ResolveAll(UpgradeRequest& request);
  void RollBackAndForth(InstallationId id, const Documents& documents,
                        const std::map<Id, Hash>& marks);

  int accounts_ = 0;
};

}  // namespace imprint::test

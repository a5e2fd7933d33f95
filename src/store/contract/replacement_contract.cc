#include <algorithm>
#include <atomic>
#include <thread>

#include "store/contract/rows.h"
#include "store/contract/store_contract.h"

namespace imprint {
namespace {

using namespace samples;
using Ids = std::vector<InstallationId>;

/// Installation `n` of account 1 with blocks of ten ids.
Installation WithBlocks(std::uint32_t n, std::initializer_list<Id> firsts) {
  Installation installation = MakeInstallation(AccountOf(1), n);
  std::uint32_t ordinal = 0;
  for (const Id& first : firsts) {
    installation.blocks.push_back({first, 10, ordinal});
    ordinal += 10;
  }
  return installation;
}

Installation InstallationBefore() {
  Installation before = WithBlocks(1, {ObjectIdOf(100), ObjectIdOf(200)});
  before.from_template = TemplateOf(1);
  before.bindings.connections = {
      {1, ObjectIdOf(70)}, {2, ObjectIdOf(70)}, {3, ObjectIdOf(71)}, {4, Id()}};
  before.bindings.name = "before";
  return before;
}

// Keeps one block with another count, drops one and has a new one; the same of its connections.
Installation InstallationAfter() {
  Installation after = WithBlocks(1, {ObjectIdOf(200), UuidOf(300)});
  after.blocks[0].count = 25;
  after.version = HashOf(2);
  after.bindings.connections = {{1, ObjectIdOf(71)}, {7, ObjectIdOf(72)}};
  after.bindings.selected = {0, 3, 7};
  after.bindings.variables = {{"region", R"("eu")"}};
  after.bindings.name = "after";
  after.creates_connections = true;
  after.created = At(77);
  return after;
}

/// What a store tells about account 1, in one word for each thing.
class View {
 public:
  explicit View(StoreReader& reader) : reader_(reader) {}

  std::optional<Installation> Whole(std::uint32_t n) {
    return *reader_.FindInstallation(AccountOf(1), InstallationOf(n));
  }
  /// The number of the installation that holds it; 0 for none.
  std::uint32_t Holder(const Id& id) {
    const auto found = *reader_.FindInstallationHolding(AccountOf(1), id);
    for (std::uint32_t n = 1; found && n < 10; ++n) {
      if (found->id == InstallationOf(n)) return n;
    }
    return 0;
  }
  Ids Users(std::uint32_t connection) {
    return *reader_.InstallationsUsing(AccountOf(1), ObjectIdOf(connection));
  }

 private:
  StoreReader& reader_;
};

void ExpectBefore(StoreReader& reader) {
  View view(reader);
  ASSERT_TRUE(view.Whole(1));
  EXPECT_EQ(Fields(*view.Whole(1)), Fields(InstallationBefore()));
  EXPECT_EQ(view.Holder(ObjectIdOf(109)), 1u);
  EXPECT_EQ(view.Holder(ObjectIdOf(209)), 1u);
  EXPECT_EQ(view.Holder(ObjectIdOf(210)), 0u);
  EXPECT_EQ(view.Holder(UuidOf(300)), 0u);
  EXPECT_EQ(view.Users(70), Ids{InstallationOf(1)});
  EXPECT_EQ(view.Users(71), Ids{InstallationOf(1)});
  EXPECT_EQ(view.Users(72), Ids{});
}

void ExpectAfter(StoreReader& reader) {
  View view(reader);
  ASSERT_TRUE(view.Whole(1));
  EXPECT_EQ(Fields(*view.Whole(1)), Fields(InstallationAfter()));
  EXPECT_EQ(view.Holder(ObjectIdOf(100)), 0u);
  EXPECT_EQ(view.Holder(ObjectIdOf(224)), 1u);
  EXPECT_EQ(view.Holder(ObjectIdOf(225)), 0u);
  EXPECT_EQ(view.Holder(UuidOf(309)), 1u);
  EXPECT_EQ(view.Users(70), Ids{});
  EXPECT_EQ(view.Users(71), Ids{InstallationOf(1)});
  EXPECT_EQ(view.Users(72), Ids{InstallationOf(1)});
}

/// Looks at the store inside a Read.
void Look(Store& store, void (*expect)(StoreReader&)) {
  EXPECT_TRUE(store.Read([&](StoreReader& reader) -> Status {
    expect(reader);
    return {};
  }));
}

TEST_P(StoreContract, ReplacesAnInstallationWithItsBlocksAndWhatItIsBoundTo) {
  Keep([](StoreWriter& w) { return w.AddInstallation(InstallationBefore()); });
  Look(store(), ExpectBefore);
  Keep([](StoreWriter& w) -> Status {
    auto replaced = w.ReplaceInstallation(InstallationAfter());
    ExpectAfter(w);
    return replaced;
  });
  Look(store(), ExpectAfter);
  Keep([](StoreWriter& w) { return w.ReplaceInstallation(InstallationAfter()); });
  Look(store(), ExpectAfter);
  Keep([](StoreWriter& w) { return w.ReplaceInstallation(InstallationBefore()); });
  Look(store(), ExpectBefore);
  // Nothing of either form outlives the installation.
  Keep([](StoreWriter& w) { return w.RemoveInstallation(AccountOf(1), InstallationOf(1)); });
  Keep([](StoreWriter& w) { return w.AddInstallation(InstallationAfter()); });
  Look(store(), ExpectAfter);
}

TEST_P(StoreContract, LeavesAllElseWhenItReplacesAnInstallation) {
  Installation neighbour = WithBlocks(2, {ObjectIdOf(400)});
  neighbour.bindings.connections = {{1, ObjectIdOf(70)}};
  Installation foreign = InstallationBefore();
  foreign.account = AccountOf(2);
  Resource edited = MakeResource(AccountOf(1), 105);
  edited.origin = ResourceOrigin::kOverride;
  edited.installation = InstallationOf(1);
  edited.references = {ObjectIdOf(60)};
  const InstallationStep step = MakeStep(AccountOf(1), InstallationOf(1), 1);
  Keep([&](StoreWriter& w) -> Status {
    auto kept = w.AddInstallation(InstallationBefore());
    if (kept) kept = w.AddInstallation(neighbour);
    if (kept) kept = w.AddInstallation(foreign);
    if (kept) kept = w.PutResource(edited);
    if (kept) kept = w.AddStep(step);
    return kept;
  });
  Rows expected = Ask([](StoreReader& r) { return CollectAll(r); });
  ASSERT_EQ(expected.installations.size(), 3u);
  expected.installations[0] = InstallationAfter();
  Keep([](StoreWriter& w) { return w.ReplaceInstallation(InstallationAfter()); });
  EXPECT_EQ(Difference(Ask([](StoreReader& r) { return CollectAll(r); }), expected), "");
  Look(store(), [](StoreReader& r) {
    EXPECT_EQ(View(r).Users(70), Ids{InstallationOf(2)});
    EXPECT_EQ(View(r).Holder(ObjectIdOf(405)), 2u);
    EXPECT_EQ(r.InstallationsUsing(AccountOf(2), ObjectIdOf(70))->size(), 1u);
    EXPECT_TRUE(*r.FindInstallationHolding(AccountOf(2), ObjectIdOf(100)));
    EXPECT_EQ(r.ListChanges(AccountOf(1), InstallationOf(1))->size(), 1u);
    EXPECT_EQ(r.FindReferrers(AccountOf(1), ObjectIdOf(60))->size(), 1u);
  });
}

TEST_P(StoreContract, KeepsTheBlocksOfAReplacedInstallationInOrder) {
  Keep([](StoreWriter& w) { return w.AddInstallation(MakeInstallation(AccountOf(1), 1)); });
  Installation row = WithBlocks(1, {UuidOf(10), ObjectIdOf(900), ObjectIdOf(800)});
  Keep([&](StoreWriter& w) { return w.ReplaceInstallation(row); });
  std::sort(row.blocks.begin(), row.blocks.end(),
            [](const IdBlock& a, const IdBlock& b) { return a.first < b.first; });
  Keep([&](StoreWriter& w) -> Status {
    EXPECT_EQ(Fields(*View(w).Whole(1)), Fields(row));
    return {};
  });
}

TEST_P(StoreContract, RefusesReplacementsAndLeavesTheInstallationAsItWas) {
  Installation foreign = WithBlocks(3, {ObjectIdOf(500)});
  foreign.account = AccountOf(2);
  Keep([&](StoreWriter& w) -> Status {
    auto added = w.AddInstallation(InstallationBefore());
    if (added) added = w.AddInstallation(WithBlocks(2, {ObjectIdOf(400)}));
    if (added) added = w.AddInstallation(foreign);
    return added;
  });
  Installation taken = InstallationAfter();
  taken.blocks.push_back({ObjectIdOf(400), 3, 40});
  Installation taken_first = InstallationAfter();
  taken_first.blocks.insert(taken_first.blocks.begin(), {ObjectIdOf(400), 1, 0});
  Installation twice = InstallationAfter();
  twice.blocks.push_back(twice.blocks[0]);
  Installation of_another_account = InstallationAfter();
  of_another_account.id = InstallationOf(3);
  Installation unknown = MakeInstallation(AccountOf(1), 8);
  unknown.blocks = {{ObjectIdOf(400), 1, 0}};
  const struct {
    const char* name;
    const Installation& row;
    ErrorCode code;
  } cases[] = {
      {"another's block", taken, ErrorCode::kConflict},
      {"another's block first", taken_first, ErrorCode::kConflict},
      {"one block twice", twice, ErrorCode::kConflict},
      {"unknown in this account", of_another_account, ErrorCode::kNotFound},
      {"unknown, with another's block", unknown, ErrorCode::kNotFound},
  };
  const Rows before = Ask([](StoreReader& r) { return CollectAll(r); });
  for (const auto& c : cases) {
    SCOPED_TRACE(c.name);
    EXPECT_EQ(Refused([&](StoreWriter& w) { return w.ReplaceInstallation(c.row); }), c.code);
    // Also in a write that goes on.
    Keep([&](StoreWriter& w) -> Status {
      const auto refused = w.ReplaceInstallation(c.row);
      EXPECT_EQ(refused ? ErrorCode::kInternal : refused.error().code(), c.code);
      ExpectBefore(w);
      return w.PutSetting("went", "on");
    });
    Look(store(), ExpectBefore);
    EXPECT_EQ(Difference(Ask([](StoreReader& r) { return CollectAll(r); }), before), "");
  }
  Keep([](StoreWriter& w) { return w.ReplaceInstallation(InstallationAfter()); });
  Look(store(), ExpectAfter);
}

TEST_P(StoreContract, HandsABlockOverInOneWrite) {
  Keep([](StoreWriter& w) -> Status {
    if (auto added = w.AddInstallation(WithBlocks(1, {ObjectIdOf(100)})); !added) return added;
    return w.AddInstallation(WithBlocks(2, {ObjectIdOf(200)}));
  });
  Keep([](StoreWriter& w) -> Status {
    if (auto gave = w.ReplaceInstallation(WithBlocks(1, {})); !gave) return gave;
    return w.ReplaceInstallation(WithBlocks(2, {ObjectIdOf(100), ObjectIdOf(200)}));
  });
  Look(store(), [](StoreReader& r) {
    EXPECT_EQ(View(r).Holder(ObjectIdOf(105)), 2u);
    EXPECT_EQ(View(r).Holder(ObjectIdOf(205)), 2u);
    EXPECT_TRUE(View(r).Whole(1)->blocks.empty());
  });
}

TEST_P(StoreContract, KeepsHostileBindingsOfAReplacement) {
  Installation row = MakeInstallation(AccountOf(1), 1);
  Keep([&](StoreWriter& w) { return w.AddInstallation(row); });
  for (const auto& text : HostileTexts()) {
    SCOPED_TRACE(text.substr(0, 40));
    row.bindings.name = row.bindings.base_url = row.bindings.sealed_secrets = text;
    row.bindings.variables = {{text, text}};
    Keep([&](StoreWriter& w) { return w.ReplaceInstallation(row); });
    const auto found =
        Ask([](StoreReader& r) { return r.FindInstallation(AccountOf(1), InstallationOf(1)); });
    ASSERT_TRUE(found);
    EXPECT_EQ(found->bindings, row.bindings);
  }
}

TEST_P(StoreContract, RestoresWhatAFailedUpgradeChanged) {
  const TemplateVersion version = MakeTemplateVersion(TemplateOf(1), 1);
  Keep([&](StoreWriter& w) -> Status {
    auto kept = w.AddInstallation(InstallationBefore());
    if (kept) kept = w.AddStep(MakeStep(AccountOf(1), InstallationOf(1), 1));
    if (kept) kept = w.PutTemplate(MakeTemplate(1));
    if (kept) kept = w.PutTemplateVersion(version);
    if (kept) kept = w.PutSavedBindings(MakeSaved(AccountOf(1), TemplateOf(1)));
    return kept;
  });
  const Rows before = Ask([](StoreReader& r) { return CollectAll(r); });
  const auto failing = [&](StoreWriter& w) -> Status {
    TemplateVersion deprecated = version;
    deprecated.deprecated = "gone";
    SavedBindings saved = MakeSaved(AccountOf(1), TemplateOf(1));
    saved.variables.clear();
    EXPECT_TRUE(w.ReplaceInstallation(InstallationAfter()));
    EXPECT_TRUE(w.AddStep(MakeStep(AccountOf(1), InstallationOf(1), 2)));
    EXPECT_TRUE(w.PutTemplateVersion(deprecated));
    EXPECT_TRUE(w.PutTemplateVersion(MakeTemplateVersion(TemplateOf(1), 2)));
    EXPECT_TRUE(w.PutSavedBindings(saved));
    EXPECT_TRUE(w.RemoveTemplate(TemplateOf(1)));
    EXPECT_TRUE(w.ReplaceInstallation(InstallationBefore()));
    EXPECT_TRUE(w.RemoveInstallation(AccountOf(1), InstallationOf(1)));
    return Fail(ErrorCode::kInUse, "no");
  };
  EXPECT_EQ(Refused(failing), ErrorCode::kInUse);
  EXPECT_EQ(Difference(Ask([](StoreReader& r) { return CollectAll(r); }), before), "");
  Look(store(), ExpectBefore);
}

// An upgrade changes the installation and adds a step: nobody sees one without the other.
TEST_P(StoreContract, ShowsWholeUpgradesOnlyWhileWritersRun) {
  constexpr std::uint32_t kUpgrades = 100;
  Keep([](StoreWriter& w) { return w.AddInstallation(MakeInstallation(AccountOf(1), 1)); });
  std::atomic<bool> running{true};
  std::thread writer([&] {
    for (std::uint32_t n = 1; n <= kUpgrades; ++n) {
      EXPECT_TRUE(store().Write([&](StoreWriter& w) -> Status {
        InstallationStep step = MakeStep(AccountOf(1), InstallationOf(1), n);
        if (auto added = w.AddStep(step); !added) return added;
        Installation upgraded = MakeInstallation(AccountOf(1), 1);
        upgraded.version = step.version_after;
        upgraded.blocks = {{ObjectIdOf(100 * n), 10, 0}};
        return w.ReplaceInstallation(upgraded);
      }));
    }
    running = false;
  });
  std::uint32_t seen = 0;
  do {
    EXPECT_TRUE(store().Read([&](StoreReader& r) -> Status {
      const auto steps = *r.ListSteps(AccountOf(1), InstallationOf(1));
      const auto installation = *r.FindInstallation(AccountOf(1), InstallationOf(1));
      seen = static_cast<std::uint32_t>(steps.size());
      EXPECT_EQ(installation->version, HashOf(seen + 1));
      EXPECT_EQ(installation->blocks.size(), seen == 0 ? 0u : 1u);
      EXPECT_EQ(View(r).Holder(ObjectIdOf(100 * seen)), seen == 0 ? 0u : 1u);
      return {};
    }));
  } while (running || seen < kUpgrades);
  writer.join();
}

TEST_P(StoreContract, ScansInstallationsBehindOne) {
  constexpr std::uint32_t kRows = 700;
  Installation uuid = MakeInstallation(AccountOf(1), 1);
  uuid.id = InstallationId(UuidOf(4000));
  Keep([&](StoreWriter& w) -> Status {
    for (std::uint32_t n = kRows; n > 0; --n) {
      Installation row = WithBlocks(2 * n, {ObjectIdOf(100'000 + 10 * n)});
      if (auto added = w.AddInstallation(row); !added) return added;
    }
    if (auto added = w.AddInstallation(uuid); !added) return added;
    return w.AddInstallation(MakeInstallation(AccountOf(2), 3));
  });
  const auto behind = [this](std::uint32_t account, InstallationId after, std::size_t most) {
    Ids seen;
    EXPECT_TRUE(store().Read([&](StoreReader& r) {
      seen.clear();
      return r.ScanInstallations(AccountOf(account), after, [&](const Installation& row) {
        EXPECT_EQ(
            row.blocks.size(),
            row.id.id.Bytes().size() == Id::kUuidBytes || row.account == AccountOf(2) ? 0u : 1u);
        seen.push_back(row.id);
        return seen.size() < most;
      });
    }));
    return seen;
  };
  Ids all;
  for (std::uint32_t n = 1; n <= kRows; ++n) all.push_back(InstallationOf(2 * n));
  all.push_back(uuid.id);
  std::sort(all.begin(), all.end());
  EXPECT_EQ(behind(1, {}, 9999), all);
  for (const std::size_t at : {std::size_t{0}, std::size_t{350}, all.size() - 2, all.size() - 1}) {
    SCOPED_TRACE(at);
    const auto from = all.begin() + static_cast<std::ptrdiff_t>(at) + 1;
    EXPECT_EQ(behind(1, all[at], 9999), Ids(from, all.end()));
  }
  EXPECT_EQ(behind(1, InstallationOf(2), 2), (Ids{InstallationOf(4), InstallationOf(6)}));
  // One that is not there has its place too.
  EXPECT_EQ(behind(1, InstallationOf(5), 1), Ids{InstallationOf(6)});
  EXPECT_EQ(behind(1, InstallationId(UuidOf(3999)), 1), Ids{uuid.id});
  EXPECT_EQ(behind(2, {}, 9999), Ids{InstallationOf(3)});
  EXPECT_EQ(behind(2, InstallationOf(2), 9999), Ids{InstallationOf(3)});
  EXPECT_EQ(behind(2, InstallationOf(3), 9999), Ids{});
}

}  // namespace
}  // namespace imprint

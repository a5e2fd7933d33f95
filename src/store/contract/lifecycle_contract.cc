#include <limits>
#include <numeric>
#include <thread>

#include "store/contract/store_contract.h"

namespace imprint {
namespace {

using namespace samples;
using Numbers = std::vector<std::uint32_t>;

constexpr std::uint32_t kHighest = std::numeric_limits<std::uint32_t>::max();

template <typename Row>
Numbers NumbersOf(const std::vector<Row>& rows) {
  Numbers numbers;
  for (const auto& row : rows) numbers.push_back(row.number);
  return numbers;
}

Status PutNumbers(StoreWriter& writer, TemplateId id, const Numbers& numbers) {
  for (const std::uint32_t number : numbers) {
    auto put = writer.PutTemplateVersion(MakeTemplateVersion(id, number));
    if (!put) return put;
  }
  return {};
}

/// What `question` gives inside one Read of `store`, which must succeed.
template <typename Question>
auto AskOf(Store& store, const Question& question) {
  typename decltype(question(std::declval<StoreReader&>()))::value_type answer{};
  EXPECT_TRUE(store.Read([&](StoreReader& reader) -> Status {
    auto given = question(reader);
    if (!given) return Fail(std::move(given.error()));
    answer = std::move(*given);
    return {};
  }));
  return answer;
}

/// Asks one store about versions, steps and saved bindings.
class Lifecycle {
 public:
  explicit Lifecycle(Store& store) : store_(store) {}

  std::optional<TemplateVersion> Version(TemplateId id, std::optional<std::uint32_t> number) {
    return AskOf(store_, [&](StoreReader& r) { return r.FindTemplateVersion(id, number); });
  }
  std::vector<TemplateVersion> Versions(TemplateId id) {
    return AskOf(store_, [&](StoreReader& r) { return r.ListTemplateVersions(id); });
  }
  std::optional<InstallationStep> Step(AccountId account, InstallationId id, std::uint32_t number) {
    return AskOf(store_, [&](StoreReader& r) { return r.FindStep(account, id, number); });
  }
  std::vector<InstallationStep> Steps(AccountId account, InstallationId id) {
    return AskOf(store_, [&](StoreReader& r) { return r.ListSteps(account, id); });
  }
  std::optional<SavedBindings> Saved(AccountId account, TemplateId id) {
    return AskOf(store_, [&](StoreReader& r) { return r.FindSavedBindings(account, id); });
  }

 private:
  Store& store_;
};

// ---- Numbered versions

TEST_P(StoreContract, KeepsNumberedVersionsWhole) {
  const TemplateVersion plain = MakeTemplateVersion(TemplateOf(1), 1);
  TemplateVersion deprecated = MakeTemplateVersion(TemplateOf(1), 2);
  deprecated.deprecated = "has a fault";
  TemplateVersion without_reason = MakeTemplateVersion(TemplateOf(1), 3);
  without_reason.deprecated = "";
  without_reason.note = "";
  TemplateVersion everything = MakeTemplateVersion(TemplateOf(1), kHighest);
  everything.deprecated = "old";
  everything.signature = SignatureOf(0xff);
  everything.created = At(-1);
  Keep([&](StoreWriter& w) -> Status {
    for (const auto& row : {plain, deprecated, without_reason, everything}) {
      if (auto put = w.PutTemplateVersion(row); !put) return put;
    }
    return {};
  });
  Lifecycle ask(store());
  for (const auto& row : {plain, deprecated, without_reason, everything}) {
    SCOPED_TRACE(row.number);
    EXPECT_EQ(ask.Version(TemplateOf(1), row.number), row);
  }
  EXPECT_EQ(ask.Versions(TemplateOf(1)),
            (std::vector{plain, deprecated, without_reason, everything}));
  EXPECT_FALSE(ask.Version(TemplateOf(1), 0));
  EXPECT_FALSE(ask.Version(TemplateOf(1), 4));
  EXPECT_FALSE(ask.Version(TemplateOf(2), 1));
}

TEST_P(StoreContract, ListsNumberedVersionsAscendingAndFindsTheLatest) {
  Keep([](StoreWriter& w) -> Status {
    for (const std::uint32_t number : {10u, 2u, 300u, 1u, 70'000u}) {
      TemplateVersion row = MakeTemplateVersion(TemplateOf(1), number);
      row.version = HashOf(100'000 - number);
      row.created = At(100'000 - number);
      if (auto put = w.PutTemplateVersion(row); !put) return put;
    }
    return PutNumbers(w, TemplateOf(2), {3, 100'000});
  });
  Lifecycle ask(store());
  EXPECT_EQ(NumbersOf(ask.Versions(TemplateOf(1))), (Numbers{1, 2, 10, 300, 70'000}));
  EXPECT_EQ(NumbersOf(ask.Versions(TemplateOf(2))), (Numbers{3, 100'000}));
  EXPECT_EQ(ask.Version(TemplateOf(1), {})->number, 70'000u);
  EXPECT_EQ(ask.Version(TemplateOf(2), {})->number, 100'000u);
  for (const std::uint32_t other : {0u, 3u}) {
    EXPECT_TRUE(ask.Versions(TemplateOf(other)).empty());
    EXPECT_FALSE(ask.Version(TemplateOf(other), {}));
  }
}

TEST_P(StoreContract, ReplacesANumberedVersion) {
  TemplateVersion row = MakeTemplateVersion(TemplateOf(1), 2);
  Keep([](StoreWriter& w) { return PutNumbers(w, TemplateOf(1), {1, 2, 3}); });
  const auto put = [&] {
    Keep([&](StoreWriter& w) { return w.PutTemplateVersion(row); });
    Lifecycle ask(store());
    EXPECT_EQ(ask.Version(TemplateOf(1), 2), row);
    EXPECT_EQ(ask.Versions(TemplateOf(1)), (std::vector{MakeTemplateVersion(TemplateOf(1), 1), row,
                                                        MakeTemplateVersion(TemplateOf(1), 3)}));
  };
  row.deprecated = "no longer";
  row.signature = SignatureOf(0);
  put();
  row.deprecated.reset();
  row.signature = SignatureOf(9);
  put();
  row.signature.reset();
  put();
}

TEST_P(StoreContract, RemovesATemplateWithItsNumberedVersions) {
  const SavedBindings saved = MakeSaved(AccountOf(2), TemplateOf(1));
  Keep([&](StoreWriter& w) -> Status {
    for (const std::uint32_t n : {1u, 2u}) {
      if (auto put = w.PutTemplate(MakeTemplate(n)); !put) return put;
      if (auto put = PutNumbers(w, TemplateOf(n), {1, 2}); !put) return put;
    }
    return w.PutSavedBindings(saved);
  });
  Keep([](StoreWriter& w) { return w.RemoveTemplate(TemplateOf(1)); });
  Lifecycle ask(store());
  EXPECT_TRUE(ask.Versions(TemplateOf(1)).empty());
  EXPECT_FALSE(ask.Version(TemplateOf(1), 1));
  EXPECT_FALSE(ask.Version(TemplateOf(1), {}));
  EXPECT_EQ(NumbersOf(ask.Versions(TemplateOf(2))), (Numbers{1, 2}));
  EXPECT_EQ(ask.Saved(AccountOf(2), TemplateOf(1)), saved);
  // One that comes back starts without any.
  Keep([](StoreWriter& w) { return w.PutTemplate(MakeTemplate(1)); });
  EXPECT_TRUE(ask.Versions(TemplateOf(1)).empty());
}

TEST_P(StoreContract, KeepsHostileNotes) {
  std::uint32_t number = 0;
  for (const auto& text : HostileTexts()) {
    SCOPED_TRACE(text.substr(0, 40));
    TemplateVersion row = MakeTemplateVersion(TemplateOf(1), ++number);
    row.note = text;
    row.deprecated = text;
    Keep([&](StoreWriter& w) { return w.PutTemplateVersion(row); });
    EXPECT_EQ(Lifecycle(store()).Version(TemplateOf(1), {}), row);
  }
}

TEST_P(StoreContract, GivesConcurrentPublishersNumbersWithoutGaps) {
  constexpr std::uint32_t kThreads = 4;
  constexpr std::uint32_t kEach = 10;
  std::vector<std::thread> threads;
  for (std::uint32_t i = 0; i < kThreads; ++i) {
    threads.emplace_back([this] {
      for (std::uint32_t n = 0; n < kEach; ++n) {
        EXPECT_TRUE(store().Write([](StoreWriter& w) -> Status {
          const auto latest = w.FindTemplateVersion(TemplateOf(1), std::nullopt);
          if (!latest) return Fail(latest.error());
          const std::uint32_t next = *latest ? (*latest)->number + 1 : 1;
          return w.PutTemplateVersion(MakeTemplateVersion(TemplateOf(1), next));
        }));
      }
    });
  }
  for (auto& thread : threads) thread.join();
  Numbers all(kThreads * kEach);
  std::iota(all.begin(), all.end(), 1);
  EXPECT_EQ(NumbersOf(Lifecycle(store()).Versions(TemplateOf(1))), all);
}

// ---- Steps

TEST_P(StoreContract, KeepsStepsPerInstallationAndListsThemWithoutTheirStates) {
  InstallationStep upgrade = MakeStep(AccountOf(1), InstallationOf(1), 2);
  InstallationStep rollback = MakeStep(AccountOf(1), InstallationOf(1), 300);
  rollback.change = InstallationChange::kRollback;
  rollback.token = "";
  InstallationStep revert = MakeStep(AccountOf(1), InstallationOf(1), kHighest);
  revert.change = InstallationChange::kRevert;
  revert.before = "";
  revert.created = At(-1);
  const InstallationStep neighbour = MakeStep(AccountOf(1), InstallationOf(2), 2);
  const InstallationStep foreign = MakeStep(AccountOf(2), InstallationOf(1), 1);
  Keep([&](StoreWriter& w) -> Status {
    for (const auto& step : {revert, upgrade, foreign, rollback, neighbour}) {
      if (auto added = w.AddStep(step); !added) return added;
    }
    return {};
  });
  Lifecycle ask(store());
  for (const auto& step : {upgrade, rollback, revert, neighbour, foreign}) {
    EXPECT_EQ(ask.Step(step.account, step.installation, step.number), step);
  }
  EXPECT_FALSE(ask.Step(AccountOf(1), InstallationOf(1), 1));
  EXPECT_FALSE(ask.Step(AccountOf(2), InstallationOf(1), 2));
  EXPECT_FALSE(ask.Step(AccountOf(2), InstallationOf(2), 2));

  upgrade.before = rollback.before = "";
  EXPECT_EQ(ask.Steps(AccountOf(1), InstallationOf(1)), (std::vector{upgrade, rollback, revert}));
  EXPECT_EQ(NumbersOf(ask.Steps(AccountOf(1), InstallationOf(2))), Numbers{2});
  EXPECT_EQ(NumbersOf(ask.Steps(AccountOf(2), InstallationOf(1))), Numbers{1});
  EXPECT_TRUE(ask.Steps(AccountOf(2), InstallationOf(2)).empty());
  EXPECT_TRUE(ask.Steps(AccountOf(3), InstallationOf(1)).empty());
}

TEST_P(StoreContract, RefusesASecondStepOfOneNumber) {
  const InstallationStep first = MakeStep(AccountOf(1), InstallationOf(1), 1);
  InstallationStep second = first;
  second.change = InstallationChange::kRevert;
  second.before = "other";
  Keep([&](StoreWriter& w) { return w.AddStep(first); });
  EXPECT_EQ(Refused([&](StoreWriter& w) { return w.AddStep(second); }), ErrorCode::kConflict);
  // A refusal inside a write leaves the write as it was.
  Keep([&](StoreWriter& w) -> Status {
    const auto refused = w.AddStep(second);
    EXPECT_EQ(refused ? ErrorCode::kInternal : refused.error().code(), ErrorCode::kConflict);
    return w.AddStep(MakeStep(AccountOf(1), InstallationOf(1), 2));
  });
  Lifecycle ask(store());
  EXPECT_EQ(ask.Step(AccountOf(1), InstallationOf(1), 1), first);
  EXPECT_EQ(NumbersOf(ask.Steps(AccountOf(1), InstallationOf(1))), (Numbers{1, 2}));
}

TEST_P(StoreContract, KeepsLargeAndHostileStates) {
  std::vector<std::string> states = HostileTexts();
  states.push_back(std::string(3'000'000, 's'));
  std::uint32_t number = 0;
  for (const auto& state : states) {
    SCOPED_TRACE(state.substr(0, 40));
    InstallationStep step = MakeStep(AccountOf(1), InstallationOf(1), ++number);
    step.before = state;
    step.token = state.substr(0, 5000);
    Keep([&](StoreWriter& w) { return w.AddStep(step); });
    const auto found = Lifecycle(store()).Step(AccountOf(1), InstallationOf(1), number);
    ASSERT_TRUE(found);
    EXPECT_TRUE(*found == step);
  }
}

TEST_P(StoreContract, RemovesAnInstallationWithItsSteps) {
  Keep([](StoreWriter& w) -> Status {
    for (const AccountId account : {AccountOf(1), AccountOf(2)}) {
      for (const std::uint32_t n : {1u, 2u}) {
        auto added = w.AddInstallation(MakeInstallation(account, n));
        if (added) added = w.AddStep(MakeStep(account, InstallationOf(n), 1));
        if (added) added = w.AddStep(MakeStep(account, InstallationOf(n), 2));
        if (!added) return added;
      }
    }
    return {};
  });
  Keep([](StoreWriter& w) { return w.RemoveInstallation(AccountOf(1), InstallationOf(1)); });
  Lifecycle ask(store());
  EXPECT_TRUE(ask.Steps(AccountOf(1), InstallationOf(1)).empty());
  EXPECT_FALSE(ask.Step(AccountOf(1), InstallationOf(1), 2));
  EXPECT_EQ(NumbersOf(ask.Steps(AccountOf(1), InstallationOf(2))), (Numbers{1, 2}));
  EXPECT_EQ(NumbersOf(ask.Steps(AccountOf(2), InstallationOf(1))), (Numbers{1, 2}));
}

// ---- Saved bindings

TEST_P(StoreContract, KeepsAndReplacesSavedBindingsPerAccountAndTemplate) {
  SavedBindings mine = MakeSaved(AccountOf(1), TemplateOf(1));
  SavedBindings other = MakeSaved(AccountOf(1), TemplateOf(2));
  other.variables = {{"limit", "7"}};
  SavedBindings foreign = MakeSaved(AccountOf(2), TemplateOf(1));
  foreign.connections = {{ObjectIdOf(1), Id()}};
  Lifecycle ask(store());
  EXPECT_FALSE(ask.Saved(AccountOf(1), TemplateOf(1)));
  Keep([&](StoreWriter& w) -> Status {
    for (const auto& row : {mine, other, foreign, MakeSaved(AccountOf(2), TemplateOf(3))}) {
      if (auto put = w.PutSavedBindings(row); !put) return put;
    }
    return {};
  });
  EXPECT_EQ(ask.Saved(AccountOf(1), TemplateOf(1)), mine);

  mine.connections.clear();
  mine.variables.clear();
  mine.modified = At(99);
  Keep([&](StoreWriter& w) { return w.PutSavedBindings(mine); });
  EXPECT_EQ(ask.Saved(AccountOf(1), TemplateOf(1)), mine);
  EXPECT_EQ(ask.Saved(AccountOf(1), TemplateOf(2)), other);
  EXPECT_EQ(ask.Saved(AccountOf(2), TemplateOf(1)), foreign);
  EXPECT_FALSE(ask.Saved(AccountOf(2), TemplateOf(2)));
  EXPECT_FALSE(ask.Saved(AccountOf(1), TemplateOf(3)));
}

TEST_P(StoreContract, KeepsHostileSavedVariables) {
  SavedBindings row = MakeSaved(AccountOf(1), TemplateOf(1));
  for (const auto& text : HostileTexts()) row.variables[text] = text;
  Keep([&](StoreWriter& w) { return w.PutSavedBindings(row); });
  EXPECT_EQ(Lifecycle(store()).Saved(AccountOf(1), TemplateOf(1)), row);
}

// ---- The sweep

TEST_P(StoreContract, SweepsNoVersionThatANumberOrAStepNames) {
  Keep([](StoreWriter& w) -> Status {
    for (const std::uint32_t n : {1u, 2u, 3u}) {
      if (auto added = w.AddVersion(MakeVersion(n)); !added) return added;
    }
    auto kept = PutNumbers(w, TemplateOf(1), {1});
    InstallationStep step = MakeStep(AccountOf(1), InstallationOf(9), 1);
    step.version_before = HashOf(2);
    step.version_after = HashOf(3);
    if (kept) kept = w.AddInstallation(MakeInstallation(AccountOf(1), 9));
    if (kept)
      kept = w.ReplaceInstallation([] {
        Installation upgraded = MakeInstallation(AccountOf(1), 9);
        upgraded.version = HashOf(4);
        return upgraded;
      }());
    if (kept) kept = w.AddStep(step);
    return kept;
  });
  const auto left_after_sweep = [this] {
    Numbers left;
    Keep([&](StoreWriter& w) -> Status {
      const auto swept = w.Sweep({At(0), At(0), At(1000), At(0)});
      if (!swept) return Fail(swept.error());
      left.clear();
      for (const std::uint32_t n : {1u, 2u, 3u}) {
        if (*w.FindVersion(HashOf(n))) left.push_back(n);
      }
      return {};
    });
    return left;
  };
  // What a step led to is named by the installation or by the next step, if it is still needed.
  EXPECT_EQ(left_after_sweep(), (Numbers{1, 2}));
  Keep([](StoreWriter& w) { return w.RemoveTemplate(TemplateOf(1)); });
  EXPECT_EQ(left_after_sweep(), Numbers{2});
  Keep([](StoreWriter& w) { return w.RemoveInstallation(AccountOf(1), InstallationOf(9)); });
  EXPECT_EQ(left_after_sweep(), Numbers{});
}

}  // namespace
}  // namespace imprint

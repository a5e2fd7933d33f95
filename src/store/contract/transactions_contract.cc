#include <atomic>
#include <future>
#include <stdexcept>
#include <thread>

#include "store/contract/rows.h"
#include "store/contract/store_contract.h"

namespace imprint {
namespace {

using namespace samples;

// Every kind of row at once, so that a test of atomicity forgets none.
Status PutOneOfEach(StoreWriter& w) {
  Installation installation = MakeInstallation(AccountOf(1), 1);
  installation.blocks = {{ObjectIdOf(100), 10, 0}};
  installation.bindings.connections[0] = ObjectIdOf(70);
  Resource resource = MakeResource(AccountOf(1), 1);
  resource.references = {ObjectIdOf(71)};
  if (auto kept = w.AddAccount(MakeAccount(1)); !kept) return kept;
  if (auto kept = w.SetPartner(AccountOf(1), true); !kept) return kept;
  if (auto kept = w.AddToken(MakeToken(1)); !kept) return kept;
  if (auto kept = w.RevokeToken("t1", At(5)); !kept) return Fail(std::move(kept.error()));
  if (auto kept = w.PutTemplate(MakeTemplate(1)); !kept) return kept;
  if (auto kept = w.CountInstall(TemplateOf(1)); !kept) return kept;
  if (auto kept = w.AddVersion(MakeVersion(1)); !kept) return kept;
  if (auto kept = w.PutUpload(MakeUpload(1)); !kept) return kept;
  if (auto kept = w.AddInstallation(installation); !kept) return kept;
  if (auto kept = w.PutResource(resource); !kept) return kept;
  if (auto kept = w.AddIdempotent(MakeIdempotent(AccountOf(1), "k")); !kept) return kept;
  if (auto kept = w.AddAudit(MakeAudit(AccountOf(1), 1)); !kept) return kept;
  auto kept = w.PutTemplateVersion(MakeTemplateVersion(TemplateOf(1), 1));
  if (kept) kept = w.AddStep(MakeStep(AccountOf(1), InstallationOf(1), 1));
  if (kept) kept = w.PutSavedBindings(MakeSaved(AccountOf(1), TemplateOf(1)));
  if (!kept) return kept;
  return w.PutSetting("name", "value");
}

int CountOneOfEach(StoreReader& r) {
  int count = 0;
  const auto partner = r.FindAccount(AccountOf(1));
  count += *partner && (*partner)->partner;
  count += r.FindAccountByName(MakeAccount(1).name)->has_value();
  const auto token = r.FindToken(HashOf(1));
  count += *token && (*token)->revoked;
  count += !r.ListTokens()->empty();
  count += r.FindTemplate(TemplateOf(1))->has_value();
  count += r.FindVersion(HashOf(1))->has_value();
  count += r.FindUpload("run-1")->has_value();
  count += r.FindInstallation(AccountOf(1), InstallationOf(1))->has_value();
  count += r.FindInstallationHolding(AccountOf(1), ObjectIdOf(109))->has_value();
  count += !r.InstallationsUsing(AccountOf(1), ObjectIdOf(70))->empty();
  count += r.FindResource(AccountOf(1), ResourceOf(1))->has_value();
  count += !r.FindReferrers(AccountOf(1), ObjectIdOf(71))->empty();
  count += r.FindIdempotent(AccountOf(1), "k")->has_value();
  count += !r.ListAudit(AccountOf(1), {}, 0, 1)->empty();
  count += r.FindSetting("name")->has_value();
  count += !r.ListTemplateVersions(TemplateOf(1))->empty();
  count += r.FindTemplateVersion(TemplateOf(1), std::nullopt)->has_value();
  count += !r.ListSteps(AccountOf(1), InstallationOf(1))->empty();
  count += r.FindStep(AccountOf(1), InstallationOf(1), 1)->has_value();
  count += r.FindSavedBindings(AccountOf(1), TemplateOf(1))->has_value();
  return count;
}

constexpr int kOneOfEach = 20;

Upload Numbered(std::string key, std::uint64_t number) {
  Upload upload = MakeUpload(1);
  upload.run_key = std::move(key);
  upload.size = number;
  return upload;
}

TEST_P(StoreContract, ReadsItsOwnWrites) {
  Keep([](StoreWriter& w) -> Status {
    EXPECT_EQ(CountOneOfEach(w), 0);
    if (auto kept = PutOneOfEach(w); !kept) return kept;
    EXPECT_EQ(CountOneOfEach(w), kOneOfEach);
    return {};
  });
  EXPECT_EQ(Ask([](StoreReader& r) -> Result<int> { return CountOneOfEach(r); }), kOneOfEach);
  EXPECT_EQ(Ask([](StoreReader& r) { return r.FindTemplate(TemplateOf(1)); })->installs, 1);
}

TEST_P(StoreContract, KeepsNothingOfAFailedWrite) {
  const struct {
    const char* name;
    std::function<Status(StoreWriter&)> body;
    ErrorCode expected;
  } cases[] = {
      {"an error of its own",
       [](StoreWriter& w) -> Status {
         if (auto kept = PutOneOfEach(w); !kept) return kept;
         return Fail(ErrorCode::kNotUploaded, "no");
       },
       ErrorCode::kNotUploaded},
      {"a conflict at the end",
       [](StoreWriter& w) -> Status {
         if (auto kept = PutOneOfEach(w); !kept) return kept;
         return w.AddAccount(MakeAccount(1));
       },
       ErrorCode::kConflict},
      {"an exception",
       [](StoreWriter& w) -> Status {
         if (auto kept = PutOneOfEach(w); !kept) return kept;
         throw std::runtime_error("a bug");
       },
       ErrorCode::kInternal},
      {"an exception of no class",
       [](StoreWriter& w) -> Status {
         if (auto kept = PutOneOfEach(w); !kept) return kept;
         throw 1;
       },
       ErrorCode::kInternal},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.name);
    EXPECT_EQ(Refused(c.body), c.expected);
    EXPECT_EQ(Ask([](StoreReader& r) -> Result<int> { return CountOneOfEach(r); }), 0);
  }
  Keep(PutOneOfEach);
}

TEST_P(StoreContract, RestoresReplacedAndRemovedRowsOfAFailedWrite) {
  Keep(PutOneOfEach);
  EXPECT_EQ(Refused([](StoreWriter& w) -> Status {
              for (int i = 0; i < 2; ++i) {
                Template row = MakeTemplate(1);
                row.name = "changed";
                EXPECT_TRUE(w.PutTemplate(row));
                EXPECT_TRUE(w.RemoveTemplate(row.id));
                EXPECT_TRUE(w.PutUpload(Numbered("run-1", 99)));
                EXPECT_TRUE(w.PutResource(MakeResource(AccountOf(1), 1)));
                EXPECT_TRUE(w.RemoveResource(AccountOf(1), ResourceOf(1)));
                EXPECT_TRUE(w.SetPartner(AccountOf(1), false));
              }
              return Fail(ErrorCode::kInUse, "no");
            }),
            ErrorCode::kInUse);
  EXPECT_EQ(Ask([](StoreReader& r) -> Result<int> { return CountOneOfEach(r); }), kOneOfEach);
  EXPECT_EQ(Ask([](StoreReader& r) { return r.FindUpload("run-1"); })->size, 0u);
  EXPECT_EQ(Ask([](StoreReader& r) { return r.FindTemplate(TemplateOf(1)); })->name,
            MakeTemplate(1).name);
}

TEST_P(StoreContract, GoesOnAfterARefusalInsideAWrite) {
  Keep([](StoreWriter& w) { return w.AddAccount(MakeAccount(1)); });
  Keep([](StoreWriter& w) -> Status {
    const auto taken = w.AddAccount(MakeAccount(1));
    EXPECT_FALSE(taken);
    return w.AddAccount(MakeAccount(2));
  });
  EXPECT_TRUE(Ask([](StoreReader& r) { return r.FindAccount(AccountOf(2)); }));
}

TEST_P(StoreContract, TellsLaterWhatBecameOfAWrite) {
  const auto kept = std::make_shared<std::promise<Status>>();
  store().WriteLater([](StoreWriter& w) { return w.AddAccount(MakeAccount(1)); },
                     [kept](Status outcome) { kept->set_value(std::move(outcome)); });
  EXPECT_TRUE(kept->get_future().get());
  // From then on it is there for everyone.
  EXPECT_TRUE(Ask([](StoreReader& r) { return r.FindAccount(AccountOf(1)); }));
  const auto refused = std::make_shared<std::promise<Status>>();
  store().WriteLater(
      [](StoreWriter& w) -> Status {
        if (auto added = w.AddAccount(MakeAccount(2)); !added) return added;
        return Fail(ErrorCode::kInUse, "no");
      },
      [refused](Status outcome) { refused->set_value(std::move(outcome)); });
  const Status outcome = refused->get_future().get();
  ASSERT_FALSE(outcome);
  EXPECT_EQ(outcome.error().code(), ErrorCode::kInUse);
  EXPECT_FALSE(Ask([](StoreReader& r) { return r.FindAccount(AccountOf(2)); }));
}

TEST_P(StoreContract, GivesTheErrorOfAReadingBody) {
  const auto read = store().Read(
      [](StoreReader&) -> Status { return Fail(ErrorCode::kForbidden, "not yours", "field"); });
  ASSERT_FALSE(read);
  EXPECT_EQ(read.error().code(), ErrorCode::kForbidden);
  EXPECT_EQ(read.error().message(), "not yours");
  EXPECT_EQ(read.error().problems[0].field, "field");
}

TEST_P(StoreContract, ShowsWholeWritesOnlyWhileWritersRun) {
  constexpr std::uint64_t kRounds = 150;
  constexpr int kWriters = 3;
  const auto put_pair = [](StoreWriter& w, std::uint64_t number) -> Status {
    if (auto put = w.PutUpload(Numbered("left", number)); !put) return put;
    return w.PutUpload(Numbered("right", number));
  };
  Keep([&](StoreWriter& w) { return put_pair(w, 0); });

  std::atomic<int> running{kWriters};
  std::atomic<int> torn{0};
  std::vector<std::thread> threads;
  for (int writer = 0; writer < kWriters; ++writer) {
    threads.emplace_back([&, writer] {
      for (std::uint64_t i = 1; i <= kRounds; ++i) {
        const auto number = i * kWriters + static_cast<std::uint64_t>(writer);
        EXPECT_TRUE(store().Write([&](StoreWriter& w) { return put_pair(w, number); }));
        (void)store().Write([&](StoreWriter& w) -> Status {
          if (auto put = w.PutUpload(Numbered("left", 1)); !put) return put;
          return Fail(ErrorCode::kConflict, "only half was done");
        });
      }
      running.fetch_sub(1);
    });
  }
  for (int reader = 0; reader < 3; ++reader) {
    threads.emplace_back([&] {
      while (running.load() > 0) {
        const auto read = store().Read([&](StoreReader& r) -> Status {
          const auto left = (*r.FindUpload("left"))->size;
          std::this_thread::yield();
          const auto right = (*r.FindUpload("right"))->size;
          torn += left != right || (*r.FindUpload("left"))->size != left;
          return {};
        });
        EXPECT_TRUE(read);
      }
    });
  }
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(torn.load(), 0);
}

TEST_P(StoreContract, ShowsEveryAcknowledgedWriteToTheNextRead) {
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([this, i] {
      const std::string key = "own-" + std::to_string(i);
      for (std::uint64_t round = 1; round <= 100; ++round) {
        EXPECT_TRUE(
            store().Write([&](StoreWriter& w) { return w.PutUpload(Numbered(key, round)); }));
        std::uint64_t seen = 0;
        EXPECT_TRUE(store().Read([&](StoreReader& r) -> Status {
          const auto found = r.FindUpload(key);
          if (found && *found) seen = (*found)->size;
          return {};
        }));
        EXPECT_EQ(seen, round);
      }
    });
  }
  for (auto& thread : threads) thread.join();
}

TEST_P(StoreContract, LosesNoUpdateOfConcurrentWriters) {
  constexpr int kThreads = 8;
  constexpr int kEach = 50;
  Keep([](StoreWriter& w) { return w.PutUpload(Numbered("count", 0)); });
  std::vector<std::thread> threads;
  for (int i = 0; i < kThreads; ++i) {
    threads.emplace_back([this] {
      for (int n = 0; n < kEach; ++n) {
        EXPECT_TRUE(store().Write([](StoreWriter& w) -> Status {
          auto row = w.FindUpload("count");
          if (!row) return Fail(std::move(row.error()));
          ++(*row)->size;
          return w.PutUpload(**row);
        }));
      }
    });
  }
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(Ask([](StoreReader& r) { return r.FindUpload("count"); })->size,
            std::uint64_t{kThreads * kEach});
}

}  // namespace
}  // namespace imprint

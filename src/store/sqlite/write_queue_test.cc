#include "store/sqlite/write_queue.h"

#include <gtest/gtest.h>

#include <condition_variable>
#include <mutex>
#include <optional>
#include <stdexcept>
#include <vector>

#include "store/contract/samples.h"
#include "store/sqlite/schema.h"
#include "store/sqlite/testing/sqlite_files.h"

namespace imprint::sqlite {
namespace {

using namespace samples;

constexpr std::chrono::milliseconds kBusy{5000};

/// A queue whose writes are handed over as one batch.
class WriteQueueTest : public ::testing::Test {
 protected:
  using Body = WriteQueue::Body;

  static std::unique_ptr<Connection> Open(const std::string& path) {
    OpenGood(path);  // makes the schema
    return std::move(*Connection::Open(path, Access::kReadWrite, kBusy));
  }

  /// What becomes of each body when all of them wait for one transaction.
  std::vector<std::optional<ErrorCode>> RunTogether(const std::vector<Body>& bodies) {
    std::vector<std::optional<ErrorCode>> outcomes(bodies.size());
    std::size_t left = bodies.size() + 1;
    const auto finish = [&](std::size_t i) {
      return [&, i](Status outcome) {
        const std::lock_guard lock(mutex_);
        if (i < bodies.size() && !outcome) outcomes[i] = outcome.error().code();
        if (--left == 0) changed_.notify_one();
      };
    };
    // Holds the thread until the others wait.
    queue_.WriteLater(
        [&](StoreWriter&) -> Status {
          std::unique_lock lock(mutex_);
          changed_.wait(lock, [&] { return all_wait_; });
          return {};
        },
        finish(bodies.size()));
    for (std::size_t i = 0; i < bodies.size(); ++i) queue_.WriteLater(bodies[i], finish(i));
    std::unique_lock lock(mutex_);
    all_wait_ = true;
    changed_.notify_all();
    changed_.wait(lock, [&] { return left == 0; });
    all_wait_ = false;
    return outcomes;
  }

  /// The names of the accounts 1 to 9 that are there.
  std::vector<int> Accounts() {
    std::vector<int> found;
    EXPECT_TRUE(queue_.Write([&](StoreWriter& w) -> Status {
      found.clear();
      for (int i = 1; i < 10; ++i) {
        if (*w.FindAccount(AccountOf(i))) found.push_back(i);
      }
      return {};
    }));
    return found;
  }
  static Body Adds(int account) {
    return [account](StoreWriter& w) { return w.AddAccount(MakeAccount(account)); };
  }

  TempDir dir_;
  WriteQueue queue_{Open(dir_.File("imprint.db")), 256, Metrics::None()};
  std::mutex mutex_;
  std::condition_variable changed_;
  bool all_wait_ = false;
};

using Codes = std::vector<std::optional<ErrorCode>>;

TEST_F(WriteQueueTest, KeepsAllButWhatFailedOfABatch) {
  int runs = 0;
  const auto outcomes = RunTogether({
      Adds(1),
      [&](StoreWriter& w) -> Status {
        ++runs;
        if (auto added = w.AddAccount(MakeAccount(2)); !added) return added;
        return Fail(ErrorCode::kInUse, "after it has written");
      },
      Adds(3),
      [](StoreWriter& w) -> Status {
        if (auto added = w.AddAccount(MakeAccount(4)); !added) return added;
        throw std::runtime_error("a bug");
      },
      [](StoreWriter& w) -> Status {
        if (auto added = w.AddAccount(MakeAccount(5)); !added) return added;
        return w.AddAccount(MakeAccount(3));  // what one before it has added
      },
      Adds(6),
  });
  EXPECT_EQ(outcomes, (Codes{std::nullopt, ErrorCode::kInUse, std::nullopt, ErrorCode::kInternal,
                             ErrorCode::kConflict, std::nullopt}));
  EXPECT_EQ(Accounts(), (std::vector<int>{1, 3, 6}));
  EXPECT_EQ(runs, 2) << "the second time in a savepoint";
}

TEST_F(WriteQueueTest, RunsNothingAgainForWhatFailsBeforeItWrites) {
  int runs = 0;
  const auto outcomes = RunTogether({
      [&](StoreWriter& w) {
        ++runs;
        return w.AddAccount(MakeAccount(1));
      },
      [](StoreWriter&) -> Status { return Fail(ErrorCode::kNotFound, "there is none"); },
      [](StoreWriter& w) { return w.AddAccount(MakeAccount(1)); },
      Adds(2),
  });
  EXPECT_EQ(outcomes,
            (Codes{std::nullopt, ErrorCode::kNotFound, ErrorCode::kConflict, std::nullopt}));
  EXPECT_EQ(Accounts(), (std::vector<int>{1, 2}));
  EXPECT_EQ(runs, 1);
}

TEST_F(WriteQueueTest, AddsAnInstallationWholeOrNotAtAll) {
  const auto adds = [](int id, int first) -> Body {
    return [id, first](StoreWriter& w) -> Status {
      Installation installation = MakeInstallation(AccountOf(1), id);
      installation.blocks = {{ObjectIdOf(first), 10, 0}, {ObjectIdOf(200), 10, 10}};
      installation.bindings.connections[0] = ObjectIdOf(70);
      // A body may go on after a refusal: nothing of the installation may stay behind then.
      const auto added = w.AddInstallation(installation);
      EXPECT_EQ(added.has_value(), id == 1);
      return {};
    };
  };
  const auto outcomes = RunTogether({adds(1, 100), adds(2, 300)});
  EXPECT_EQ(outcomes, (Codes{std::nullopt, std::nullopt}));
  EXPECT_TRUE(queue_.Write([](StoreWriter& w) -> Status {
    EXPECT_TRUE(*w.FindInstallation(AccountOf(1), InstallationOf(1)));
    EXPECT_FALSE(*w.FindInstallation(AccountOf(1), InstallationOf(2)));
    EXPECT_FALSE(*w.FindInstallationHolding(AccountOf(1), ObjectIdOf(305)));
    EXPECT_EQ((*w.FindInstallationHolding(AccountOf(1), ObjectIdOf(205)))->id, InstallationOf(1));
    EXPECT_EQ(w.InstallationsUsing(AccountOf(1), ObjectIdOf(70))->size(), 1u);
    return {};
  }));
}

TEST_F(WriteQueueTest, RefusesAWriteInsideAWrite) {
  std::optional<ErrorCode> inner;
  EXPECT_TRUE(queue_.Write([&](StoreWriter&) -> Status {
    queue_.WriteLater(Adds(1), [&](Status outcome) { inner = outcome.error().code(); });
    return {};
  }));
  EXPECT_EQ(inner, ErrorCode::kInternal);
  EXPECT_EQ(Accounts(), std::vector<int>());
}

/// What the queue's bodies remember from one to the next.
class RememberedRowsTest : public WriteQueueTest {
 protected:
  RememberedRowsTest() {
    EXPECT_TRUE(queue_.Write([](StoreWriter& w) -> Status {
      if (auto put = w.PutTemplate(MakeTemplate(1)); !put) return put;
      if (auto put = w.PutResource(MakeResource(AccountOf(1), 1)); !put) return put;
      return w.PutSavedBindings(MakeSaved(AccountOf(1), TemplateOf(1)));
    }));
  }
  static Template Named(const char* name) {
    Template row = MakeTemplate(1);
    row.name = name;
    return row;
  }
  std::string Name() {
    std::string name;
    EXPECT_TRUE(queue_.Write([&](StoreWriter& w) -> Status {
      const auto row = w.FindTemplate(TemplateOf(1));
      name = *row ? (*row)->name : "";
      return {};
    }));
    return name;
  }
  std::int64_t Installs() {
    const auto store = OpenGood(dir_.File("imprint.db"));
    std::int64_t installs = 0;
    EXPECT_TRUE(store->Read([&](StoreReader& r) -> Status {
      installs = (*r.FindTemplate(TemplateOf(1)))->installs;
      return {};
    }));
    return installs;
  }
};

TEST_F(RememberedRowsTest, ChangeWithWhatABodyWrites) {
  EXPECT_EQ(Name(), MakeTemplate(1).name);
  const auto outcomes = RunTogether({
      [](StoreWriter& w) { return w.PutTemplate(Named("second")); },
      [](StoreWriter& w) -> Status {
        EXPECT_EQ((*w.FindTemplate(TemplateOf(1)))->name, "second");
        if (auto put = w.PutTemplate(Named("taken back")); !put) return put;
        EXPECT_EQ((*w.FindTemplate(TemplateOf(1)))->name, "taken back");
        return Fail(ErrorCode::kInUse, "no");
      },
      [](StoreWriter& w) -> Status {
        EXPECT_EQ((*w.FindTemplate(TemplateOf(1)))->name, "second");
        return {};
      },
  });
  EXPECT_EQ(outcomes, (Codes{std::nullopt, ErrorCode::kInUse, std::nullopt}));
  EXPECT_EQ(Name(), "second");
  EXPECT_TRUE(queue_.Write([](StoreWriter& w) { return w.RemoveTemplate(TemplateOf(1)); }));
  EXPECT_EQ(Name(), "");
}

TEST_F(RememberedRowsTest, OfEveryKindAreForgottenWhenTheyChange) {
  const auto look = [](StoreWriter& w, bool there) {
    EXPECT_EQ(w.FindResource(AccountOf(1), ResourceOf(1))->has_value(), there);
    const auto saved = w.FindSavedBindings(AccountOf(1), TemplateOf(1));
    EXPECT_EQ((*saved)->connections.empty(), !there);
  };
  EXPECT_TRUE(queue_.Write([&](StoreWriter& w) -> Status {
    SavedBindings full = MakeSaved(AccountOf(1), TemplateOf(1));
    full.connections = {{ObjectIdOf(1), ObjectIdOf(2)}};
    if (auto put = w.PutSavedBindings(full); !put) return put;
    look(w, true);
    look(w, true);
    SavedBindings none = full;
    none.connections.clear();
    if (auto put = w.PutSavedBindings(none); !put) return put;
    if (auto removed = w.RemoveResource(AccountOf(1), ResourceOf(1)); !removed) return removed;
    look(w, false);
    return {};
  }));
}

TEST_F(RememberedRowsTest, ShowWhatAnotherProcessChanged) {
  EXPECT_EQ(Name(), MakeTemplate(1).name);
  const auto other = OpenGood(dir_.File("imprint.db"));
  EXPECT_TRUE(other->Write([](StoreWriter& w) { return w.PutTemplate(Named("theirs")); }));
  EXPECT_EQ(Name(), "theirs");
  EXPECT_TRUE(other->Write([](StoreWriter& w) { return w.RemoveTemplate(TemplateOf(1)); }));
  EXPECT_EQ(Name(), "");
}

TEST_F(RememberedRowsTest, InstallsAreCountedOfThoseThatStand) {
  const Body counts = [](StoreWriter& w) { return w.CountInstall(TemplateOf(1)); };
  const Body counts_and_writes = [](StoreWriter& w) -> Status {
    if (auto counted = w.CountInstall(TemplateOf(1)); !counted) return counted;
    if (auto added = w.AddAccount(MakeAccount(1)); !added) return added;
    return Fail(ErrorCode::kInUse, "no");
  };
  const Body counts_and_fails = [](StoreWriter& w) -> Status {
    if (auto counted = w.CountInstall(TemplateOf(1)); !counted) return counted;
    return Fail(ErrorCode::kInUse, "no");
  };
  RunTogether({counts, counts, counts_and_fails});
  EXPECT_EQ(Installs(), 2);
  RunTogether({counts, counts_and_writes, counts});
  EXPECT_EQ(Installs(), 4);
  RunTogether({counts, [](StoreWriter& w) { return w.RemoveTemplate(TemplateOf(1)); }});
  EXPECT_EQ(Name(), "");
}

}  // namespace
}  // namespace imprint::sqlite

#include <atomic>
#include <thread>

#include "store/postgres/testing/store_fixture.h"

namespace imprint {
namespace {

using namespace samples;

TEST_P(PostgresStoreTest, RunsAWriteAgainThatWasInAnothersWay) {
  const auto store = Open();
  EXPECT_TRUE(store->Write([](StoreWriter& w) { return w.PutTemplate(MakeTemplate(1)); }));
  int runs = 0;
  const auto kept = store->Write([&](StoreWriter& w) -> Status {
    auto row = w.FindTemplate(TemplateOf(1));
    if (!row) return Fail(std::move(row.error()));
    if (++runs == 1) {
      Template other = MakeTemplate(1);
      other.name = "other";
      EXPECT_TRUE(store->Write([&](StoreWriter& o) { return o.PutTemplate(other); }));
    }
    (*row)->description = "seen with name " + (*row)->name;
    return w.PutTemplate(**row);
  });
  EXPECT_TRUE(kept);
  EXPECT_EQ(runs, 2);
  EXPECT_EQ(counters_.Of(Count::kWriteRetries), 1u);
  EXPECT_EQ(counters_.Of(Count::kWrites), 3u);
  EXPECT_EQ(counters_.Of(Count::kCommits), 3u);
  EXPECT_TRUE(store->Read([](StoreReader& r) -> Status {
    EXPECT_EQ((*r.FindTemplate(TemplateOf(1)))->description, "seen with name other");
    return {};
  }));
}

TEST_P(PostgresStoreTest, LetsNoTwoWritesMissEachOther) {
  const auto store = Open();
  const auto add_if_room = [](StoreWriter& w, std::uint32_t n) -> Status {
    const auto rows = w.ListTemplates(AccountOf(1), Dialect::kIntegrator);
    if (!rows) return Fail(rows.error());
    if (rows->size() >= 5) return Fail(ErrorCode::kTooLarge, "full");
    return w.PutTemplate(MakeTemplate(n));
  };
  std::vector<std::thread> threads;
  for (std::uint32_t t = 0; t < 8; ++t) {
    threads.emplace_back([&, t] {
      for (std::uint32_t i = 0; i < 10; ++i) {
        const auto kept = store->Write([&](StoreWriter& w) { return add_if_room(w, 100 * t + i); });
        if (!kept) {
          EXPECT_EQ(kept.error().code(), ErrorCode::kTooLarge) << kept.error().detail;
        }
      }
    });
  }
  for (auto& thread : threads) thread.join();
  EXPECT_TRUE(store->Read([](StoreReader& r) -> Status {
    EXPECT_EQ(r.ListTemplates(AccountOf(1), Dialect::kIntegrator)->size(), 5u);
    return {};
  }));
}

TEST_P(PostgresStoreTest, GivesUpWhenOthersAreInTheWayOfEveryTry) {
  const auto store = Open();
  EXPECT_TRUE(PutOne(*store, "a"));
  int runs = 0;
  const auto kept = store->Write([&](StoreWriter& w) -> Status {
    ++runs;
    EXPECT_TRUE(w.FindUpload("a"));
    EXPECT_TRUE(PutOne(*store, "a"));
    return w.PutUpload([] {
      Upload upload = MakeUpload(1);
      upload.run_key = "a";
      return upload;
    }());
  });
  EXPECT_EQ(CodeOf(kept), ErrorCode::kUnavailable);
  EXPECT_GT(runs, 5);
  EXPECT_EQ(counters_.Of(Count::kStoreFailures), 1u);
}

TEST_P(PostgresStoreTest, RunsAWriteOnceMoreWhenItsConnectionIsCutBeforeTheCommit) {
  const auto store = Open();
  int runs = 0;
  const auto kept = store->Write([&](StoreWriter& w) -> Status {
    Upload upload = MakeUpload(1);
    upload.run_key = "run " + std::to_string(++runs);
    if (auto put = w.PutUpload(upload); !put) return put;
    if (auto found = w.FindUpload("x"); !found) return Fail(std::move(found.error()));
    if (runs == 1) database_.CutOff("idle in transaction");
    if (auto found = w.FindUpload("y"); !found) return Fail(std::move(found.error()));
    return {};
  });
  EXPECT_TRUE(kept) << kept.error().detail;
  EXPECT_EQ(runs, 2);
  EXPECT_FALSE(Has(*store, "run 1"));
  EXPECT_TRUE(Has(*store, "run 2"));
}

TEST_P(PostgresStoreTest, GivesUpWhenTheSecondConnectionIsCutAsWell) {
  const auto store = Open();
  int runs = 0;
  const auto kept = store->Write([&](StoreWriter& w) -> Status {
    ++runs;
    if (auto found = w.FindUpload("x"); !found) return Fail(std::move(found.error()));
    database_.CutOff("idle in transaction");
    if (auto found = w.FindUpload("y"); !found) return Fail(std::move(found.error()));
    return {};
  });
  EXPECT_EQ(CodeOf(kept), ErrorCode::kUnavailable);
  EXPECT_EQ(runs, 2);
  EXPECT_TRUE(PutOne(*store, "afterwards"));
}

TEST_P(PostgresStoreTest, DoesNotRunAWriteAgainWhoseCommitMayHaveSucceeded) {
  const auto store = Open();
  database_.Run(
      "CREATE FUNCTION cut_off() RETURNS trigger LANGUAGE plpgsql AS "
      "'BEGIN PERFORM pg_terminate_backend(pg_backend_pid()); RETURN NULL; END';"
      "CREATE CONSTRAINT TRIGGER at_commit AFTER INSERT ON uploads DEFERRABLE INITIALLY DEFERRED "
      "FOR EACH ROW EXECUTE FUNCTION cut_off()");
  int runs = 0;
  const auto kept = store->Write([&](StoreWriter& w) {
    ++runs;
    return w.PutUpload(MakeUpload(1));
  });
  EXPECT_EQ(CodeOf(kept), ErrorCode::kUnavailable);
  EXPECT_NE(kept.error().detail.find("unknown"), std::string::npos);
  EXPECT_EQ(runs, 1);
  database_.Run("DROP TRIGGER at_commit ON uploads");
  EXPECT_TRUE(PutOne(*store, "afterwards"));
}

TEST_P(PostgresStoreTest, NoticesIdleConnectionsThatWereCut) {
  const auto store = Open();
  EXPECT_TRUE(PutOne(*store, "a"));
  database_.CutOff("idle");
  EXPECT_TRUE(Has(*store, "a"));
  database_.CutOff("idle");
  const auto put = PutOne(*store, "b");
  EXPECT_TRUE(put) << put.error().detail;
  EXPECT_EQ(counters_.Of(Count::kStoreFailures), 0u);
}

TEST_P(PostgresStoreTest, TellsAReaderWhoseConnectionIsCut) {
  const auto store = Open();
  const auto read = store->Read([&](StoreReader& r) -> Status {
    EXPECT_TRUE(r.FindUpload("x"));
    database_.CutOff("idle in transaction");
    EXPECT_FALSE(r.FindUpload("y"));
    return {};  // A failure that a body does not pass on is one all the same.
  });
  EXPECT_EQ(CodeOf(read), ErrorCode::kUnavailable);
  EXPECT_FALSE(Has(*store, "x"));
}

TEST_P(PostgresStoreTest, ReturnsByItselfWhenTheServerDoes) {
  database_.Run("CREATE ROLE " + database_.name() +
                " LOGIN CONNECTION LIMIT 3; GRANT ALL ON SCHEMA " + database_.name() + " TO " +
                database_.name());
  options_.url += "&user=" + database_.name();
  {
    const auto store = Open();
    EXPECT_TRUE(PutOne(*store, "before"));
    database_.Run("ALTER ROLE " + database_.name() + " CONNECTION LIMIT 0");
    database_.CutOff("idle");
    for (int i = 0; i < 100; ++i) {
      EXPECT_EQ(CodeOf(PutOne(*store, "during")), ErrorCode::kUnavailable);
    }
    database_.Run("ALTER ROLE " + database_.name() + " CONNECTION LIMIT 3");
    while (!PutOne(*store, "after")) std::this_thread::sleep_for(std::chrono::milliseconds(5));
    EXPECT_TRUE(Has(*store, "before"));
  }
  database_.Run("DROP OWNED BY " + database_.name() + "; DROP ROLE " + database_.name());
}

TEST_P(PostgresStoreTest, BoundsItsConnectionsAndTheWaitForThem) {
  options_.connections = 2;
  options_.acquire_timeout = std::chrono::milliseconds(50);
  const auto store = Open();
  const auto read = store->Read([&](StoreReader& r) -> Status {
    EXPECT_TRUE(r.FindUpload("x"));
    return store->Read([&](StoreReader& inner) -> Status {
      EXPECT_TRUE(inner.FindUpload("x"));
      EXPECT_EQ(counters_.Of(Level::kStoreConnections), 2);
      EXPECT_EQ(counters_.Of(Level::kStoreConnectionsBusy), 2);
      return PutOne(*store, "a");
    });
  });
  EXPECT_EQ(CodeOf(read), ErrorCode::kUnavailable);
  EXPECT_TRUE(PutOne(*store, "a"));
  EXPECT_EQ(counters_.Of(Level::kStoreConnectionsBusy), 0);
}

TEST_P(PostgresStoreTest, WaitsForAConnectionThatComesFree) {
  options_.connections = 1;
  const auto store = Open();
  std::vector<std::thread> threads;
  for (int t = 0; t < 8; ++t) {
    threads.emplace_back([&, t] {
      for (int i = 0; i < 20; ++i) EXPECT_TRUE(PutOne(*store, std::to_string(100 * t + i)));
    });
  }
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(counters_.Of(Count::kWrites), 160u);
  EXPECT_EQ(counters_.Of(Level::kStoreConnections), 1);
}

TEST_P(PostgresStoreTest, BoundsTheTimeOfAStatement) {
  options_.statement_timeout = std::chrono::milliseconds(2000);
  const auto store = Open();
  EXPECT_TRUE(PutOne(*store, "a"));
  database_.Run("BEGIN; UPDATE uploads SET size = 7");
  EXPECT_EQ(CodeOf(PutOne(*store, "a")), ErrorCode::kUnavailable);
  database_.Run("ROLLBACK");
  EXPECT_TRUE(PutOne(*store, "a"));
}

TEST_P(PostgresStoreTest, LosesNoFailureOfAStatementThatNobodyWaitedFor) {
  const auto store = Open();
  database_.Run("ALTER TABLE uploads ADD CHECK (size < 100)");
  const auto put = [](StoreWriter& w, std::uint64_t size) {
    Upload upload = MakeUpload(1);
    upload.size = size;
    return w.PutUpload(upload);
  };
  EXPECT_EQ(CodeOf(store->Write([&](StoreWriter& w) { return put(w, 500); })),
            ErrorCode::kInternal);
  EXPECT_EQ(CodeOf(store->Write([&](StoreWriter& w) -> Status {
              if (auto good = put(w, 5); !good) return good;
              (void)put(w, 500);
              (void)w.FindUpload("x");  // Where the failure shows; the body does not care.
              (void)w.AddAccount(MakeAccount(1));
              return {};
            })),
            ErrorCode::kInternal);
  EXPECT_FALSE(Has(*store, "run-1"));
  EXPECT_TRUE(store->Write([&](StoreWriter& w) { return put(w, 50); }));
  EXPECT_TRUE(Has(*store, "run-1"));
}

}  // namespace
}  // namespace imprint

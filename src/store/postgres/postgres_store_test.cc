#include "store/postgres/postgres_store.h"

#include <thread>

#include "store/contract/store_contract.h"
#include "store/postgres/testing/store_fixture.h"

namespace imprint {

// Only where a server is named.
GTEST_ALLOW_UNINSTANTIATED_PARAMETERIZED_TEST(StoreContract);

namespace {

using namespace samples;
using postgres::TestDatabase;

class PostgresUnderTest final : public StoreUnderTest {
 public:
  explicit PostgresUnderTest(const std::string& server) : database_(server) {}
  Store& store() override { return *store_; }

 private:
  TestDatabase database_;
  std::unique_ptr<Store> store_ = OpenGood({.url = database_.url()});
};

std::vector<StoreKind> Kinds() {
  std::vector<StoreKind> kinds;
  for (const auto& server : postgres::TestServers()) {
    kinds.push_back({"postgres", [server] { return std::make_unique<PostgresUnderTest>(server); }});
  }
  return kinds;
}

INSTANTIATE_TEST_SUITE_P(Postgres, StoreContract, testing::ValuesIn(Kinds()));

GTEST_ALLOW_UNINSTANTIATED_PARAMETERIZED_TEST(PostgresStoreTest);
INSTANTIATE_TEST_SUITE_P(Server, PostgresStoreTest, testing::ValuesIn(postgres::TestServers()),
                         [](const auto&) { return std::string("postgres"); });

TEST(PostgresStore, RefusesAServerThatIsNotThereWithoutThePassword) {
  // Nothing can listen on port 1 without special rights.
  const auto store = PostgresStore::Open({.url = "postgres://u:hunter2@127.0.0.1:1/d"});
  ASSERT_FALSE(store);
  EXPECT_EQ(store.error().code(), ErrorCode::kUnavailable);
  EXPECT_NE(store.error().message().find("u@127.0.0.1:1/d"), std::string::npos);
  EXPECT_EQ((store.error().message() + store.error().detail).find("hunter2"), std::string::npos);
}

TEST(PostgresStore, RefusesAnotherKindOfUrl) {
  EXPECT_EQ(PostgresStore::Open({.url = "sqlite:x"}).error().code(), ErrorCode::kInvalidField);
  EXPECT_EQ(PostgresStore::Schema({.url = "sqlite:x"}).error().code(), ErrorCode::kInvalidField);
  EXPECT_EQ(PostgresStore::Migrate({.url = "sqlite:x"}, 1).error().code(),
            ErrorCode::kInvalidField);
}

TEST_P(PostgresStoreTest, KeepsWhatItHeldOverReopening) {
  EXPECT_TRUE(PutOne(*Open(), "kept"));
  EXPECT_TRUE(Has(*Open(), "kept"));
}

// Each would be right alone: both see that there is room for one more.
TEST_P(PostgresStoreTest, SendsALongWriteInParts) {
  const auto store = Open();
  constexpr std::uint32_t kRows = 3000;
  EXPECT_TRUE(store->Write([](StoreWriter& w) -> Status {
    for (std::uint32_t n = 0; n < kRows; ++n) {
      Resource resource = MakeResource(AccountOf(1), n);
      resource.document.assign(2000, 'x');
      resource.references = {ObjectIdOf(n), ObjectIdOf(n + 1)};
      if (auto put = w.PutResource(resource); !put) return put;
    }
    return {};
  }));
  EXPECT_TRUE(store->Read([&](StoreReader& r) -> Status {
    EXPECT_EQ(r.ListResources(AccountOf(1), Model::kExport)->size(), kRows);
    EXPECT_EQ(r.FindReferrers(AccountOf(1), ObjectIdOf(7))->size(), 2u);
    return {};
  }));
}

TEST_P(PostgresStoreTest, CountsInstallsOfManyThreadsAndStoresExactly) {
  constexpr int kEach = 50;
  const auto one = Open();
  const auto two = Open();
  Template row = MakeTemplate(1);
  row.installs = 1000;
  EXPECT_TRUE(one->Write([&](StoreWriter& w) { return w.PutTemplate(row); }));
  std::vector<std::thread> threads;
  for (int t = 0; t < 8; ++t) {
    threads.emplace_back([store = (t % 2 == 0 ? one : two).get()] {
      for (int i = 0; i < kEach; ++i) {
        const auto kept = store->Write([](StoreWriter& w) -> Status {
          if (auto found = w.FindTemplate(TemplateOf(1)); !found) return Fail(found.error());
          return w.CountInstall(TemplateOf(1));
        });
        EXPECT_TRUE(kept) << kept.error().detail;
      }
    });
  }
  for (auto& thread : threads) thread.join();
  EXPECT_TRUE(one->Read([](StoreReader& r) -> Status {
    constexpr int kAll = 1000 + 8 * kEach;
    EXPECT_EQ((*r.FindTemplate(TemplateOf(1)))->installs, kAll);
    EXPECT_EQ(r.ListTemplates(AccountOf(1), Dialect::kIntegrator)->at(0).installs, kAll);
    return {};
  }));
  EXPECT_TRUE(one->Write([](StoreWriter& w) { return w.RemoveTemplate(TemplateOf(1)); }));
  EXPECT_EQ(database_.Run("SELECT 1 FROM template_installs").size(), 0);
}

TEST_P(PostgresStoreTest, LetsInstallsOfOneTemplatePassEachOther) {
  const auto store = Open();
  EXPECT_TRUE(store->Write([](StoreWriter& w) { return w.PutTemplate(MakeTemplate(1)); }));
  const auto outer = store->Write([&](StoreWriter& w) -> Status {
    if (auto found = w.FindTemplate(TemplateOf(1)); !found) return Fail(found.error());
    // On a thread of its own, which counts in a row of its own.
    std::thread([&] {
      EXPECT_TRUE(store->Write([](StoreWriter& inner) -> Status {
        if (auto found = inner.FindTemplate(TemplateOf(1)); !found) return Fail(found.error());
        if (auto put = inner.AddInstallation(MakeInstallation(AccountOf(1), 1)); !put) return put;
        return inner.CountInstall(TemplateOf(1));
      }));
    }).join();
    if (auto put = w.AddInstallation(MakeInstallation(AccountOf(2), 2)); !put) return put;
    return w.CountInstall(TemplateOf(1));
  });
  EXPECT_TRUE(outer);
  EXPECT_LE(counters_.Of(Count::kWriteRetries), 1u);  // Two threads may draw one row.
}

TEST_P(PostgresStoreTest, AppliesMigrationsOnceWhoeverComesFirst) {
  std::vector<std::thread> threads;
  for (int t = 0; t < 6; ++t) {
    threads.emplace_back([this, t] {
      const auto store = PostgresStore::Open(options_);
      ASSERT_TRUE(store) << store.error().message();
      EXPECT_TRUE(PutOne(**store, std::to_string(t)));
    });
  }
  for (auto& thread : threads) thread.join();
  const auto status = PostgresStore::Schema(options_);
  ASSERT_TRUE(status);
  EXPECT_EQ(database_.Run("SELECT number FROM migrations").size(), status->newest);
}

TEST_P(PostgresStoreTest, TellsAndMovesItsSchema) {
  auto status = PostgresStore::Schema(options_);
  ASSERT_TRUE(status) << status.error().message();
  EXPECT_EQ(status->current, 0);
  ASSERT_GE(status->newest, 1);
  EXPECT_EQ(status->migrations.size(), static_cast<std::size_t>(status->newest));
  EXPECT_FALSE(status->migrations[0].applied);
  EXPECT_EQ(
      database_.Run("SELECT 1 FROM pg_tables WHERE schemaname = '" + database_.name() + "'").size(),
      0);

  options_.migrate = false;
  EXPECT_EQ(PostgresStore::Open(options_).error().code(), ErrorCode::kUnavailable);
  EXPECT_EQ(CodeOf(PostgresStore::Migrate(options_, status->newest + 1)), ErrorCode::kInvalidField);
  EXPECT_EQ(CodeOf(PostgresStore::Migrate(options_, 0)), ErrorCode::kInvalidField);
  for (int number = 1; number <= status->newest; ++number) {
    EXPECT_TRUE(PostgresStore::Migrate(options_, number));
  }
  EXPECT_TRUE(PostgresStore::Migrate(options_, status->newest));
  EXPECT_EQ(CodeOf(PostgresStore::Migrate(options_, 0)), ErrorCode::kInvalidField);
  status = PostgresStore::Schema(options_);
  EXPECT_EQ(status->current, status->newest);
  EXPECT_TRUE(status->migrations[0].applied);
  EXPECT_TRUE(PostgresStore::Open(options_));
}

TEST_P(PostgresStoreTest, RefusesANewerSchema) {
  (void)Open();
  database_.Run("INSERT INTO migrations (number, name, applied) VALUES (99, 'to come', 0)");
  for (const bool migrate : {true, false}) {
    options_.migrate = migrate;
    const auto store = PostgresStore::Open(options_);
    ASSERT_FALSE(store);
    EXPECT_EQ(store.error().code(), ErrorCode::kInternal);
    EXPECT_NE(store.error().message().find("schema 99"), std::string::npos);
    EXPECT_NE(store.error().message().find("newer version"), std::string::npos);
  }
  EXPECT_EQ(CodeOf(PostgresStore::Migrate(options_, 1)), ErrorCode::kInternal);
  EXPECT_EQ(PostgresStore::Schema(options_)->current, 99);
}

TEST_P(PostgresStoreTest, TellsADamagedRow) {
  const auto store = Open();
  EXPECT_TRUE(store->Write([](StoreWriter& w) { return w.PutTemplate(MakeTemplate(1)); }));
  database_.Run("UPDATE templates SET applications = 'not json'");
  const auto read = store->Read([](StoreReader& r) -> Status {
    auto row = r.FindTemplate(TemplateOf(1));
    if (!row) return Fail(std::move(row.error()));
    return {};
  });
  EXPECT_EQ(CodeOf(read), ErrorCode::kInternal);
}

TEST_P(PostgresStoreTest, SaysNothingOfThePasswordOrTheRows) {
  auto url = database_.url();
  url.replace(url.find("postgres@"), 9, "postgres:hunter2@");
  options_.url = url;
  const auto store = Open();
  database_.Run("ALTER TABLE uploads ADD CHECK (size < 100)");
  const auto kept = store->Write([](StoreWriter& w) {
    Upload upload = MakeUpload(1);
    upload.size = 500;
    upload.run_key = "a secret key";
    return w.PutUpload(upload);
  });
  ASSERT_FALSE(kept);
  const std::string said = kept.error().message() + kept.error().detail;
  EXPECT_NE(said.find("23514"), std::string::npos);
  EXPECT_EQ(said.find("secret"), std::string::npos);
  EXPECT_EQ(said.find("hunter2"), std::string::npos);
  options_.url.replace(options_.url.find("/postgres?"), 10, "/hunter2?");
  const auto refused = PostgresStore::Open(options_);
  ASSERT_FALSE(refused);
  EXPECT_EQ((refused.error().message() + refused.error().detail).find("hunter2"),
            std::string::npos);
}

TEST_P(PostgresStoreTest, ScansMoreThanOnePageOfEverything) {
  const auto store = Open();
  constexpr std::uint32_t kMany = 2100;
  EXPECT_TRUE(store->Write([](StoreWriter& w) -> Status {
    for (std::uint32_t n = 0; n < kMany; ++n) {
      const AccountId account = AccountOf(n / 700);
      if (auto put = w.PutUpload([&] {
            Upload upload = MakeUpload(n);
            return upload;
          }());
          !put) {
        return put;
      }
      Resource resource = MakeResource(account, n);
      resource.references = {ObjectIdOf(n)};
      if (auto put = w.PutResource(resource); !put) return put;
      if (n % 7 == 0) {
        Installation installation = MakeInstallation(account, n);
        installation.blocks = {{ObjectIdOf(8 * n), 3, 0}, {ObjectIdOf(8 * n + 4), 3, 3}};
        if (auto put = w.AddInstallation(installation); !put) return put;
        if (auto put = w.AddIdempotent(MakeIdempotent(account, std::to_string(n))); !put) {
          return put;
        }
      }
    }
    return {};
  }));

  class Counting final : public RowVisitor {
   public:
    Status Visit(const Account&) override { return {}; }
    Status Visit(const Token&) override { return {}; }
    Status Visit(const Template&) override { return {}; }
    Status Visit(const Version&) override { return {}; }
    Status Visit(const Upload& row) override { return Next(uploads, row.run_key); }
    Status Visit(const Installation& row) override {
      EXPECT_EQ(row.blocks.size(), 2u);
      return Next(installations, Key(row.account, row.id.id));
    }
    Status Visit(const Resource& row) override {
      EXPECT_EQ(row.references.size(), 1u);
      return Next(resources, Key(row.account, row.id.id));
    }
    Status Visit(const IdempotentResult& row) override {
      return Next(keys, std::string(row.account.id.Bytes()) + row.key);
    }
    Status Visit(const AuditEntry&) override { return {}; }
    Status Visit(const TemplateVersion&) override { return {}; }
    Status Visit(const InstallationStep&) override { return {}; }
    Status Visit(const SavedBindings&) override { return {}; }

    std::vector<std::string> uploads, installations, resources, keys;

   private:
    static std::string Key(AccountId account, const Id& id) {
      return std::string(account.id.Bytes()) + std::string(id.Bytes());
    }
    static Status Next(std::vector<std::string>& seen, std::string key) {
      if (!seen.empty()) {
        EXPECT_LT(seen.back(), key);
      }
      seen.push_back(std::move(key));
      return {};
    }
  } visitor;
  EXPECT_TRUE(store->Read([&](StoreReader& r) { return r.ScanAll(visitor); }));
  EXPECT_EQ(visitor.uploads.size(), kMany);
  EXPECT_EQ(visitor.resources.size(), kMany);
  EXPECT_EQ(visitor.installations.size(), kMany / 7);
  EXPECT_EQ(visitor.keys.size(), kMany / 7);

  std::size_t scanned = 0;
  EXPECT_TRUE(store->Write([](StoreWriter& w) -> Status {
    for (std::uint32_t n = 0; n < 450; ++n) {
      if (auto put = w.AddInstallation(MakeInstallation(AccountOf(9), n)); !put) return put;
    }
    return {};
  }));
  EXPECT_TRUE(store->Read([&](StoreReader& r) {
    return r.ScanInstallations(AccountOf(9), {},
                               [&](const Installation&) { return ++scanned > 0; });
  }));
  EXPECT_EQ(scanned, 450u);
}

}  // namespace
}  // namespace imprint

#include "store/sqlite/sqlite_store.h"

#include <sqlite3.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <thread>

#include "store/contract/store_contract.h"
#include "store/sqlite/testing/sqlite_files.h"

namespace imprint {
namespace {

using namespace samples;
using namespace sqlite;

class SqliteUnderTest final : public StoreUnderTest {
 public:
  Store& store() override { return *store_; }

 private:
  TempDir dir_;
  std::unique_ptr<Store> store_ = OpenGood(dir_.File("imprint.db"));
};

INSTANTIATE_TEST_SUITE_P(Sqlite, StoreContract,
                         testing::Values(StoreKind{
                             "sqlite", [] { return std::make_unique<SqliteUnderTest>(); }}));

class SqliteStoreTest : public testing::Test {
 protected:
  TempDir dir_;
  const std::string path_ = dir_.File("imprint.db");
};

TEST_F(SqliteStoreTest, KeepsWhatItHeldOverReopening) {
  {
    const auto store = OpenGood(path_);
    EXPECT_TRUE(PutOne(*store, "kept"));
    EXPECT_FALSE(store->Write([](StoreWriter& w) -> Status {
      if (auto put = w.PutUpload(MakeUpload(7)); !put) return put;
      return Fail(ErrorCode::kInUse, "no");
    }));
  }
  const auto store = OpenGood(path_);
  EXPECT_TRUE(Has(*store, "kept"));
  EXPECT_FALSE(Has(*store, "run-7"));
}

TEST_F(SqliteStoreTest, MakesFilesForTheirOwnerOnly) {
  const auto store = OpenGood(path_);
  EXPECT_TRUE(PutOne(*store, "a"));
  int files = 0;
  for (const auto& entry : std::filesystem::directory_iterator(dir_.path())) {
    SCOPED_TRACE(entry.path());
    struct stat status {};
    ASSERT_EQ(::stat(entry.path().c_str(), &status), 0);
    EXPECT_EQ(status.st_mode & 0777, 0600u);
    ++files;
  }
  EXPECT_EQ(files, 3);  // database, log, index of the log
}

TEST_F(SqliteStoreTest, TwoStoresOnOneFileSeeEachOther) {
  const auto one = OpenGood(path_);
  const auto two = OpenGood(path_);
  EXPECT_TRUE(PutOne(*one, "by one"));
  EXPECT_TRUE(Has(*two, "by one"));
  EXPECT_TRUE(PutOne(*two, "by two"));
  EXPECT_TRUE(Has(*one, "by two"));
}

TEST_F(SqliteStoreTest, TwoStoresOnOneFileWriteAtOneTime) {
  constexpr int kEach = 100;
  const auto one = OpenGood(path_);
  const auto two = OpenGood(path_);
  EXPECT_TRUE(one->Write([](StoreWriter& w) { return w.PutTemplate(MakeTemplate(1)); }));
  std::vector<std::thread> threads;
  for (Store* store : {one.get(), two.get(), one.get(), two.get()}) {
    threads.emplace_back([store] {
      for (int i = 0; i < kEach; ++i) {
        EXPECT_TRUE(store->Write([](StoreWriter& w) { return w.CountInstall(TemplateOf(1)); }));
      }
    });
  }
  for (auto& thread : threads) thread.join();
  EXPECT_TRUE(one->Read([](StoreReader& r) -> Status {
    EXPECT_EQ((*r.FindTemplate(TemplateOf(1)))->installs, 4 * kEach);
    return {};
  }));
}

TEST_F(SqliteStoreTest, ManyMayOpenANewFileAtOneTime) {
  std::vector<std::thread> threads;
  for (int i = 0; i < 6; ++i) {
    threads.emplace_back([this, i] {
      const auto store = SqliteStore::Open(path_);
      ASSERT_TRUE(store) << store.error().message();
      EXPECT_TRUE(PutOne(**store, "by " + std::to_string(i)));
    });
  }
  for (auto& thread : threads) thread.join();
  const auto store = OpenGood(path_);
  for (int i = 0; i < 6; ++i) EXPECT_TRUE(Has(*store, "by " + std::to_string(i)));
}

TEST_F(SqliteStoreTest, GivesUpOnALockThatIsNotReleased) {
  SqliteOptions options;
  options.busy_timeout = std::chrono::milliseconds(50);
  const auto store = OpenGood(path_, options);
  Foreign other(path_);
  ASSERT_EQ(other.Run("BEGIN IMMEDIATE"), SQLITE_OK);
  const auto refused = store->Write([](StoreWriter& w) { return w.PutUpload(MakeUpload(1)); });
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code(), ErrorCode::kUnavailable);
  EXPECT_EQ(refused.error().message(), "The store is not available right now.");
  EXPECT_NE(refused.error().detail, "");
  EXPECT_FALSE(Has(*store, "run-1"));
  ASSERT_EQ(other.Run("ROLLBACK"), SQLITE_OK);
  EXPECT_TRUE(PutOne(*store, "run-1"));
}

TEST_F(SqliteStoreTest, CommitsTheWritesThatWaitTogether) {
  constexpr int kThreads = 64;
  constexpr int kEach = 20;
  SqliteOptions options;
  Counting counting;
  options.metrics = &counting;
  const auto store = OpenGood(path_, options);
  std::vector<std::thread> threads;
  for (int t = 0; t < kThreads; ++t) {
    threads.emplace_back([&, t] {
      for (int i = 0; i < kEach; ++i) {
        const auto key = std::to_string(t) + "/" + std::to_string(i);
        EXPECT_TRUE(PutOne(*store, key));
        // A neighbour that fails takes nobody else with it.
        EXPECT_FALSE(store->Write([&](StoreWriter& w) -> Status {
          Upload upload = MakeUpload(1);
          upload.run_key = "failed " + key;
          if (auto put = w.PutUpload(upload); !put) return put;
          return Fail(ErrorCode::kConflict, "no");
        }));
      }
    });
  }
  for (auto& thread : threads) thread.join();
  for (int t = 0; t < kThreads; ++t) {
    for (int i = 0; i < kEach; ++i) {
      const auto key = std::to_string(t) + "/" + std::to_string(i);
      EXPECT_TRUE(Has(*store, key)) << key;
      EXPECT_FALSE(Has(*store, "failed " + key)) << key;
    }
  }
  EXPECT_LT(counting.Of(Count::kCommits), 2u * kThreads * kEach);
  EXPECT_EQ(counting.Of(Count::kWrites), std::uint64_t{kThreads} * kEach);
  EXPECT_EQ(counting.Of(Count::kStoreFailures), 0u);
  EXPECT_EQ(counting.commit_waits(), 2u * kThreads * kEach);
}

TEST_F(SqliteStoreTest, RefusesAWriteInsideAWrite) {
  const auto store = OpenGood(path_);
  EXPECT_TRUE(store->Write([&](StoreWriter&) -> Status {
    const auto inner = store->Write([](StoreWriter&) -> Status { return {}; });
    EXPECT_FALSE(inner);
    return {};
  }));
}

TEST_F(SqliteStoreTest, RefusesADatabaseOfANewerVersion) {
  OpenGood(path_).reset();
  ASSERT_EQ(Foreign(path_).Run("INSERT INTO schema_version (version) VALUES (99)"), SQLITE_OK);
  const auto store = SqliteStore::Open(path_);
  ASSERT_FALSE(store);
  EXPECT_EQ(store.error().code(), ErrorCode::kInternal);
  EXPECT_NE(store.error().message().find("schema 99"), std::string::npos)
      << store.error().message();
}

TEST_F(SqliteStoreTest, RefusesAFileThatIsNoDatabase) {
  std::ofstream(path_) << std::string(10000, 'x');
  const auto store = SqliteStore::Open(path_);
  ASSERT_FALSE(store);
  EXPECT_EQ(store.error().code(), ErrorCode::kInternal);
}

TEST_F(SqliteStoreTest, TellsDamageFromAbsence) {
  constexpr int kRows = 2000;
  {
    const auto store = OpenGood(path_);
    ASSERT_TRUE(store->Write([](StoreWriter& w) -> Status {
      for (int i = 0; i < kRows; ++i) {
        Upload upload = MakeUpload(1);
        upload.run_key = "key " + std::to_string(i);
        upload.file_name = std::string(400, 'f');
        if (auto put = w.PutUpload(upload); !put) return put;
      }
      return {};
    }));
  }
  // Everything behind the first pages, which hold the schema.
  const auto size = std::filesystem::file_size(path_);
  constexpr std::size_t kSchemaPages = 64 * 4096;
  ASSERT_GT(size, 2 * kSchemaPages);
  std::fstream file(path_, std::ios::in | std::ios::out | std::ios::binary);
  file.seekp(kSchemaPages);
  file << std::string(size - kSchemaPages, '\x5a');
  file.close();

  const auto store = OpenGood(path_);
  int damaged = 0;
  for (int i = 0; i < kRows; ++i) {
    const auto read = store->Read([&](StoreReader& r) -> Status {
      auto found = r.FindUpload("key " + std::to_string(i));
      if (!found) return Fail(std::move(found.error()));
      EXPECT_TRUE(*found);
      return {};
    });
    if (read) continue;
    ++damaged;
    EXPECT_EQ(read.error().code(), ErrorCode::kInternal);
    EXPECT_EQ(read.error().message(), "The store could not answer.");
  }
  EXPECT_GT(damaged, 0);
}

TEST_F(SqliteStoreTest, TellsUnreadableRowsFromAbsence) {
  const auto store = OpenGood(path_);
  ASSERT_TRUE(store->Write(
      [](StoreWriter& w) { return w.AddInstallation(MakeInstallation(AccountOf(1), 1)); }));
  ASSERT_EQ(Foreign(path_).Run("UPDATE installations SET bindings = '{'"), SQLITE_OK);
  const auto read = store->Read([](StoreReader& r) -> Status {
    auto found = r.FindInstallation(AccountOf(1), InstallationOf(1));
    if (!found) return Fail(std::move(found.error()));
    return {};
  });
  ASSERT_FALSE(read);
  EXPECT_EQ(read.error().code(), ErrorCode::kInternal);
}

/// Asks for one row of each kind that the lifecycle has; the first error.
Status AskForLifecycle(StoreReader& r) {
  if (auto found = r.FindTemplateVersion(TemplateOf(1), 1); !found) return Fail(found.error());
  if (auto found = r.FindStep(AccountOf(1), InstallationOf(1), 1); !found) {
    return Fail(found.error());
  }
  if (auto found = r.FindSavedBindings(AccountOf(1), TemplateOf(1)); !found) {
    return Fail(found.error());
  }
  return {};
}

TEST_F(SqliteStoreTest, TellsUnreadableRowsOfTheLifecycleFromAbsence) {
  const auto store = OpenGood(path_);
  const auto keep = [](StoreWriter& w) -> Status {
    TemplateVersion version = MakeTemplateVersion(TemplateOf(1), 1);
    version.signature = SignatureOf(7);
    auto kept = w.PutTemplateVersion(version);
    if (kept) kept = w.RemoveInstallation(AccountOf(1), InstallationOf(1));
    if (kept) kept = w.AddStep(MakeStep(AccountOf(1), InstallationOf(1), 1));
    if (kept) kept = w.PutSavedBindings(MakeSaved(AccountOf(1), TemplateOf(1)));
    return kept;
  };
  const char* damages[] = {
      "UPDATE template_versions SET signature = NULL",
      "UPDATE template_versions SET public_key = NULL",
      "UPDATE template_versions SET public_key = zeroblob(31)",
      "UPDATE template_versions SET signature = zeroblob(65)",
      "UPDATE template_versions SET version = x'00'",
      "UPDATE installation_steps SET change = 3",
      "UPDATE installation_steps SET change = -1",
      "UPDATE installation_steps SET version_before = x''",
      "UPDATE saved_bindings SET bindings = '{'",
      "UPDATE saved_bindings SET bindings = '{}'",
  };
  for (const char* damage : damages) {
    SCOPED_TRACE(damage);
    ASSERT_TRUE(store->Write(keep));
    EXPECT_TRUE(store->Read(AskForLifecycle));
    ASSERT_EQ(Foreign(path_).Run(damage), SQLITE_OK);
    const auto read = store->Read(AskForLifecycle);
    ASSERT_FALSE(read);
    EXPECT_EQ(read.error().code(), ErrorCode::kInternal);
    EXPECT_EQ(read.error().message(), "The store could not answer.");
  }
}

TEST_F(SqliteStoreTest, TellsTheOperatorWhyAFileCannotBeOpened) {
  const auto store = SqliteStore::Open(dir_.File("no/such/folder/imprint.db"));
  ASSERT_FALSE(store);
  EXPECT_EQ(store.error().code(), ErrorCode::kUnavailable);
  EXPECT_NE(store.error().message().find("no/such/folder"), std::string::npos);
}

/// Acts as a user that file modes hold for.
class AsNobody {
 public:
  AsNobody() : changed_(::geteuid() == 0 && ::seteuid(65534) == 0) {}
  AsNobody(const AsNobody&) = delete;
  AsNobody& operator=(const AsNobody&) = delete;
  ~AsNobody() {
    if (changed_ && ::seteuid(0) != 0) std::abort();
  }

 private:
  const bool changed_;
};

TEST_F(SqliteStoreTest, RefusesAFileThatMayOnlyBeRead) {
  OpenGood(path_).reset();
  ASSERT_EQ(::chmod(dir_.path().c_str(), 0755), 0);
  ASSERT_EQ(::chmod(path_.c_str(), 0444), 0);
  const AsNobody nobody;
  const auto store = SqliteStore::Open(path_);
  ASSERT_FALSE(store);
  EXPECT_EQ(store.error().code(), ErrorCode::kUnavailable);
  EXPECT_NE(store.error().message().find("cannot be written"), std::string::npos)
      << store.error().message();
}

/// Makes writes fail behind `bytes` of a file, as a full disk does.
class FullDisk {
 public:
  explicit FullDisk(rlim_t bytes) {
    ::getrlimit(RLIMIT_FSIZE, &before_);
    signal_ = std::signal(SIGXFSZ, SIG_IGN);
    const rlimit limit{bytes, before_.rlim_max};
    ::setrlimit(RLIMIT_FSIZE, &limit);
  }
  FullDisk(const FullDisk&) = delete;
  FullDisk& operator=(const FullDisk&) = delete;
  ~FullDisk() {
    ::setrlimit(RLIMIT_FSIZE, &before_);
    std::signal(SIGXFSZ, signal_);
  }

 private:
  rlimit before_{};
  void (*signal_)(int) = SIG_DFL;
};

Status PutLarge(StoreWriter& writer) {
  Resource large = MakeResource(AccountOf(1), 5);
  large.document = std::string(4 * 1024 * 1024, 'x');
  return writer.PutResource(large);
}

TEST_F(SqliteStoreTest, KeepsNothingOfAWriteThatTheDiskDoesNotTake) {
  const auto store = OpenGood(path_);
  EXPECT_TRUE(PutOne(*store, "before"));
  const struct {
    const char* name;
    std::function<Status(StoreWriter&)> body;
  } cases[] = {
      {"told by the body", PutLarge},
      {"passed over by the body",
       [](StoreWriter& w) -> Status {
         if (auto put = w.PutUpload(MakeUpload(7)); !put) return put;
         (void)PutLarge(w);
         return {};
       }},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.name);
    {
      const FullDisk full(256 * 1024);
      const auto written = store->Write(c.body);
      ASSERT_FALSE(written);
      EXPECT_EQ(written.error().code(), ErrorCode::kUnavailable);
      EXPECT_EQ(written.error().message(), "The store is not available right now.");
    }
    EXPECT_TRUE(Has(*store, "before"));
    EXPECT_FALSE(Has(*store, "run-7"));
  }
  EXPECT_TRUE(store->Write(PutLarge));
  EXPECT_TRUE(store->Read([](StoreReader& r) -> Status {
    EXPECT_EQ((*r.FindResource(AccountOf(1), ResourceOf(5)))->document.size(), 4u * 1024 * 1024);
    return {};
  }));
}

}  // namespace
}  // namespace imprint

#include <sched.h>
#include <sys/mount.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <fstream>

#include "store/contract/store_contract.h"
#include "store/sqlite/testing/sqlite_files.h"

namespace imprint::sqlite {
namespace {

using namespace samples;

/// The faults of a disk: from the moment that `Fail` says, SQLite's writes end with an errno.
class FaultyDisk {
 public:
  FaultyDisk() {
    sqlite3_vfs* vfs = sqlite3_vfs_find("unix");
    Replace(vfs, "write", &Write);
    Replace(vfs, "pwrite", &Pwrite);
    Replace(vfs, "pwrite64", &Pwrite);
    Replace(vfs, "ftruncate", &Truncate);
  }
  FaultyDisk(const FaultyDisk&) = delete;
  FaultyDisk& operator=(const FaultyDisk&) = delete;
  ~FaultyDisk() {
    sqlite3_vfs* vfs = sqlite3_vfs_find("unix");
    vfs->xSetSystemCall(vfs, nullptr, nullptr);
    Heal();
  }

  /// Every write behind the next `good` ones fails.
  void Fail(int code, int good) {
    good_ = good;
    error_ = code;
  }
  void Heal() { error_ = 0; }
  /// Whether a write was refused since Fail.
  bool hit() const { return good_ < 0; }

  static bool Refuses() {
    if (error_ == 0 || --good_ >= 0) return false;
    errno = error_;
    return true;
  }

 private:
  template <typename Function>
  static void Replace(sqlite3_vfs* vfs, const char* name, Function* function) {
    ASSERT_EQ(vfs->xSetSystemCall(vfs, name, reinterpret_cast<sqlite3_syscall_ptr>(function)),
              SQLITE_OK);
  }
  static ssize_t Write(int file, const void* bytes, size_t size) {
    return Refuses() ? -1 : ::write(file, bytes, size);
  }
  static ssize_t Pwrite(int file, const void* bytes, size_t size, off_t at) {
    return Refuses() ? -1 : ::pwrite(file, bytes, size, at);
  }
  static int Truncate(int file, off_t size) { return Refuses() ? -1 : ::ftruncate(file, size); }

  static inline std::atomic<int> error_{0};
  static inline std::atomic<int> good_{0};
};

}  // namespace
}  // namespace imprint::sqlite

// SQLite calls these directly; the test's own take their place.
extern "C" int fdatasync(int file) {
  if (imprint::sqlite::FaultyDisk::Refuses()) return -1;
  return static_cast<int>(::syscall(SYS_fdatasync, file));
}
extern "C" int fsync(int file) {
  if (imprint::sqlite::FaultyDisk::Refuses()) return -1;
  return static_cast<int>(::syscall(SYS_fsync, file));
}

namespace imprint::sqlite {
namespace {

/// A write of so many bytes that the log is copied into the database behind it.
Status PutPair(StoreWriter& w, std::uint64_t number) {
  for (const char* key : {"left", "right"}) {
    Upload upload = MakeUpload(1);
    upload.run_key = key;
    upload.size = number;
    if (auto put = w.PutUpload(upload); !put) return put;
    Resource large = MakeResource(AccountOf(1), static_cast<std::uint32_t>(number % 7));
    large.document = std::string(2'300'000, static_cast<char>('a' + number % 26));
    if (auto put = w.PutResource(large); !put) return put;
  }
  return {};
}

/// The number of the last pair; fails the test when there is half a pair.
std::uint64_t NumberOfPair(Store& store) {
  std::uint64_t number = 0;
  const auto read = store.Read([&](StoreReader& r) -> Status {
    const auto left = r.FindUpload("left");
    const auto right = r.FindUpload("right");
    if (!left || !right) return Fail(left ? right.error() : left.error());
    EXPECT_EQ((*left)->size, (*right)->size);
    number = (*left)->size;
    return {};
  });
  EXPECT_TRUE(read) << read.error().detail;
  return number;
}

class FaultsTest : public testing::Test {
 protected:
  TempDir dir_;
  const std::string path_ = dir_.File("imprint.db");
};

TEST_F(FaultsTest, KeepsWholeWritesOnlyWhereverTheDiskFails) {
  FaultyDisk disk;
  auto store = OpenGood(path_);
  std::uint64_t number = 1;
  ASSERT_TRUE(store->Write([&](StoreWriter& w) { return PutPair(w, number); }));
  int refused = 0;
  for (const int code : {ENOSPC, EROFS, EIO}) {
    bool hit = true;
    for (int good = 0; hit; good += good < 12 ? 1 : 83) {
      SCOPED_TRACE(testing::Message() << "errno " << code << " behind " << good << " writes");
      const std::uint64_t before = number++;
      disk.Fail(code, good);
      const auto written = store->Write([&](StoreWriter& w) { return PutPair(w, number); });
      hit = disk.hit();
      EXPECT_EQ(NumberOfPair(*store), written ? number : before);
      if (!written) {
        ++refused;
        EXPECT_EQ(written.error().code(), ErrorCode::kUnavailable) << written.error().detail;
        EXPECT_FALSE(store->Write([&](StoreWriter& w) { return PutPair(w, number); }));
      }
      disk.Heal();
      EXPECT_EQ(NumberOfPair(*store), written ? number : before);
      ++number;
      const auto back = store->Write([&](StoreWriter& w) { return PutPair(w, number); });
      ASSERT_TRUE(back) << back.error().detail;
      EXPECT_EQ(NumberOfPair(*store), number);
    }
  }
  EXPECT_GT(refused, 30);
  store.reset();
  store = OpenGood(path_);
  EXPECT_EQ(NumberOfPair(*store), number);
  EXPECT_EQ(Foreign(path_).Ask("PRAGMA integrity_check"), "ok");
}

TEST_F(FaultsTest, CountsWhatTheStoreCouldNotDo) {
  FaultyDisk disk;
  Counting counting;
  SqliteOptions options;
  options.metrics = &counting;
  const auto store = OpenGood(path_, options);
  EXPECT_TRUE(PutOne(*store, "a"));
  disk.Fail(EIO, 0);
  EXPECT_FALSE(PutOne(*store, "b"));
  EXPECT_FALSE(PutOne(*store, "c"));
  disk.Heal();
  EXPECT_TRUE(PutOne(*store, "d"));
  EXPECT_EQ(counting.Of(Count::kStoreFailures), 2u);
  EXPECT_EQ(counting.Of(Count::kWrites), 2u);
  EXPECT_EQ(counting.Of(Count::kCommits), 2u);
}

TEST_F(FaultsTest, RefusesToOpenOnADiskThatFails) {
  FaultyDisk disk;
  SqliteOptions options;
  options.busy_timeout = std::chrono::milliseconds(50);
  disk.Fail(ENOSPC, 0);
  const auto refused = SqliteStore::Open(path_, options);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code(), ErrorCode::kUnavailable);
  disk.Heal();
  EXPECT_TRUE(SqliteStore::Open(path_));
}

// ---- A real file system: only where the test may mount one, in a process of its own that takes
// the mount away with it.

#define ENSURE(condition)                                          \
  do {                                                             \
    if (!(condition)) {                                            \
      std::fprintf(stderr, "line %d: " #condition "\n", __LINE__); \
      std::_Exit(1);                                               \
    }                                                              \
  } while (false)

bool MountSmall(const std::string& folder) {
  return ::unshare(CLONE_NEWNS) == 0 &&
         ::mount(nullptr, "/", nullptr, MS_REC | MS_PRIVATE, nullptr) == 0 &&
         ::mount("none", folder.c_str(), "tmpfs", 0, "size=6m") == 0;
}

bool IsUnavailable(const Status& status) {
  return !status && status.error().code() == ErrorCode::kUnavailable;
}

void Fill(const std::string& path) {
  std::ofstream filler(path, std::ios::binary);
  const std::string block(4096, 'f');
  while (filler.write(block.data(), static_cast<std::streamsize>(block.size())).flush()) continue;
}

[[noreturn]] void RunOnAFullDisk(const std::string& folder) {
  if (!MountSmall(folder)) std::_Exit(77);
  const auto store = OpenGood(folder + "/imprint.db");
  const auto put_large = [](StoreWriter& w) {
    Resource large = MakeResource(AccountOf(1), 1);
    large.document = std::string(600'000, 'x');
    return w.PutResource(large);
  };
  for (int round = 0; round < 5; ++round) {
    const std::string key = "round " + std::to_string(round);
    ENSURE(PutOne(*store, key));
    Fill(folder + "/filler");
    for (int i = 0; i < 3; ++i) ENSURE(IsUnavailable(store->Write(put_large)));
    ENSURE(Has(*store, key));
    std::filesystem::remove(folder + "/filler");
    ENSURE(store->Write(put_large));
    for (int i = 0; i <= round; ++i) ENSURE(Has(*store, "round " + std::to_string(i)));
  }
  std::_Exit(0);
}

[[noreturn]] void RunOnAReadOnlyDisk(const std::string& folder) {
  if (!MountSmall(folder)) std::_Exit(77);
  const std::string path = folder + "/imprint.db";
  ENSURE(PutOne(*OpenGood(path), "kept"));
  ENSURE(::mount("none", folder.c_str(), "tmpfs", MS_REMOUNT | MS_RDONLY, nullptr) == 0);
  const auto refused = SqliteStore::Open(path);
  ENSURE(!refused && refused.error().code() == ErrorCode::kUnavailable);
  ENSURE(::mount("none", folder.c_str(), "tmpfs", MS_REMOUNT, nullptr) == 0);
  ENSURE(Has(*OpenGood(path), "kept"));
  std::_Exit(0);
}

bool PassedOrSkipped(int status) {
  if (!WIFEXITED(status)) return false;
  if (WEXITSTATUS(status) == 77) std::fprintf(stderr, "may not mount\n");
  return WEXITSTATUS(status) == 0 || WEXITSTATUS(status) == 77;
}

TEST_F(FaultsTest, OutlivesAFullDisk) {
  EXPECT_EXIT(RunOnAFullDisk(dir_.path().string()), PassedOrSkipped, "");
}

TEST_F(FaultsTest, OutlivesAReadOnlyDisk) {
  EXPECT_EXIT(RunOnAReadOnlyDisk(dir_.path().string()), PassedOrSkipped, "");
}

}  // namespace
}  // namespace imprint::sqlite

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <algorithm>
#include <atomic>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>
#include <string>
#include <thread>
#include <utility>

#include "base/json/document.h"
#include "blob/file/file_blob_store.h"
#include "bundle/testing/temp_folder.h"
#include "main/backup_manifest.h"
#include "main/store_commands.h"
#include "store/contract/rows.h"
#include "store/sqlite/sqlite_store.h"

namespace imprint {
namespace {

using namespace samples;
namespace fs = std::filesystem;

/// What one command said and how it ended.
struct Outcome {
  int code = 0;
  std::string out;
  std::string err;
};

template <typename Command, typename Options>
Outcome Run(const Command& command, const Options& options) {
  testing::internal::CaptureStdout();
  testing::internal::CaptureStderr();
  const int code = command(options);
  std::fflush(stdout);
  std::fflush(stderr);
  return {code, testing::internal::GetCapturedStdout(), testing::internal::GetCapturedStderr()};
}

Outcome Backup(const std::string& data, const std::string& output) {
  BackupOptions options;
  options.place.data = data;
  options.output = output;
  return Run(BackupCommand, options);
}

Outcome Restore(const std::string& backup, const std::string& data) {
  RestoreOptions options;
  options.backup = backup;
  options.place.data = data;
  return Run(RestoreCommand, options);
}

std::unique_ptr<Store> OpenStore(const std::string& data) {
  return std::move(*SqliteStore::Open(data + "/imprint.db"));
}

std::unique_ptr<BlobStore> OpenBlobs(const std::string& data) {
  return std::move(*FileBlobStore::Open(data + "/blobs"));
}

Rows AllOf(const std::string& data) {
  Rows rows;
  EXPECT_TRUE(OpenStore(data)->Read([&](StoreReader& reader) -> Status {
    rows = *CollectAll(reader);
    return {};
  }));
  return rows;
}

std::string TextOf(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

class BackupTest : public testing::Test {
 protected:
  void SetUp() override {
    ASSERT_TRUE(crypto::Initialise());
    ::unsetenv("IMPRINT_DATABASE");
    ::unsetenv("IMPRINT_BLOBS");
    rows_ = RandomRows(1);
    rows_.versions.resize(3);
    rows_.uploads.resize(3);
    fs::create_directory(data_);
    const auto blobs = OpenBlobs(data_);
    for (auto& version : rows_.versions) {
      version.source = *blobs->Put("source " + crypto::RandomText(6));
      version.id = *blobs->Put("version " + crypto::RandomText(6));
    }
    std::sort(rows_.versions.begin(), rows_.versions.end(),
              [](const Version& a, const Version& b) { return a.id < b.id; });
    for (auto& upload : rows_.uploads) {
      if (upload.blob) upload.blob = rows_.versions[0].source;
    }
    ASSERT_TRUE(OpenStore(data_)->Write([&](StoreWriter& w) { return PutAll(w, rows_); }));
  }

  test::TempFolder folder_;
  const std::string data_ = folder_.Path("data");
  const std::string backup_ = folder_.Path("backup");
  const std::string restored_ = folder_.Path("restored");
  Rows rows_;
};

TEST_F(BackupTest, GoesThereAndBack) {
  const auto made = Backup(data_, backup_);
  ASSERT_EQ(made.code, 0) << made.err;
  EXPECT_NE(made.out.find("blobs                        6  "), std::string::npos) << made.out;
  EXPECT_NE(made.err.find("secret key"), std::string::npos);
  EXPECT_FALSE(fs::exists(backup_ + ".partial"));
  const auto restored = Restore(backup_, restored_);
  ASSERT_EQ(restored.code, 0) << restored.err;
  EXPECT_EQ(restored.out, made.out);
  EXPECT_EQ(Difference(AllOf(restored_), rows_), "");
  for (const auto& version : rows_.versions) {
    EXPECT_EQ(*OpenBlobs(restored_)->Read(version.id), *OpenBlobs(data_)->Read(version.id));
  }
}

TEST_F(BackupTest, IsForItsOwnerOnlyAndHoldsNothingElse) {
  std::ofstream(data_ + "/secret.key") << std::string(64, 'a') << "\n";
  ASSERT_EQ(Backup(data_, backup_ + "/").code, 0);
  struct stat status {};
  ASSERT_EQ(::stat(backup_.c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777, 0700u);
  std::vector<std::string> names;
  for (const auto& entry : fs::directory_iterator(backup_))
    names.push_back(entry.path().filename());
  std::sort(names.begin(), names.end());
  EXPECT_EQ(names, (std::vector<std::string>{"backup.json", "blobs", "imprint.db"}));
  for (const auto& entry : fs::recursive_directory_iterator(backup_)) {
    if (!entry.is_regular_file()) continue;
    ASSERT_EQ(::stat(entry.path().c_str(), &status), 0);
    EXPECT_EQ(status.st_mode & 0077, 0u) << entry.path();
  }
  EXPECT_EQ(TextOf(backup_ + "/backup.json").find(std::string(64, 'a')), std::string::npos);
}

TEST_F(BackupTest, SaysWhatItHolds) {
  ASSERT_EQ(Backup(data_, backup_).code, 0);
  const auto document = json::Document::Parse(TextOf(backup_ + "/backup.json"), 5);
  ASSERT_TRUE(document);
  const auto root = document->root();
  EXPECT_NE(root["imprint"].string(), "");
  EXPECT_EQ(root["time"].string().size(), 24u);
  EXPECT_EQ(root["rows"]["accounts"]["count"].raw(), std::to_string(rows_.accounts.size()));
  EXPECT_EQ(root["rows"]["resources"]["digest"].string().size(), 64u);
  EXPECT_EQ(root["blobs"]["count"].raw(), "6");
}

TEST_F(BackupTest, IsConsistentWhileServing) {
  const auto store = OpenStore(data_);
  const auto blobs = OpenBlobs(data_);
  std::atomic<bool> stop{false};
  std::atomic<int> written{0};
  std::thread writer([&] {
    for (std::uint32_t n = 60'000; !stop; ++n) {
      Version version = MakeVersion(n);
      version.id = version.source = *blobs->Put("late " + std::to_string(n));
      EXPECT_TRUE(store->Write([&](StoreWriter& w) -> Status {
        if (auto added = w.AddVersion(version); !added) return added;
        return w.AddAccount(MakeAccount(n));
      }));
      ++written;
    }
  });
  while (written < 3) std::this_thread::yield();
  const auto made = Backup(data_, backup_);
  stop = true;
  writer.join();
  ASSERT_EQ(made.code, 0) << made.err;
  ASSERT_EQ(Restore(backup_, restored_).code, 0);
  const Rows held = AllOf(restored_);
  EXPECT_EQ(held.accounts.size() - rows_.accounts.size(),
            held.versions.size() - rows_.versions.size());
  EXPECT_GE(held.versions.size() - rows_.versions.size(), 3u);
}

TEST_F(BackupTest, RefusesWhatItWouldOverwriteOrCannotFind) {
  fs::create_directory(backup_);
  auto refused = Backup(data_, backup_);
  EXPECT_EQ(refused.code, 1);
  EXPECT_EQ(refused.out, "");
  EXPECT_NE(refused.err.find("exists already"), std::string::npos);
  fs::remove(backup_);

  fs::create_directory(backup_ + ".partial");
  refused = Backup(data_, backup_);
  EXPECT_EQ(refused.code, 1);
  EXPECT_NE(refused.err.find("remove it"), std::string::npos);
  EXPECT_TRUE(fs::exists(backup_ + ".partial"));
  fs::remove(backup_ + ".partial");

  refused = Backup(folder_.Path("typo"), backup_);
  EXPECT_EQ(refused.code, 1);
  EXPECT_NE(refused.err.find("no database"), std::string::npos);
  EXPECT_FALSE(fs::exists(folder_.Path("typo")));
  EXPECT_FALSE(fs::exists(backup_));
}

TEST_F(BackupTest, LeavesNothingBehindWhenItFails) {
  const std::string hex = crypto::Hex(crypto::AsText(rows_.versions[1].id.bytes));
  ASSERT_TRUE(fs::remove(data_ + "/blobs/" + hex.substr(0, 2) + "/" + hex.substr(2)));
  const auto failed = Backup(data_, backup_);
  EXPECT_EQ(failed.code, 1);
  EXPECT_NE(failed.err.find("missing"), std::string::npos);
  EXPECT_FALSE(fs::exists(backup_));
  EXPECT_FALSE(fs::exists(backup_ + ".partial"));
}

TEST_F(BackupTest, IsNotRestoredOnceItWasChanged) {
  const struct {
    const char* name;
    const char* says;
    std::function<void(const std::string& backup)> change;
  } cases[] = {
      {"a row", "tokens",
       [](const std::string& backup) {
         EXPECT_TRUE(OpenStore(backup)->Write(
             [](StoreWriter& w) { return w.AddToken(MakeToken(99'999)); }));
       }},
      {"a field", "accounts",
       [this](const std::string& backup) {
         EXPECT_TRUE(OpenStore(backup)->Write([this](StoreWriter& w) {
           return w.SetPartner(rows_.accounts[0].id, !rows_.accounts[0].partner);
         }));
       }},
      {"a blob", "damaged",
       [this](const std::string& backup) {
         const std::string hex = crypto::Hex(crypto::AsText(rows_.versions[1].id.bytes));
         const std::string path = backup + "/blobs/" + hex.substr(0, 2) + "/" + hex.substr(2);
         fs::permissions(path, fs::perms::owner_all);
         std::fstream(path, std::ios::in | std::ios::out) << "V";
       }},
      {"the list", "backup.json",
       [](const std::string& backup) { std::ofstream(backup + "/backup.json") << "{}"; }},
      {"no list", "not a backup",
       [](const std::string& backup) { fs::remove(backup + "/backup.json"); }},
  };
  ASSERT_EQ(Backup(data_, backup_).code, 0);
  int n = 0;
  for (const auto& c : cases) {
    SCOPED_TRACE(c.name);
    const std::string changed = backup_ + std::to_string(++n);
    fs::copy(backup_, changed, fs::copy_options::recursive);
    c.change(changed);
    const auto refused = Restore(changed, restored_);
    EXPECT_EQ(refused.code, 1);
    EXPECT_EQ(refused.out, "");
    EXPECT_NE(refused.err.find(c.says), std::string::npos) << refused.err;
    EXPECT_FALSE(fs::exists(restored_));
  }
  EXPECT_EQ(Restore(backup_, restored_).code, 0);
}

TEST_F(BackupTest, IsNotRestoredOverSomethingElse) {
  ASSERT_EQ(Backup(data_, backup_).code, 0);
  const auto refused = Restore(backup_, data_);
  EXPECT_EQ(refused.code, 1);
  EXPECT_NE(refused.err.find("not empty"), std::string::npos);
  EXPECT_EQ(Difference(AllOf(data_), rows_), "");
}

TEST_F(BackupTest, OfAnOlderSchemaIsRestoredAndStaysAsItIs) {
  const std::string old = folder_.Path("old");
  fs::create_directory(old);
  fs::copy(data_ + "/blobs", old + "/blobs", fs::copy_options::recursive);
  ASSERT_TRUE(SqliteStore::Migrate(old + "/imprint.db", 1));
  BackupManifest manifest;
  manifest.imprint = "0.1.0";
  manifest.schema = 1;
  std::ofstream(old + "/backup.json") << WriteManifest(manifest);
  const auto before = TextOf(old + "/imprint.db");
  const auto restored = Restore(old, restored_);
  ASSERT_EQ(restored.code, 0) << restored.err;
  EXPECT_EQ(AllOf(restored_).size(), 0u);
  EXPECT_EQ(SqliteStore::Schema(old + "/imprint.db")->current, 1);
  EXPECT_EQ(TextOf(old + "/imprint.db"), before);
}

}  // namespace
}  // namespace imprint

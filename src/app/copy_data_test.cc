#include "app/copy_data.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <filesystem>
#include <fstream>
#include <memory>
#include <thread>

#include "app/key_check.h"
#include "blob/file/file_blob_store.h"
#include "bundle/testing/temp_folder.h"
#include "store/contract/rows.h"
#include "store/memory/memory_store.h"
#include "store/sqlite/sqlite_store.h"

namespace imprint {
namespace {

using namespace samples;
namespace fs = std::filesystem;

std::string TextOfBlob(std::uint32_t seed, std::size_t n) {
  return "blob " + std::to_string(seed) + "/" + std::to_string(n) +
         std::string(n * 997 % 300'000, 'b');
}

/// A store with its blobs, which a test can look into and damage.
class Place {
 public:
  explicit Place(bool in_memory) {
    blobs_ = std::move(*FileBlobStore::Open(folder_.Path("blobs")));
    if (in_memory) {
      store_ = std::make_unique<MemoryStore>();
    } else {
      store_ = std::move(*SqliteStore::Open(folder_.Path("imprint.db")));
    }
  }

  Store& store() { return *store_; }
  BlobStore& blobs() { return *blobs_; }

  void Write(const std::function<Status(StoreWriter&)>& body) {
    const auto written = store_->Write(body);
    ASSERT_TRUE(written) << written.error().message() << " / " << written.error().detail;
  }
  Hash PutBlob(const std::string& bytes) { return *blobs_->Put(bytes); }
  Rows All() {
    Rows rows;
    EXPECT_TRUE(store_->Read([&](StoreReader& reader) -> Status {
      rows = *CollectAll(reader);
      return {};
    }));
    return rows;
  }
  std::string Setting(std::string_view name) {
    std::string value;
    EXPECT_TRUE(store_->Read([&](StoreReader& reader) -> Status {
      value = reader.FindSetting(name)->value_or("");
      return {};
    }));
    return value;
  }
  std::string FileOf(const Hash& hash) {
    const std::string hex = crypto::Hex(crypto::AsText(hash.bytes));
    return folder_.Path("blobs/" + hex.substr(0, 2) + "/" + hex.substr(2));
  }
  std::size_t CountBlobs() {
    std::size_t count = 0;
    EXPECT_TRUE(blobs_->ForEach([&](const Hash&, Time) { ++count; }));
    return count;
  }

  /// Rows of every kind, whose blobs are there.
  Rows Fill(std::uint32_t seed) {
    Rows rows = RandomRows(seed);
    // Each blob costs some waits for the disk.
    rows.versions.resize(5);
    rows.uploads.resize(5);
    std::size_t n = 0;
    const auto blob = [&] { return PutBlob(TextOfBlob(seed, ++n)); };
    for (auto& version : rows.versions) {
      version.id = blob();
      version.source = blob();
    }
    for (auto& upload : rows.uploads) {
      if (upload.blob) upload.blob = n % 3 == 0 ? rows.versions[0].source : blob();
    }
    std::sort(rows.versions.begin(), rows.versions.end(),
              [](const Version& a, const Version& b) { return a.id < b.id; });
    Write([&](StoreWriter& writer) { return PutAll(writer, rows); });
    return rows;
  }

 private:
  test::TempFolder folder_;
  std::unique_ptr<Store> store_;
  std::unique_ptr<BlobStore> blobs_;
};

Result<DataSummary> CopyAll(Place& from, Place& to) {
  return CopyData(from.store(), from.blobs(), to.store(), to.blobs());
}

/// The error's code and message, for a copy that must fail.
Error Refused(Place& from, Place& to) {
  auto copied = CopyAll(from, to);
  EXPECT_FALSE(copied);
  return copied ? Error(ErrorCode::kNotFound, "it went well") : copied.error();
}

bool Says(const Error& error, std::string_view words) {
  return error.message().find(words) != std::string::npos;
}

class CopyDataTest : public testing::TestWithParam<std::pair<bool, bool>> {
 protected:
  void SetUp() override { ASSERT_TRUE(crypto::Initialise()); }
  Place from_{GetParam().first};
  Place to_{GetParam().second};
};

INSTANTIATE_TEST_SUITE_P(Stores, CopyDataTest,
                         testing::Values(std::pair(true, false), std::pair(false, true),
                                         std::pair(false, false)));

TEST_P(CopyDataTest, CopiesEverything) {
  crypto::Key key{};
  ASSERT_TRUE(CheckKey(from_.store(), key));
  const Rows rows = from_.Fill(1);
  const auto copied = CopyAll(from_, to_);
  ASSERT_TRUE(copied) << copied.error().message();
  EXPECT_EQ(Difference(to_.All(), rows), "");
  EXPECT_EQ(to_.CountBlobs(), from_.CountBlobs());
  EXPECT_EQ(copied->blobs.blobs, from_.CountBlobs());
  EXPECT_EQ(copied->rows[0].rows, rows.accounts.size());
  EXPECT_EQ(copied->rows[8].rows, rows.audit.size());
  EXPECT_EQ(copied->rows[9].rows, rows.template_versions.size());
  EXPECT_EQ(copied->rows[10].rows, rows.steps.size());
  EXPECT_EQ(copied->rows[11].rows, rows.saved.size());
  EXPECT_EQ(copied->fingerprint, KeyFingerprint(key));
  EXPECT_TRUE(CheckKey(to_.store(), key));
  key[0] = 1;
  EXPECT_FALSE(CheckKey(to_.store(), key));

  const auto here = Summarize(from_.store(), from_.blobs());
  const auto there = Summarize(to_.store(), to_.blobs());
  ASSERT_TRUE(here && there);
  EXPECT_EQ(*here, *copied);
  EXPECT_EQ(*there, *copied);
}

TEST_P(CopyDataTest, CopiesRandomWorldsThereAndBack) {
  for (std::uint32_t seed = 2; seed < 4; ++seed) {
    SCOPED_TRACE(seed);
    Place from(GetParam().first), to(GetParam().second), back(GetParam().first);
    const Rows rows = from.Fill(seed);
    const auto there = CopyAll(from, to);
    ASSERT_TRUE(there) << there.error().message();
    const auto home = CopyAll(to, back);
    ASSERT_TRUE(home) << home.error().message();
    EXPECT_EQ(*there, *home);
    EXPECT_EQ(Difference(back.All(), rows), "");
  }
}

TEST_P(CopyDataTest, CopiesManyRowsAndTellsHowFarItIs) {
  constexpr std::uint32_t kRows = 3000;
  from_.Write([](StoreWriter& w) -> Status {
    for (std::uint32_t n = 0; n < kRows; ++n) {
      Resource row = MakeResource(AccountOf(n % 3), n);
      row.document += std::string(n % 100 == 0 ? 200'000 : 10, ' ');
      if (auto put = w.PutResource(row); !put) return put;
    }
    return {};
  });
  std::vector<CopyProgress> told;
  const auto copied = CopyData(from_.store(), from_.blobs(), to_.store(), to_.blobs(),
                               [&](const CopyProgress& at) { told.push_back(at); });
  ASSERT_TRUE(copied);
  EXPECT_EQ(to_.All().resources.size(), kRows);
  ASSERT_GT(told.size(), 3u);
  EXPECT_EQ(told.back().rows, kRows);
  EXPECT_TRUE(std::is_sorted(told.begin(), told.end(),
                             [](const auto& a, const auto& b) { return a.rows < b.rows; }));
}

TEST_P(CopyDataTest, CopiesNothingOfNothing) {
  const auto copied = CopyAll(from_, to_);
  ASSERT_TRUE(copied);
  EXPECT_EQ(*copied, DataSummary());
  EXPECT_EQ(to_.Setting(kUnfinishedCopySetting), "");
}

// Each write adds a version with its blobs and an account: a copy has as many of either.
TEST_P(CopyDataTest, CopiesOneStateWhileAWriterRuns) {
  from_.Fill(9);
  const std::size_t accounts = from_.All().accounts.size();
  const std::size_t versions = from_.All().versions.size();
  std::atomic<bool> stop{false};
  std::atomic<std::uint32_t> written{0};
  std::thread writer([&] {
    for (std::uint32_t n = 60'000; !stop; ++n) {
      Version version = MakeVersion(n);
      version.id = from_.PutBlob("late id " + std::to_string(n));
      version.source = from_.PutBlob("late source " + std::to_string(n));
      from_.Write([&](StoreWriter& w) -> Status {
        if (auto added = w.AddVersion(version); !added) return added;
        return w.AddAccount(MakeAccount(n));
      });
      ++written;
    }
  });
  while (written < 3) std::this_thread::yield();
  const auto copied = CopyAll(from_, to_);
  const std::uint32_t during = written;
  stop = true;
  writer.join();
  ASSERT_TRUE(copied) << copied.error().message();
  const Rows arrived = to_.All();
  EXPECT_EQ(arrived.accounts.size() - accounts, arrived.versions.size() - versions);
  EXPECT_GE(arrived.accounts.size() - accounts, 3u);
  EXPECT_LE(arrived.accounts.size() - accounts, during + 1);
  EXPECT_TRUE(Summarize(to_.store(), to_.blobs()));
}

TEST_P(CopyDataTest, RefusesATargetThatIsNotEmpty) {
  from_.Fill(1);
  const struct {
    const char* name;
    std::function<Status(StoreWriter&)> body;
  } cases[] = {
      {"account", [](StoreWriter& w) { return w.AddAccount(MakeAccount(1)); }},
      {"template", [](StoreWriter& w) { return w.PutTemplate(MakeTemplate(1)); }},
      {"audit", [](StoreWriter& w) { return w.AddAudit(MakeAudit(AccountOf(1), 1)); }},
      {"numbered version",
       [](StoreWriter& w) { return w.PutTemplateVersion(MakeTemplateVersion(TemplateOf(1), 1)); }},
      {"step",
       [](StoreWriter& w) { return w.AddStep(MakeStep(AccountOf(1), InstallationOf(1), 1)); }},
      {"saved bindings",
       [](StoreWriter& w) { return w.PutSavedBindings(MakeSaved(AccountOf(1), TemplateOf(1))); }},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.name);
    Place to(GetParam().second);
    to.Write(c.body);
    const Error error = Refused(from_, to);
    EXPECT_EQ(error.code(), ErrorCode::kConflict);
    EXPECT_TRUE(Says(error, "not empty"));
    EXPECT_EQ(to.All().size(), 1u);
    EXPECT_EQ(to.CountBlobs(), 0u);
  }
}

TEST_P(CopyDataTest, StopsAtADamagedBlobWithTheTargetStillEmpty) {
  const Rows rows = from_.Fill(1);
  const Hash damaged = rows.versions[2].source;
  const std::string path = from_.FileOf(damaged);
  ASSERT_TRUE(fs::exists(path));
  fs::permissions(path, fs::perms::owner_all);
  std::fstream(path, std::ios::in | std::ios::out | std::ios::binary) << "X";
  const Error error = Refused(from_, to_);
  EXPECT_EQ(error.code(), ErrorCode::kInternal);
  EXPECT_TRUE(Says(error, crypto::Hex(crypto::AsText(damaged.bytes))));
  EXPECT_EQ(to_.All().size(), 0u);
  EXPECT_EQ(Summarize(from_.store(), from_.blobs()).error().code(), ErrorCode::kInternal);

  // Once it is repaired, the same copy goes on with the same target.
  fs::remove(path);
  EXPECT_TRUE(Says(Refused(from_, to_), "missing"));
  std::string bytes;
  for (std::size_t n = 1; n < 1000 && crypto::Sha256(bytes) != damaged.bytes; ++n) {
    bytes = TextOfBlob(1, n);
  }
  EXPECT_EQ(from_.PutBlob(bytes), damaged);
  EXPECT_TRUE(CopyAll(from_, to_));
  EXPECT_EQ(Difference(to_.All(), rows), "");
}

/// Blobs that are swept at the moment when the copy asks for them.
class SweptBlobs final : public BlobStore {
 public:
  explicit SweptBlobs(Place& place, Hash gone) : place_(place), gone_(gone) {}
  Result<std::unique_ptr<BlobWriter>> Create() override { return place_.blobs().Create(); }
  Result<std::string> Read(const Hash& hash) const override { return place_.blobs().Read(hash); }
  Result<std::uint64_t> Size(const Hash& hash) const override { return place_.blobs().Size(hash); }
  Result<LocalFile> Fetch(const Hash& hash) const override {
    if (hash == gone_) {
      place_.Write([](StoreWriter& w) -> Status {
        auto swept = w.Sweep({At(1), At(1), At(1'000'000'000'000'000), At(1)});
        if (!swept) return Fail(std::move(swept.error()));
        return {};
      });
      EXPECT_TRUE(place_.blobs().Remove(hash));
    }
    return place_.blobs().Fetch(hash);
  }
  Status Remove(const Hash& hash) override { return place_.blobs().Remove(hash); }
  Status ForEach(const std::function<void(const Hash&, Time)>& visit) const override {
    return place_.blobs().ForEach(visit);
  }

 private:
  Place& place_;
  const Hash gone_;
};

TEST_P(CopyDataTest, SaysWhatToDoWhenABlobWasSweptMeanwhile) {
  Version version = MakeVersion(1);
  version.id = from_.PutBlob("id");
  version.source = from_.PutBlob("source");
  from_.Write([&](StoreWriter& w) { return w.AddVersion(version); });
  const SweptBlobs blobs(from_, version.id);
  const auto copied = CopyData(from_.store(), blobs, to_.store(), to_.blobs());
  ASSERT_FALSE(copied);
  EXPECT_EQ(copied.error().code(), ErrorCode::kConflict);
  EXPECT_TRUE(Says(copied.error(), "again"));
  EXPECT_TRUE(CopyAll(from_, to_));
}

/// A store whose reads show another row than was written.
class Tampered final : public Store {
 public:
  Tampered(Store& store, std::function<Status(StoreWriter&)> change, int writes)
      : store_(store), change_(std::move(change)), left_(writes) {}
  Status Read(const std::function<Status(StoreReader&)>& body) override {
    return store_.Read(body);
  }
  Status Write(const std::function<Status(StoreWriter&)>& body) override {
    auto written = store_.Write(body);
    if (written && --left_ == 0) return store_.Write(change_);
    return written;
  }

 private:
  Store& store_;
  const std::function<Status(StoreWriter&)> change_;
  int left_;
};

TEST_P(CopyDataTest, FindsARowThatArrivedDifferently) {
  const Rows rows = from_.Fill(1);
  const struct {
    const char* name;
    const char* says;
    std::function<Status(StoreWriter&)> change;
  } cases[] = {
      {"an account's flag", "accounts",
       [&](StoreWriter& w) {
         return w.SetPartner(rows.accounts[0].id, !rows.accounts[0].partner);
       }},
      {"a count", "templates",
       [&](StoreWriter& w) { return w.CountInstall(rows.templates[1].id); }},
      {"a byte of a document", "resources",
       [&](StoreWriter& w) {
         Resource changed = rows.resources[3];
         changed.document += ' ';
         return w.PutResource(changed);
       }},
      {"a lost row", "resources",
       [&](StoreWriter& w) {
         return w.RemoveResource(rows.resources[0].account, rows.resources[0].id);
       }},
      {"one more", "audit_entries",
       [&](StoreWriter& w) { return w.AddAudit(MakeAudit(AccountOf(77), 1)); }},
      {"a deprecation", "template_versions",
       [&](StoreWriter& w) {
         TemplateVersion changed = rows.template_versions[0];
         changed.deprecated = changed.deprecated.value_or("") + "!";
         return w.PutTemplateVersion(changed);
       }},
      {"a step more", "installation_steps",
       [&](StoreWriter& w) { return w.AddStep(MakeStep(AccountOf(77), InstallationOf(1), 1)); }},
      {"a saved variable", "saved_bindings",
       [&](StoreWriter& w) {
         SavedBindings changed = rows.saved[0];
         changed.variables["one"] = "more";
         return w.PutSavedBindings(changed);
       }},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.name);
    Place to(GetParam().second);
    // The mark, the rows, then the change.
    Tampered tampered(to.store(), c.change, 2);
    const auto copied = CopyData(from_.store(), from_.blobs(), tampered, to.blobs());
    ASSERT_FALSE(copied);
    EXPECT_EQ(copied.error().code(), ErrorCode::kInternal);
    EXPECT_TRUE(Says(copied.error(), c.says)) << copied.error().message();

    // What is there now serves nobody.
    EXPECT_EQ(CheckKey(to.store(), crypto::Key{}).error().code(), ErrorCode::kConflict);
    EXPECT_TRUE(Says(Refused(from_, to), "not finished"));
    Place other(GetParam().first);
    EXPECT_TRUE(Says(Refused(to, other), "not finished"));
    EXPECT_FALSE(Summarize(to.store(), to.blobs()));
  }
}

TEST_P(CopyDataTest, WritesABlobAnewThatTheTargetHasDamaged) {
  const Rows rows = from_.Fill(1);
  const std::string bytes = *from_.blobs().Read(rows.versions[0].id);
  const Hash hash = to_.PutBlob(bytes);
  fs::permissions(to_.FileOf(hash), fs::perms::owner_all);
  std::ofstream(to_.FileOf(hash), std::ios::trunc) << std::string(bytes.size(), '?');
  ASSERT_TRUE(CopyAll(from_, to_));
  EXPECT_EQ(*to_.blobs().Read(hash), bytes);
}

TEST_P(CopyDataTest, RefusesATargetOfAnotherKey) {
  crypto::Key key{};
  ASSERT_TRUE(CheckKey(from_.store(), key));
  from_.Fill(1);
  key[0] = 1;
  ASSERT_TRUE(CheckKey(to_.store(), key));
  EXPECT_EQ(Refused(from_, to_).code(), ErrorCode::kConflict);
  EXPECT_TRUE(CheckKey(to_.store(), key));
}

}  // namespace
}  // namespace imprint

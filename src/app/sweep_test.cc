#include "app/sweep.h"

#include <gtest/gtest.h>

#include <set>

#include "app/content.h"
#include "app/testing/fake_direct_uploads.h"
#include "app/testing/test_world.h"
#include "app/uploads.h"

namespace imprint {
namespace {

using test::FakeClock;
using test::FakeDirectUploads;
using test::SmallBundle;
using test::TestWorld;
using namespace std::chrono_literals;

/// Blobs in memory, whose times are the test's clock's.
class TimedBlobs final : public BlobStore {
 public:
  explicit TimedBlobs(const Clock& clock) : clock_(clock) {}

  Result<std::unique_ptr<BlobWriter>> Create() override {
    return Fail(ErrorCode::kInternal, "not used");
  }
  Hash Add(std::string_view bytes) {
    const Hash hash{crypto::Sha256(bytes)};
    written_[hash] = clock_.Now();
    return hash;
  }
  bool Has(const Hash& hash) const { return written_.contains(hash); }

  Result<std::string> Read(const Hash&) const override { return std::string(); }
  Result<std::uint64_t> Size(const Hash&) const override { return 0; }
  Result<LocalFile> Fetch(const Hash&) const override { return LocalFile(""); }
  Status Remove(const Hash& hash) override {
    if (failing) return Fail(ErrorCode::kUnavailable, "failing");
    written_.erase(hash);
    return {};
  }
  Status ForEach(const std::function<void(const Hash&, Time)>& visit) const override {
    for (const auto& [hash, written] : written_) visit(hash, written);
    return {};
  }

  bool failing = false;

 private:
  const Clock& clock_;
  std::map<Hash, Time> written_;
};

class SweepTest : public ::testing::Test {
 protected:
  void Name(const Hash& version, const Hash& source) {
    ASSERT_TRUE(world_.store.Write([&](StoreWriter& writer) -> Status {
      if (auto added = writer.AddVersion({version, source, 1, 1, world_.clock.Now()}); !added) {
        return added;
      }
      Template row;
      row.id = template_;
      row.owner = owner_.id;
      row.version = version;
      return writer.PutTemplate(row);
    }));
  }
  std::size_t Run() {
    const auto removed = sweep_.Run();
    EXPECT_TRUE(removed);
    return removed ? removed->blobs : 0;
  }

  TestWorld world_;
  Account owner_ = world_.NewAccount("owner", true);
  TemplateId template_ = world_.NewTemplate(owner_);
  TimedBlobs blobs_{world_.clock};
  FakeDirectUploads direct_{world_.services().blobs, world_.clock};
  const Services& real_ = world_.services();
  Services services_{real_.store,   blobs_,           real_.clock,  real_.ids, real_.versions,
                     real_.secrets, real_.upload_key, real_.limits, nullptr,   &direct_};
  Sweep sweep_{services_};
};

TEST_F(SweepTest, ABlobGoesOnceItWasUnusedForAnHour) {
  const Hash blob = blobs_.Add("x");
  world_.clock.Advance(24h);
  EXPECT_EQ(Run(), 0u);  // not yet older than a day
  world_.clock.Advance(1h);
  EXPECT_EQ(Run(), 0u);  // seen for the first time
  world_.clock.Advance(10min);
  EXPECT_EQ(Run(), 0u);
  world_.clock.Advance(50min);
  EXPECT_EQ(Run(), 1u);
  EXPECT_FALSE(blobs_.Has(blob));
  EXPECT_EQ(Run(), 0u);
}

TEST_F(SweepTest, ANewProcessWaitsAnew) {
  blobs_.Add("x");
  world_.clock.Advance(48h);
  EXPECT_EQ(Run(), 0u);
  world_.clock.Advance(1h);
  EXPECT_EQ(Sweep(services_).Run()->blobs, 0u);
}

TEST_F(SweepTest, WhatARowNamesStays) {
  const Hash version = blobs_.Add("version");
  const Hash source = blobs_.Add("source");
  const Hash upload = blobs_.Add("upload");
  Name(version, source);
  ASSERT_TRUE(world_.store.Write([&](StoreWriter& writer) {
    Upload row;
    row.run_key = "key";
    row.account = owner_.id;
    row.created = world_.clock.Now();
    row.expires = row.created + 100h;
    row.blob = upload;
    return writer.PutUpload(row);
  }));
  for (int hours = 0; hours < 50; ++hours) {
    world_.clock.Advance(1h);
    EXPECT_EQ(Run(), 0u);
  }
  EXPECT_TRUE(blobs_.Has(version) && blobs_.Has(source) && blobs_.Has(upload));
}

TEST_F(SweepTest, ABlobThatIsNamedAgainStays) {
  const Hash blob = blobs_.Add("x");
  world_.clock.Advance(48h);
  EXPECT_EQ(Run(), 0u);
  Name(blob, blob);
  world_.clock.Advance(2h);
  EXPECT_EQ(Run(), 0u);
  EXPECT_TRUE(blobs_.Has(blob));
}

TEST_F(SweepTest, AVersionThatNothingUsesGoesWithItsBlobs) {
  const Hash version = blobs_.Add("version");
  const Hash source = blobs_.Add("source");
  Name(version, source);
  ASSERT_TRUE(
      world_.store.Write([&](StoreWriter& writer) { return writer.RemoveTemplate(template_); }));
  world_.clock.Advance(25h);
  EXPECT_EQ(Run(), 0u);
  world_.clock.Advance(1h);
  EXPECT_EQ(Run(), 2u);
  EXPECT_FALSE(blobs_.Has(version) || blobs_.Has(source));
}

TEST_F(SweepTest, ManyBlobsAreLookedAtInBatches) {
  std::set<Hash> kept;
  for (int n = 0; n < 2500; ++n) {
    const Hash blob = blobs_.Add(std::to_string(n));
    if (n % 500 == 0) kept.insert(blob);
  }
  for (const Hash& blob : kept) Name(blob, blob);
  ASSERT_TRUE(world_.store.Write([&](StoreWriter& writer) -> Status {
    for (const Hash& blob : kept) {
      Template row;
      row.id = TemplateId(real_.ids.NewObjectIds(1, world_.clock.Now()));
      row.owner = owner_.id;
      row.version = blob;
      if (auto put = writer.PutTemplate(row); !put) return put;
    }
    return {};
  }));
  world_.clock.Advance(25h);
  EXPECT_EQ(Run(), 0u);
  world_.clock.Advance(1h);
  EXPECT_EQ(Run(), 2500u - kept.size());
  for (const Hash& blob : kept) EXPECT_TRUE(blobs_.Has(blob));
}

TEST_F(SweepTest, AFailureIsMadeUpForLater) {
  const Hash blob = blobs_.Add("x");
  world_.clock.Advance(48h);
  EXPECT_EQ(Run(), 0u);
  world_.clock.Advance(1h);
  blobs_.failing = true;
  EXPECT_FALSE(sweep_.Run());
  blobs_.failing = false;
  EXPECT_EQ(Run(), 1u);
  EXPECT_FALSE(blobs_.Has(blob));
}

TEST_F(SweepTest, DirectFilesGoWithTheirUploads) {
  const auto upload = StartUpload(services_, {owner_.id, {}, "a.zip", "application/zip"});
  ASSERT_TRUE(upload);
  direct_.Arrive(upload->run_key, "x");
  world_.clock.Advance(world_.limits.upload_lifetime);
  direct_.keeps = true;
  world_.clock.Advance(1s);
  EXPECT_EQ(sweep_.Run()->uploads, 1u);
  EXPECT_TRUE(direct_.Has(upload->run_key));
  direct_.keeps = false;
  EXPECT_EQ(sweep_.Run()->uploads, 0u);
  EXPECT_FALSE(direct_.Has(upload->run_key));
}

TEST_F(SweepTest, OldAuditEntriesGo) {
  const auto count = [&] {
    std::size_t entries = 0;
    EXPECT_TRUE(world_.store.Read([&](StoreReader& reader) -> Status {
      entries = reader.ListAudit(owner_.id, {}, 0, 100).value().size();
      return {};
    }));
    return entries;
  };
  const std::size_t before = count();
  EXPECT_GT(before, 0u);
  world_.clock.Advance(world_.limits.audit_lifetime);
  Run();
  EXPECT_EQ(count(), before);
  world_.clock.Advance(1s);
  Run();
  EXPECT_EQ(count(), 0u);
}

}  // namespace
}  // namespace imprint

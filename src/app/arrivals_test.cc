#include "app/arrivals.h"

#include <gtest/gtest.h>

#include <thread>

#include "app/content.h"
#include "app/templates.h"
#include "app/testing/fake_direct_uploads.h"
#include "app/testing/test_world.h"
#include "app/uploads.h"

namespace imprint {
namespace {

using test::CodeOf;
using test::FakeDirectUploads;
using test::LargeBundle;
using test::SmallBundle;
using test::TestWorld;
using namespace std::chrono_literals;

class Arrivals : public ::testing::Test {
 protected:
  std::string Start(std::optional<TemplateId> target = {}) {
    auto upload = StartUpload(services_, {owner_.id, target, "a.zip", "application/zip"});
    EXPECT_TRUE(upload);
    return upload->run_key;
  }
  // A template whose version is SmallBundle.
  TemplateId Published() {
    const TemplateId id = world_.NewTemplate(owner_);
    direct_.Arrive(Start(id), SmallBundle().Zip());
    EXPECT_TRUE(SetPublished(services_, owner_, id, true));
    return id;
  }
  Result<Content> OfUpload(const std::string& run_key) {
    return ContentOfUpload(services_, owner_.id, run_key);
  }
  // How many resources the template's content has, for `account`.
  std::size_t SizeFor(const Account& account, TemplateId id) {
    auto content = ContentOfTemplate(services_, account.id, id);
    EXPECT_TRUE(content) << (content ? "" : content.error().message());
    return content ? content->content.version->resources.size() : 0;
  }
  std::size_t SizeOf(const test::BundleBuilder& bundle) {
    const std::string run_key = Start();
    direct_.Arrive(run_key, bundle.Zip());
    return OfUpload(run_key)->version->resources.size();
  }
  std::optional<Upload> Row(const std::string& run_key) {
    std::optional<Upload> row;
    EXPECT_TRUE(world_.store.Read([&](StoreReader& reader) -> Status {
      row = reader.FindUpload(run_key).value();
      return {};
    }));
    return row;
  }
  std::size_t CountUploaded(const Account& account) {
    AuditFilter uploads;
    uploads.event = AuditEvent::kUpload;
    std::size_t count = 0;
    EXPECT_TRUE(world_.store.Read([&](StoreReader& reader) -> Status {
      count = reader.ListAudit(account.id, uploads, 0, 100).value().size();
      return {};
    }));
    return count;
  }

  TestWorld world_;
  Account owner_ = world_.NewAccount("owner", true);
  Account other_ = world_.NewAccount("other");
  FakeDirectUploads direct_{world_.services().blobs, world_.clock};
  Services services_ = [&] {
    Services services = world_.services();
    services.direct_uploads = &direct_;
    return services;
  }();
};

TEST_F(Arrivals, AnUploadHasItsFileOnceItHasCome) {
  const std::string run_key = Start();
  EXPECT_EQ(CodeOf(OfUpload(run_key)), ErrorCode::kUploadNotFound);
  const std::string zip = SmallBundle().Zip();
  direct_.Arrive(run_key, zip);
  EXPECT_EQ(CodeOf(ContentOfUpload(services_, other_.id, run_key)), ErrorCode::kUploadNotFound);
  ASSERT_TRUE(OfUpload(run_key));
  EXPECT_EQ(Row(run_key)->size, zip.size());
  EXPECT_EQ(Row(run_key)->blob, (Hash{crypto::Sha256(zip)}));
  EXPECT_FALSE(direct_.Has(run_key));
  EXPECT_EQ(CountUploaded(owner_), 1u);
}

TEST_F(Arrivals, AFileThatWasTakenIsTheUploadsForGood) {
  const std::string run_key = Start();
  direct_.Arrive(run_key, SmallBundle().Zip());
  const auto first = OfUpload(run_key);
  direct_.Arrive(run_key, LargeBundle(3).Zip());
  const auto second = OfUpload(run_key);
  ASSERT_TRUE(first && second);
  EXPECT_EQ(first->id, second->id);
  EXPECT_EQ(CountUploaded(owner_), 1u);
}

TEST_F(Arrivals, AnExpiredUploadTakesNothing) {
  const std::string run_key = Start();
  direct_.Arrive(run_key, SmallBundle().Zip());
  world_.clock.Advance(world_.limits.upload_lifetime);
  EXPECT_EQ(CodeOf(OfUpload(run_key)), ErrorCode::kUploadNotFound);
}

TEST_F(Arrivals, AFileOverTheLimitIsNoGoodBundle) {
  world_.limits.upload_bytes = 10;
  const std::string run_key = Start();
  direct_.Arrive(run_key, "01234567890");
  const auto refused = OfUpload(run_key);
  ASSERT_EQ(CodeOf(refused), ErrorCode::kInvalidBundle);
  EXPECT_EQ(refused.error().message(), "The uploaded file has 11 bytes; 10 are allowed.");
  EXPECT_FALSE(Row(run_key)->blob);
  direct_.Arrive(run_key, "0123456789");
  EXPECT_EQ(CodeOf(OfUpload(run_key)), ErrorCode::kInvalidBundle);  // no zip
  EXPECT_TRUE(Row(run_key)->blob);
}

TEST_F(Arrivals, AFileThatIsReplacedWhileItIsTakenCountsAsItIsThen) {
  const std::string run_key = Start();
  const std::string later = LargeBundle(3).Zip();
  direct_.Arrive(run_key, SmallBundle().Zip());
  direct_.before_adopting = [&] { direct_.Arrive(run_key, later); };
  ASSERT_TRUE(OfUpload(run_key));
  EXPECT_EQ(Row(run_key)->blob, (Hash{crypto::Sha256(later)}));
}

TEST_F(Arrivals, AnotherThatTakesItFirstIsAgreedWith) {
  const std::string run_key = Start();
  direct_.Arrive(run_key, SmallBundle().Zip());
  std::optional<Result<Content>> first;
  direct_.before_adopting = [&] { first = OfUpload(run_key); };
  const auto second = OfUpload(run_key);
  ASSERT_TRUE(first && *first && second);
  EXPECT_EQ((*first)->id, second->id);
  EXPECT_EQ(CountUploaded(owner_), 1u);
}

TEST_F(Arrivals, ThreadsThatRaceForAFileGetTheSame) {
  constexpr int kRounds = 10;
  for (int round = 0; round < kRounds; ++round) {
    const std::string run_key = Start();
    direct_.Arrive(run_key, LargeBundle(static_cast<unsigned>(round + 1)).Zip());
    std::optional<Result<Content>> results[2];
    {
      std::jthread one([&] { results[0] = OfUpload(run_key); });
      std::jthread two([&] { results[1] = OfUpload(run_key); });
    }
    ASSERT_TRUE(*results[0]) << (*results[0]).error().message();
    ASSERT_TRUE(*results[1]) << (*results[1]).error().message();
    EXPECT_EQ((*results[0])->id, (*results[1])->id);
  }
  EXPECT_EQ(CountUploaded(owner_), static_cast<std::size_t>(kRounds));
}

TEST_F(Arrivals, ATemplateGetsWhatHasComeForIt) {
  const TemplateId id = world_.NewTemplate(owner_);
  const std::string run_key = Start(id);
  EXPECT_EQ(CodeOf(ContentOfTemplate(services_, owner_.id, id)), ErrorCode::kNotUploaded);
  direct_.Arrive(run_key, SmallBundle().Zip());
  EXPECT_EQ(SizeFor(owner_, id), SizeOf(SmallBundle()));
  EXPECT_EQ(world_.TemplateRow(id)->pending_upload, "");
  EXPECT_TRUE(world_.TemplateRow(id)->version);
}

TEST_F(Arrivals, OfSeveralTheLastToHaveComeCounts) {
  const TemplateId id = world_.NewTemplate(owner_);
  const std::string first = Start(id);
  world_.clock.Advance(1min);
  const std::string second = Start(id);
  world_.clock.Advance(1min);
  direct_.Arrive(second, SmallBundle().Zip());
  world_.clock.Advance(1min);
  direct_.Arrive(first, LargeBundle(3).Zip());
  const std::size_t wanted = SizeOf(LargeBundle(3));
  EXPECT_EQ(SizeFor(owner_, id), wanted);
  EXPECT_EQ(SizeFor(owner_, id), wanted);
  // The other one can still be used, and stays out of the template.
  ASSERT_TRUE(OfUpload(second));
  EXPECT_EQ(SizeFor(owner_, id), wanted);
}

TEST_F(Arrivals, AnEarlierOneThatIsUsedByItsRunKeyGivesWay) {
  const TemplateId id = world_.NewTemplate(owner_);
  const std::string first = Start(id);
  const std::string second = Start(id);
  direct_.Arrive(first, SmallBundle().Zip());
  world_.clock.Advance(1min);
  direct_.Arrive(second, LargeBundle(3).Zip());
  ASSERT_TRUE(OfUpload(first));
  EXPECT_EQ(SizeFor(owner_, id), SizeOf(LargeBundle(3)));
  const TemplateId other = world_.NewTemplate(owner_);
  const std::string early = Start(other);
  const std::string late = Start(other);
  direct_.Arrive(early, SmallBundle().Zip());
  world_.clock.Advance(1min);
  direct_.Arrive(late, LargeBundle(3).Zip());
  ASSERT_TRUE(OfUpload(late));
  EXPECT_EQ(SizeFor(owner_, other), SizeOf(LargeBundle(3)));
  EXPECT_EQ(SizeFor(owner_, other), SizeOf(LargeBundle(3)));
}

TEST_F(Arrivals, AFileIsFoundHoweverLateSomeoneLooks) {
  const TemplateId id = world_.NewTemplate(owner_);
  direct_.Arrive(Start(id), SmallBundle().Zip());
  world_.clock.Advance(world_.limits.upload_lifetime - 1s);
  EXPECT_EQ(SizeFor(owner_, id), SizeOf(SmallBundle()));
}

TEST_F(Arrivals, WhatCanNoLongerComeIsNotAskedForAgain) {
  const TemplateId id = Published();
  for (int i = 0; i < 40; ++i) Start(id);
  const auto asked = [&] {
    direct_.asked = 0;
    SizeFor(owner_, id);
    return direct_.asked.load();
  };
  EXPECT_EQ(asked(), 16);
  EXPECT_EQ(asked(), 16);
  world_.clock.Advance(world_.limits.upload_url_lifetime + 3h);
  EXPECT_EQ(asked(), 16);
  EXPECT_EQ(asked(), 16);
  EXPECT_EQ(asked(), 8);
  EXPECT_EQ(asked(), 0);
}

TEST_F(Arrivals, WithoutTheBucketEveryoneKeepsTheVersionThatIsThere) {
  const TemplateId id = Published();
  direct_.Arrive(Start(id), LargeBundle(3).Zip());
  direct_.unavailable = true;
  EXPECT_EQ(SizeFor(owner_, id), SizeFor(other_, id));
  direct_.unavailable = false;
  EXPECT_EQ(SizeFor(other_, id), SizeOf(LargeBundle(3)));

  const TemplateId empty = world_.NewTemplate(owner_);
  Start(empty);
  direct_.unavailable = true;
  EXPECT_EQ(CodeOf(ContentOfTemplate(services_, owner_.id, empty)), ErrorCode::kUnavailable);
  EXPECT_EQ(CodeOf(OfUpload(Start())), ErrorCode::kUnavailable);
}

TEST_F(Arrivals, ABadFileIsTheOwnersToKnow) {
  const TemplateId id = Published();
  const std::size_t before = SizeFor(other_, id);
  world_.limits.upload_bytes = 20'000;
  direct_.Arrive(Start(id), std::string(20'001, 'x'));
  EXPECT_EQ(CodeOf(ContentOfTemplate(services_, owner_.id, id)), ErrorCode::kInvalidBundle);
  EXPECT_EQ(SizeFor(other_, id), before);
  world_.clock.Advance(1min);
  direct_.Arrive(Start(id), "no zip");
  EXPECT_EQ(CodeOf(ContentOfTemplate(services_, owner_.id, id)), ErrorCode::kInvalidBundle);
  EXPECT_EQ(SizeFor(other_, id), before);
}

TEST_F(Arrivals, AnEntryTellsTheOwnerNothingOfOthersWhoLooked) {
  const TemplateId id = Published();
  world_.clock.Advance(1min);
  direct_.Arrive(Start(id), LargeBundle(3).Zip());
  const Caller stranger{"strange", "198.51.100.9", "r9"};
  Services asked = services_;
  asked.caller = &stranger;
  ASSERT_TRUE(ContentOfTemplate(asked, other_.id, id));
  std::vector<AuditEntry> entries;
  ASSERT_TRUE(world_.store.Read([&](StoreReader& reader) -> Status {
    entries = reader.ListAudit(owner_.id, {}, 0, 1).value();
    return {};
  }));
  ASSERT_EQ(entries.size(), 1u);
  EXPECT_EQ(entries[0].event, AuditEvent::kUpload);
  EXPECT_EQ(entries[0].resource, id.Text());
  EXPECT_EQ(entries[0].token + entries[0].address, "");
  EXPECT_EQ(entries[0].request, "r9");
}

}  // namespace
}  // namespace imprint

#include "app/versions.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>
#include <thread>

#include "app/diga_templates.h"
#include "app/templates.h"
#include "app/testing/test_world.h"
#include "bundle/archive.h"
#include "bundle/compile.h"

namespace imprint {
namespace {

using test::CodeOf;
using test::LargeBundle;
using test::Parse;
using test::SmallBundle;
using test::TestWorld;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using Numbers = std::vector<std::uint32_t>;

std::string DigaText(const std::string& name, const std::string& path) {
  return fmt::format(
      R"({{"name":"{}","language":"en","template":{{"integration_type":"HTTP","base_url":"https://a.example","tools":[
           {{"name":"get","description":"d","endpoint_path":"{}","method":"GET"}}]}}}})",
      name, path);
}

class VersionsTest : public ::testing::Test {
 protected:
  void Bring(TemplateId id, const test::BundleBuilder& bundle) {
    world_.Upload(owner_, bundle.Zip(), id);
  }
  // Content that comes through the dialect, looked at by its owner.
  void Become(TemplateId id, const test::BundleBuilder& bundle) {
    Bring(id, bundle);
    EXPECT_TRUE(ContentOfTemplate(services_, owner_.id, id));
  }
  TemplateId WithVersions(unsigned count) {
    const TemplateId id = world_.NewTemplate(owner_);
    for (unsigned n = 0; n < count; ++n) Become(id, LargeBundle(n));
    EXPECT_TRUE(SetPublished(services_, owner_, id, true));
    return id;
  }
  std::vector<NumberedVersion> List(TemplateId id) {
    auto versions = ListVersions(services_, owner_.id, id);
    EXPECT_TRUE(versions) << (versions ? "" : versions.error().message());
    return versions ? *versions : std::vector<NumberedVersion>{};
  }
  Numbers NumbersOf(TemplateId id) {
    Numbers numbers;
    for (const NumberedVersion& version : List(id)) numbers.push_back(version.row.number);
    return numbers;
  }
  DigaTemplateView NewDiga(const std::string& path = "/x") {
    return CreateDigaTemplate(services_, owner_, Parse(DigaText("T", path))).value();
  }
  template <typename T>
  static std::string FieldOf(const Result<T>& result) {
    return result ? "(good)" : result.error().problems[0].field;
  }

  TestWorld world_;
  const Services& services_ = world_.services();
  Account owner_ = world_.NewAccount("owner", true);
  Account other_ = world_.NewAccount("other", true);
};

// ---- how numbers come about ----

TEST_F(VersionsTest, EveryContentGetsTheNextNumber) {
  const TemplateId id = world_.NewTemplate(owner_);
  EXPECT_THAT(List(id), IsEmpty());
  Become(id, SmallBundle());
  const Time first = world_.clock.Now();
  world_.clock.Advance(std::chrono::seconds(5));
  Become(id, LargeBundle(2));
  const auto versions = List(id);
  ASSERT_EQ(versions.size(), 2u);
  EXPECT_EQ(versions[0].row.number, 1u);
  EXPECT_EQ(versions[0].row.created, first);
  EXPECT_EQ(versions[0].row.note, "");
  EXPECT_EQ(versions[0].resources, 6u);
  EXPECT_FALSE(versions[0].current);
  EXPECT_EQ(versions[1].row.number, 2u);
  EXPECT_EQ(versions[1].row.version, world_.TemplateRow(id)->version);
  EXPECT_EQ(versions[1].resources, 8u);
  EXPECT_TRUE(versions[1].current);
}

TEST_F(VersionsTest, TheSameContentAgainIsTheSameNumberAndAnEarlierOneANewOne) {
  const TemplateId id = WithVersions(2);
  Become(id, LargeBundle(1));
  EXPECT_EQ(NumbersOf(id), Numbers({1, 2}));
  Become(id, LargeBundle(0));
  const auto versions = List(id);
  ASSERT_EQ(versions.size(), 3u);
  EXPECT_EQ(versions[2].row.version, versions[0].row.version);
  EXPECT_FALSE(versions[0].current);
  EXPECT_TRUE(versions[2].current);
}

TEST_F(VersionsTest, ListingAdoptsAFinishedUpload) {
  const TemplateId id = WithVersions(1);
  Bring(id, LargeBundle(3));
  EXPECT_EQ(NumbersOf(id), Numbers({1, 2}));
  EXPECT_EQ(world_.TemplateRow(id)->pending_upload, "");
}

TEST_F(VersionsTest, OthersAdoptForTheOwner) {
  const TemplateId id = WithVersions(1);
  Bring(id, LargeBundle(3));
  const auto seen = FindVersion(services_, other_.id, id, 2);
  ASSERT_TRUE(seen);
  EXPECT_TRUE(seen->version.current);
}

TEST_F(VersionsTest, ABadUploadHidesNoVersion) {
  const TemplateId id = WithVersions(1);
  world_.Upload(owner_, "no zip", id);
  EXPECT_EQ(NumbersOf(id), Numbers({1}));
  EXPECT_TRUE(LoadVersion(services_, owner_.id, id, 1));
  EXPECT_EQ(CodeOf(LoadVersion(services_, owner_.id, id, std::nullopt)), ErrorCode::kInvalidBundle);
  EXPECT_EQ(LoadVersion(services_, other_.id, id, std::nullopt)->version.row.number, 1u);
  EXPECT_EQ(FieldOf(FindVersion(services_, owner_.id, id, 2)), "version");

  const TemplateId empty = world_.NewTemplate(owner_);
  world_.Upload(owner_, "no zip", empty);
  EXPECT_EQ(CodeOf(ListVersions(services_, owner_.id, empty)), ErrorCode::kInvalidBundle);
}

TEST_F(VersionsTest, DigasAreNumberedToo) {
  const TemplateId id = NewDiga("/a").row.id;
  EXPECT_EQ(NumbersOf(id), Numbers({1}));
  ASSERT_TRUE(ReplaceDigaTemplate(services_, owner_, id, Parse(DigaText("T", "/b"))));
  ASSERT_TRUE(ReplaceDigaTemplate(services_, owner_, id, Parse(DigaText("T", "/b"))));
  const auto versions = List(id);
  ASSERT_EQ(versions.size(), 2u);
  EXPECT_EQ(versions[1].resources, 2u);
  EXPECT_EQ(versions[1].row.version, world_.TemplateRow(id)->version);
}

TEST_F(VersionsTest, NumbersGoWithTheTemplate) {
  const TemplateId id = WithVersions(2);
  ASSERT_TRUE(DeleteTemplate(services_, owner_, id));
  EXPECT_EQ(FieldOf(ListVersions(services_, owner_.id, id)), "template");
  ASSERT_TRUE(world_.store.Read([&](StoreReader& reader) -> Status {
    EXPECT_TRUE(reader.ListTemplateVersions(id)->empty());
    return {};
  }));
}

TEST_F(VersionsTest, NoteVersionKeepsTheNoteUnlessThereIsAnother) {
  const TemplateId id = WithVersions(1);
  const Hash version = *world_.TemplateRow(id)->version;
  const auto note = [&](std::string text) {
    std::uint32_t number = 0;
    EXPECT_TRUE(world_.store.Write([&](StoreWriter& writer) -> Status {
      auto noted = NoteVersion(writer, id, version, world_.clock.Now(), text);
      if (!noted) return Pass(noted);
      number = *noted;
      return {};
    }));
    EXPECT_EQ(number, 1u);
    return List(id)[0].row.note;
  };
  EXPECT_EQ(note("a"), "a");
  EXPECT_EQ(note(""), "a");
  EXPECT_EQ(note("b"), "b");
}

// ---- races ----

TEST_F(VersionsTest, AFileThatArrivesMeanwhileGetsTheNumberBehind) {
  const TemplateId id = world_.NewTemplate(owner_);
  Bring(id, SmallBundle());
  world_.store.BeforeNextWrite([&] { Bring(id, LargeBundle(1)); });
  const auto versions = List(id);
  ASSERT_EQ(versions.size(), 1u) << "the first one never was the content";
  EXPECT_EQ(versions[0].resources, 7u);
}

TEST_F(VersionsTest, AdoptedByManyAtOnceItIsOneNumber) {
  const TemplateId id = WithVersions(1);
  for (unsigned round = 2; round < 12; ++round) {
    Bring(id, LargeBundle(round));
    std::vector<std::thread> threads;
    for (int n = 0; n < 4; ++n) {
      threads.emplace_back([&, n] {
        const Account& account = n % 2 ? owner_ : other_;
        EXPECT_TRUE(ListVersions(services_, account.id, id));
      });
    }
    for (std::thread& thread : threads) thread.join();
    EXPECT_EQ(NumbersOf(id).size(), round);
  }
}

TEST_F(VersionsTest, PublishedAtOnceEachGetsANumberWithoutGaps) {
  const TemplateId id = NewDiga("/0").row.id;
  constexpr int kThreads = 4;
  constexpr int kEach = 10;
  std::vector<std::thread> threads;
  for (int n = 0; n < kThreads; ++n) {
    threads.emplace_back([&, n] {
      for (int i = 0; i < kEach; ++i) {
        const auto document = Parse(DigaText("T", fmt::format("/{}/{}", n, i)));
        EXPECT_TRUE(ReplaceDigaTemplate(services_, owner_, id, document));
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  const auto versions = List(id);
  ASSERT_EQ(versions.size(), 1u + kThreads * kEach);
  std::set<Hash> contents;
  for (std::uint32_t i = 0; i < versions.size(); ++i) {
    EXPECT_EQ(versions[i].row.number, i + 1);
    contents.insert(versions[i].row.version);
  }
  EXPECT_EQ(contents.size(), versions.size());
  EXPECT_EQ(versions.back().row.version, world_.TemplateRow(id)->version);
}

// ---- reading ----

TEST_F(VersionsTest, OthersSeePublishedTemplatesAlone) {
  const TemplateId id = WithVersions(2);
  EXPECT_EQ(ListVersions(services_, other_.id, id)->size(), 2u);
  EXPECT_TRUE(LoadVersion(services_, other_.id, id, 1));
  ASSERT_TRUE(SetPublished(services_, owner_, id, false));
  const auto hidden = [&](const auto& result) {
    EXPECT_EQ(CodeOf(result), ErrorCode::kNotFound);
    EXPECT_EQ(FieldOf(result), "template");
  };
  hidden(ListVersions(services_, other_.id, id));
  hidden(FindVersion(services_, other_.id, id, 1));
  hidden(LoadVersion(services_, other_.id, id, std::nullopt));
  hidden(CompareVersions(services_, other_.id, id, 1, 2));
  hidden(DownloadVersion(services_, other_.id, id, 1));
  EXPECT_TRUE(LoadVersion(services_, owner_.id, id, 1));
  EXPECT_TRUE(ListVersions(services_, other_.id, NewDiga().row.id)) << "all of Diga's are";
}

TEST_F(VersionsTest, LoadsOneByItsNumberAndTheLatestWithout) {
  const TemplateId id = WithVersions(3);
  const auto old = LoadVersion(services_, other_.id, id, 1);
  ASSERT_TRUE(old);
  EXPECT_EQ(old->content.version->resources.size(), 6u);
  EXPECT_EQ(old->content.id, old->version.row.version);
  EXPECT_EQ(old->row.id, id);
  EXPECT_FALSE(old->version.current);
  const auto latest = LoadVersion(services_, other_.id, id, std::nullopt);
  ASSERT_TRUE(latest);
  EXPECT_EQ(latest->version.row.number, 3u);
  EXPECT_EQ(latest->content.version->resources.size(), 8u);
  EXPECT_TRUE(latest->version.current);
  for (const std::uint32_t number : {0u, 4u, 0xffffffffu}) {
    EXPECT_EQ(CodeOf(LoadVersion(services_, other_.id, id, number)), ErrorCode::kNotFound);
    EXPECT_EQ(FieldOf(LoadVersion(services_, other_.id, id, number)), "version");
  }
}

TEST_F(VersionsTest, ATemplateWithoutContentHasNone) {
  const TemplateId id = world_.NewTemplate(owner_);
  EXPECT_EQ(CodeOf(LoadVersion(services_, owner_.id, id, std::nullopt)), ErrorCode::kNotUploaded);
  EXPECT_EQ(FieldOf(LoadVersion(services_, owner_.id, id, 1)), "version");
  EXPECT_EQ(FieldOf(FindVersion(services_, owner_.id, TemplateId(Id()), 1)), "template");
}

TEST_F(VersionsTest, ComparesTwoOfThem) {
  const TemplateId id = WithVersions(3);
  const auto there = CompareVersions(services_, other_.id, id, 1, 3);
  ASSERT_TRUE(there);
  EXPECT_EQ(there->from.row.number, 1u);
  EXPECT_EQ(there->to.row.number, 3u);
  EXPECT_EQ(there->diff.added.size(), 2u);
  EXPECT_EQ(there->diff.unchanged, 6u);
  const auto back = CompareVersions(services_, other_.id, id, 3, 1);
  EXPECT_EQ(back->diff.removed, there->diff.added);
  EXPECT_EQ(CompareVersions(services_, other_.id, id, 2, 2)->diff.unchanged, 7u);
  EXPECT_EQ(FieldOf(CompareVersions(services_, other_.id, id, 1, 9)), "version");
}

TEST_F(VersionsTest, DownloadsWhatPublishesTheSameVersion) {
  const TemplateId id = WithVersions(2);
  const auto one = DownloadVersion(services_, other_.id, id, 1);
  ASSERT_TRUE(one);
  const auto files = ReadZipBytes(one->bytes, world_.limits);
  ASSERT_TRUE(files);
  const auto version = Compile(*files, world_.limits);
  ASSERT_TRUE(version);
  EXPECT_EQ(Hash{crypto::Sha256(EncodeVersion(*version))}, one->version.row.version);
  EXPECT_TRUE(DownloadVersion(services_, other_.id, id, 1)->bytes == one->bytes);
}

TEST_F(VersionsTest, DownloadsWhatADigaTemplateHeld) {
  const auto first = NewDiga("/a");
  ASSERT_TRUE(ReplaceDigaTemplate(services_, owner_, first.row.id, Parse(DigaText("T", "/b"))));
  EXPECT_EQ(DownloadVersion(services_, other_.id, first.row.id, 1)->bytes, first.content);
  EXPECT_EQ(DownloadVersion(services_, other_.id, first.row.id, std::nullopt)->bytes,
            ReadDigaTemplate(services_, first.row.id)->content);
}

TEST_F(VersionsTest, HoldsMemoryForWhatIsLargeAndGivesItBack) {
  ByteBudget budget(64 << 20, 0);
  Services counted = services_;
  counted.work = &budget;
  const TemplateId id = world_.NewTemplate(owner_);
  for (const char letter : {'x', 'y'}) {
    auto bundle = SmallBundle();
    bundle.Add(Model::kScript, 900, "\"content\":\"" + std::string(1 << 20, letter) + "\"");
    Become(id, bundle);
  }
  {
    const auto diff = CompareVersions(counted, owner_.id, id, 1, 2);
    ASSERT_TRUE(diff);
    EXPECT_GT(budget.taken(), 2u << 20) << "both texts";
    EXPECT_LT(budget.taken(), 3u << 20);
  }
  {
    const auto download = DownloadVersion(counted, owner_.id, id, 1);
    ASSERT_TRUE(download);
    EXPECT_EQ(budget.taken(), download->bytes.size());
  }
  EXPECT_EQ(budget.taken(), 0u);
  const auto all = budget.Take(64 << 20, std::chrono::milliseconds(0));
  EXPECT_EQ(CodeOf(CompareVersions(counted, owner_.id, id, 1, 2)), ErrorCode::kUnavailable);
  EXPECT_EQ(CodeOf(DownloadVersion(counted, owner_.id, id, 1)), ErrorCode::kUnavailable);
  EXPECT_EQ(CodeOf(LoadVersion(counted, owner_.id, id, 1)), ErrorCode::kUnavailable);
  EXPECT_TRUE(FindVersion(counted, owner_.id, id, 1)) << "needs none";
}

}  // namespace
}  // namespace imprint

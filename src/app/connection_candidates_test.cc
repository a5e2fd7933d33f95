#include "app/connection_candidates.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "app/testing/test_world.h"

namespace imprint {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

Id IdOfNumber(unsigned n) {
  return *Id::FromObjectIdText(test::SourceId(n));
}

std::string HostOf(const std::string& members) {
  return TraitsOf(Id(), "{" + members + "}").host;
}

TEST(ConnectionTraits, TakeTheHostFromWhereTheModelHasIt) {
  EXPECT_EQ(HostOf(R"("http":{"baseURI":"https://Shop.Example.com/api"})"), "shop.example.com");
  EXPECT_EQ(HostOf(R"("rest":{"baseURI":"http://u:p@h.test:8080?x"})"), "h.test");
  EXPECT_EQ(HostOf(R"("ftp":{"hostURI":"files.test"})"), "files.test");
  EXPECT_EQ(HostOf(R"("rdbms":{"host":"db.test."})"), "db.test");
  EXPECT_EQ(HostOf(R"("http":{"baseURI":"https://[2001:db8::1]:443/"})"), "[2001:db8::1]");
  EXPECT_EQ(HostOf(R"("http":{"baseURI":"https://\u0061.test#f"})"), "a.test");
}

TEST(ConnectionTraits, KnowNoHostWhereItIsOpen) {
  EXPECT_EQ(HostOf(R"("http":{"baseURI":"https://<<domain>>/api"})"), "");
  EXPECT_EQ(HostOf(R"("http":{"baseURI":"https://{{{connection.settings.host}}}/api"})"), "");
  EXPECT_EQ(HostOf(R"("http":{"baseURI":7})"), "");
  EXPECT_EQ(HostOf(R"("http":{"baseURI":""})"), "");
  EXPECT_EQ(HostOf(R"("http":[{"baseURI":"https://a.test"}])"), "");
  EXPECT_EQ(TraitsOf(Id(), "no document").host, "");
}

TEST(ConnectionTraits, TakeTheApplicationByEveryNameThatItHas) {
  const auto traits =
      TraitsOf(Id(), R"({"type":"http","assistant":"shopify","http":{"_httpConnectorId":"62e9"}})");
  EXPECT_THAT(traits.applications, ElementsAre("assistant:shopify", "connector:62e9"));
  EXPECT_THAT(TraitsOf(Id(), R"({"type":"netsuite"})").applications, ElementsAre("type:netsuite"));
  EXPECT_THAT(TraitsOf(Id(), R"({"type":"http"})").applications, IsEmpty());
}

ConnectionTraits Own(unsigned n, std::string name, std::string host = "",
                     std::vector<std::string> applications = {}, std::string type = "http") {
  return {IdOfNumber(n), std::move(name), std::move(type), std::move(host),
          std::move(applications)};
}

std::vector<std::string> Ranked(const ConnectionTraits& wanted,
                                const std::vector<ConnectionTraits>& own,
                                std::optional<Id> before = {}) {
  std::vector<std::string> names;
  for (const auto& candidate : RankCandidates(wanted, own, before)) names.push_back(candidate.name);
  return names;
}

const ConnectionTraits kWanted = Own(1, "Shop", "shop.test", {"assistant:shop"});

TEST(RankCandidates, OrdersByWhatSpeaksForThem) {
  const std::vector<ConnectionTraits> own = {
      Own(2, "same type"),
      Own(3, "application", "", {"assistant:shop", "connector:1"}),
      Own(4, "host", "shop.test"),
      Own(5, "both", "shop.test", {"assistant:shop"}),
      Own(6, "before"),
      Own(7, "other type", "shop.test", {"assistant:shop"}, "ftp")};
  EXPECT_THAT(Ranked(kWanted, own, IdOfNumber(6)),
              ElementsAre("before", "both", "host", "application", "same type"));
  const auto ranked = RankCandidates(kWanted, own, IdOfNumber(5));
  ASSERT_THAT(ranked, SizeIs(5));
  EXPECT_THAT(ranked[0].reasons,
              ElementsAre(CandidateReason::kSameApplication, CandidateReason::kSameHost,
                          CandidateReason::kMappedBefore));
  EXPECT_EQ(ranked[4].score, 0);
}

TEST(RankCandidates, IsStableByNameAndId) {
  const std::vector<ConnectionTraits> own = {Own(9, "b"), Own(3, "a"), Own(2, "b"), Own(4, "a")};
  const auto ranked = RankCandidates(kWanted, own, {});
  std::vector<Id> ids;
  for (const auto& candidate : ranked) ids.push_back(candidate.id.id);
  EXPECT_THAT(ids, ElementsAre(IdOfNumber(3), IdOfNumber(4), IdOfNumber(2), IdOfNumber(9)));
}

TEST(RankCandidates, ADocumentWithoutATypeFitsAnything) {
  const ConnectionTraits wanted = Own(1, "", "", {}, "");
  EXPECT_THAT(Ranked(wanted, {Own(2, "a"), Own(3, "b", "", {}, "ftp")}), ElementsAre("a", "b"));
}

TEST(RankCandidates, GivesTheBestOfMany) {
  std::vector<ConnectionTraits> own;
  for (unsigned n = 100; n < 1100; ++n) own.push_back(Own(n, "c" + std::to_string(n)));
  own.push_back(Own(5000, "z", "shop.test"));
  const auto ranked = RankCandidates(kWanted, own, {});
  ASSERT_THAT(ranked, SizeIs(kMostCandidates));
  EXPECT_EQ(ranked[0].name, "z");
  EXPECT_EQ(ranked[1].name, "c100");
}

std::optional<ResourceId> Only(const std::vector<ConnectionTraits>& own,
                               std::optional<Id> before = {}) {
  return UnambiguousAmong(RankCandidates(kWanted, own, before));
}

TEST(UnambiguousAmong, TakesOneThatStandsOutAlone) {
  const ConnectionTraits host = Own(2, "a", "shop.test");
  const ConnectionTraits twin = Own(3, "b", "shop.test");
  const ConnectionTraits plain = Own(4, "c");
  EXPECT_EQ(Only({host, plain}), ResourceId(host.id));
  EXPECT_EQ(Only({host, twin, plain}), std::nullopt);
  EXPECT_EQ(Only({host, twin, plain}, twin.id), ResourceId(twin.id));
  EXPECT_EQ(Only({host, Own(5, "d", "", {"assistant:shop"})}), ResourceId(host.id));
  EXPECT_EQ(Only({}), std::nullopt);
}

TEST(UnambiguousAmong, TheSameTypeAloneIsNoReason) {
  EXPECT_EQ(Only({Own(2, "the only one")}), std::nullopt);
}

}  // namespace
}  // namespace imprint

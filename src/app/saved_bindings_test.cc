#include "app/saved_bindings.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "app/diga_copy.h"
#include "app/testing/plan_case.h"

namespace imprint {
namespace {

using test::BundleBuilder;
using test::MapTo;
using test::PlanCase;
using test::SmallBundle;
using test::SourceId;
using test::TestWorld;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Pair;

Id Source(unsigned n) {
  return *Id::FromObjectIdText(SourceId(n));
}

class SavedBindingsTest : public ::testing::Test {
 protected:
  BundleBuilder Bundle() {
    return SmallBundle().Add(Model::kScript, 20,
                             R"("a":"<<shop>>","b":"<<api_key>>","c":"Bearer <<code>>")");
  }
  InstallRequest Request(TemplateId id) {
    InstallRequest request;
    request.account = case_.installer.id;
    request.from_template = id;
    request.connection_map = MapTo(connection_);
    return request;
  }
  void MustInstall(const InstallRequest& request) {
    const auto installed = Install(case_.world.services(), request);
    ASSERT_TRUE(installed) << installed.error().message();
  }

  PlanCase case_;
  Id connection_ = case_.world.MakeConnection(case_.installer);
};

TEST_F(SavedBindingsTest, AreWhatTheLastInstallHadWithoutSecrets) {
  const TemplateId id = case_.world.Publish(case_.owner, Bundle());
  EXPECT_EQ(case_.Saved(id), std::nullopt);
  InstallRequest request = Request(id);
  request.variables = {{"shop", R"("a")"}, {"api_key", R"("k")"}, {"code", R"("c")"}};
  MustInstall(request);
  auto saved = case_.Saved(id);
  ASSERT_TRUE(saved);
  EXPECT_THAT(saved->connections, ElementsAre(Pair(Source(test::kSmallConnection), connection_)));
  EXPECT_THAT(saved->variables, ElementsAre(Pair("shop", R"("a")")));

  request.variables = {{"shop", "7"}};
  request.connection_map = MapTo(case_.world.MakeConnection(case_.installer));
  MustInstall(request);
  saved = case_.Saved(id);
  EXPECT_NE(saved->connections.at(Source(test::kSmallConnection)), connection_);
  EXPECT_THAT(saved->variables, ElementsAre(Pair("shop", "7")));
}

TEST_F(SavedBindingsTest, KeepWhatAnInstallSaysNothingOf) {
  const TemplateId id = case_.world.Publish(case_.owner, Bundle());
  InstallRequest request = Request(id);
  request.variables = {{"shop", R"("a")"}};
  MustInstall(request);
  MustInstall(Request(id));
  EXPECT_THAT(case_.Saved(id)->variables, ElementsAre(Pair("shop", R"("a")")));
}

TEST_F(SavedBindingsTest, AreWrittenOnlyWhenTheyAreOthers) {
  const TemplateId id = case_.world.Publish(case_.owner, Bundle());
  InstallRequest request = Request(id);
  request.variables = {{"shop", R"("a")"}, {"code", R"("c")"}};
  MustInstall(request);
  const Time first = case_.Saved(id)->modified;
  case_.world.clock.Advance(std::chrono::seconds(5));
  MustInstall(request);
  EXPECT_EQ(case_.Saved(id)->modified, first);
  request.variables["shop"] = R"("b")";
  MustInstall(request);
  EXPECT_GT(case_.Saved(id)->modified, first);
}

TEST_F(SavedBindingsTest, ForgetWhatANewVersionHasNoMore) {
  const TemplateId id = case_.world.Publish(case_.owner, Bundle());
  InstallRequest request = Request(id);
  request.variables = {{"shop", R"("a")"}};
  MustInstall(request);
  case_.world.Upload(case_.owner, SmallBundle().Zip(), id);
  MustInstall(Request(id));
  EXPECT_THAT(case_.Saved(id)->variables, IsEmpty());
}

TEST_F(SavedBindingsTest, AreNotKeptForAnUploadedFile) {
  InstallRequest request;
  request.account = case_.installer.id;
  request.run_key = case_.world.Upload(case_.installer, Bundle().Zip());
  request.connection_map = MapTo(connection_);
  request.variables = {{"shop", R"("a")"}};
  const auto before = case_.Digests();
  MustInstall(request);
  EXPECT_EQ(case_.Digests().back(), before.back());
}

TEST_F(SavedBindingsTest, OfACopyOfDigas) {
  const TemplateId id = case_.PublishDiga(
      R"({"integration_type":"HTTP","base_url":"https://<<host>>","headers":{"X-Api-Key":"<<k>>"}})");
  CopyRequest request;
  request.account = case_.installer.id;
  request.source = id;
  request.api_key = "key";
  request.variables = {{"host", R"("a.test")"}, {"k", R"("secret")"}};
  ASSERT_TRUE(CopyDigaTemplate(case_.world.services(), request));
  const auto saved = case_.Saved(id);
  ASSERT_TRUE(saved);
  EXPECT_THAT(saved->connections, IsEmpty());
  EXPECT_THAT(saved->variables, ElementsAre(Pair("host", R"("a.test")")));
}

}  // namespace
}  // namespace imprint

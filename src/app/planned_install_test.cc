#include "app/planned_install.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <thread>

#include "app/resources.h"
#include "app/templates.h"
#include "app/testing/plan_case.h"

namespace imprint {
namespace {

using test::CodeOf;
using test::Lines;
using test::MapTo;
using test::PlanCase;
using test::SmallBundle;
using test::SourceId;
using test::TestWorld;
using test::TextAt;
using ::testing::IsEmpty;
using ::testing::SizeIs;

using Kind = PlannedOutcome::Kind;

class PlannedInstallTest : public ::testing::Test {
 protected:
  PlannedInstallTest() {
    request_ = case_.For(template_);
    request_.connections = MapTo(connection_);
    request_.variables = {{"shop", R"("north")"}};
  }
  Result<PlannedOutcome> Run(const PlannedInstall& install) {
    return InstallByPlan(case_.world.services(), install);
  }
  PlannedInstall Planned() { return case_.InstallOf(request_, case_.PlanOf(request_)); }
  void EditConnection() {
    ASSERT_TRUE(ReplaceResource(case_.world.services(), case_.installer.id, Model::kConnection,
                                connection_, test::Parse(R"({"type":"http","name":"Other"})")));
  }
  // That the outcome is a new plan, and nothing is there that was not before.
  void ExpectChanged(const Result<PlannedOutcome>& outcome, const Hash& fingerprint) {
    ASSERT_TRUE(outcome) << outcome.error().message();
    EXPECT_EQ(outcome->kind, Kind::kPlanChanged);
    EXPECT_FALSE(outcome->installed);
    ASSERT_TRUE(outcome->plan);
    EXPECT_NE(outcome->plan->fingerprint, fingerprint);
    EXPECT_EQ(case_.world.CountInstallations(case_.installer), 0u);
    EXPECT_EQ(case_.world.TemplateRow(template_)->installs, 0);
    EXPECT_EQ(case_.Saved(template_), std::nullopt);
  }

  PlanCase case_;
  TemplateId template_ =
      case_.world.Publish(case_.owner, SmallBundle().Add(Model::kScript, 20, R"("x":"<<shop>>")"));
  Id connection_ = case_.world.MakeConnection(case_.installer);
  PlanRequest request_;
};

TEST_F(PlannedInstallTest, InstallsWhatThePlanSays) {
  request_.name = "Mine";
  const Plan plan = case_.PlanOf(request_);
  const auto outcome = Run(case_.InstallOf(request_, plan));
  ASSERT_TRUE(outcome);
  EXPECT_EQ(outcome->kind, Kind::kInstalled);
  EXPECT_FALSE(outcome->repeated);
  const Installed& installed = *outcome->installed;
  std::vector<std::string> names;
  for (std::uint32_t ordinal = 0; ordinal < installed.version->resources.size(); ++ordinal) {
    if (!Installs(*installed.version, installed.installation, ordinal)) continue;
    names.push_back(TextAt(case_.Read(installed.version->resources[ordinal].model,
                                      IdOf(installed.installation, ordinal)),
                           "name"));
  }
  EXPECT_EQ(names, test::NamesOf(plan));
  EXPECT_EQ(TextAt(case_.Read(Model::kScript, TestWorld::IdIn(installed, 20)), "x"), "north");
  EXPECT_EQ(TextAt(case_.Read(Model::kExport, TestWorld::IdIn(installed, test::kSmallExport)),
                   "_connectionId"),
            connection_.Text());
  EXPECT_EQ(case_.world.TemplateRow(template_)->installs, 1);
  EXPECT_TRUE(case_.Saved(template_));
}

// A plan and the dialect's own install are one way to install.
TEST_F(PlannedInstallTest, LeavesWhatTheDialectsInstallLeaves) {
  const auto installed = case_.MustInstall(request_);
  InstallRequest same;
  same.account = case_.installer.id;
  same.from_template = template_;
  same.connection_map = MapTo(connection_);
  same.variables = request_.variables;
  const auto twin = Install(case_.world.services(), same);
  ASSERT_TRUE(twin);
  EXPECT_EQ(twin->installation.bindings, installed.installation.bindings);
  EXPECT_EQ(twin->installation.creates_connections, installed.installation.creates_connections);
  EXPECT_EQ(twin->installation.from_template, installed.installation.from_template);
  EXPECT_EQ(twin->installation.version, installed.installation.version);
}

TEST_F(PlannedInstallTest, RefusesAFingerprintThatIsNone) {
  PlannedInstall install = Planned();
  install.fingerprint = Hash();
  ExpectChanged(Run(install), install.fingerprint);
}

TEST_F(PlannedInstallTest, RefusesAnotherRequestThanThatOfThePlan) {
  PlannedInstall install = Planned();
  install.request.variables["shop"] = R"("south")";
  ExpectChanged(Run(install), install.fingerprint);
}

TEST_F(PlannedInstallTest, SeesWhatChangedSinceThePlan) {
  const PlannedInstall install = Planned();
  EditConnection();
  const auto outcome = Run(install);
  ExpectChanged(outcome, install.fingerprint);
  EXPECT_EQ(outcome->plan->connections[0].bound->name, "Other");
  EXPECT_TRUE(outcome->plan->installable);
  EXPECT_TRUE(Run(case_.InstallOf(request_, *outcome->plan))->installed);
}

TEST_F(PlannedInstallTest, SeesWhatChangesRightBeforeItsWrite) {
  const PlannedInstall install = Planned();
  const std::vector<std::function<void()>> changes = {
      [&] { EditConnection(); },
      [&] { case_.ChangeVersion(template_, [](TemplateVersion& row) { row.deprecated = "bad"; }); },
      [&] {
        ASSERT_TRUE(DeleteResource(case_.world.services(), case_.installer.id, Model::kConnection,
                                   connection_));
      },
  };
  for (const auto& change : changes) {
    const PlannedInstall planned = Planned();
    case_.world.store.BeforeNextWrite(change);
    ExpectChanged(Run(planned), planned.fingerprint);
  }
}

TEST_F(PlannedInstallTest, SeesANewVersionRightBeforeItsWrite) {
  const PlannedInstall install = Planned();
  case_.world.store.BeforeNextWrite([&] {
    case_.world.Upload(case_.owner, test::LargeBundle(1).Zip(), template_);
    ASSERT_TRUE(ContentOfTemplate(case_.world.services(), case_.owner.id, template_));
  });
  const auto outcome = Run(install);
  ExpectChanged(outcome, install.fingerprint);
  EXPECT_EQ(outcome->plan->version_number, 2u);
}

TEST_F(PlannedInstallTest, ATemplateThatIsWithdrawnMeanwhileIsNotInstalled) {
  const PlannedInstall install = Planned();
  case_.world.store.BeforeNextWrite(
      [&] { ASSERT_TRUE(SetPublished(case_.world.services(), case_.owner, template_, false)); });
  EXPECT_EQ(CodeOf(Run(install)), ErrorCode::kNotFound);
  EXPECT_EQ(case_.world.CountInstallations(case_.installer), 0u);
}

TEST_F(PlannedInstallTest, TellsAllProblemsOfWhatCannotBeInstalled) {
  request_.connections.clear();
  request_.variables["unknown"] = "1";
  const auto before = case_.Digests();
  const auto outcome = Run(Planned());
  ASSERT_TRUE(outcome);
  EXPECT_EQ(outcome->kind, Kind::kNotInstallable);
  EXPECT_FALSE(outcome->installed);
  EXPECT_THAT(outcome->plan->problems, SizeIs(2));
  EXPECT_EQ(case_.Digests(), before);
}

TEST_F(PlannedInstallTest, ADryRunDoesAllOfItAndKeepsNothing) {
  PlannedInstall install = Planned();
  install.dry_run = true;
  install.idempotency_key = "k";
  const auto before = case_.Digests();
  const auto dry = Run(install);
  ASSERT_TRUE(dry && dry->installed);
  EXPECT_EQ(case_.Digests(), before);
  std::string document;
  RenderInstalled(*dry->installed->version, dry->installed->installation, 0, document);
  EXPECT_EQ(TextAt(document, "name"), "Integration 1");
  install.dry_run = false;
  EXPECT_TRUE(Run(install)->installed);
  EXPECT_EQ(case_.world.CountInstallations(case_.installer), 1u);
}

TEST_F(PlannedInstallTest, ADryRunSeesAChangeToo) {
  PlannedInstall install = Planned();
  install.dry_run = true;
  case_.world.store.BeforeNextWrite([&] { EditConnection(); });
  ExpectChanged(Run(install), install.fingerprint);
}

TEST_F(PlannedInstallTest, ARepeatedKeyGivesTheFirstAnswer) {
  PlannedInstall install = Planned();
  install.idempotency_key = "k";
  install.request_hash.bytes[0] = 1;
  const auto first = Run(install);
  ASSERT_TRUE(first && first->installed);
  EditConnection();  // the plan no longer holds, and was carried out
  const auto again = Run(install);
  ASSERT_TRUE(again && again->installed);
  EXPECT_TRUE(again->repeated);
  EXPECT_EQ(again->installed->installation.id, first->installed->installation.id);
  install.request_hash.bytes[0] = 2;
  EXPECT_EQ(CodeOf(Run(install)), ErrorCode::kIdempotencyMismatch);
  EXPECT_EQ(case_.world.CountInstallations(case_.installer), 1u);
}

TEST_F(PlannedInstallTest, AKeyThatIsUsedRightBeforeItsWriteGivesThatAnswer) {
  PlannedInstall install = Planned();
  install.idempotency_key = "k";
  std::optional<InstallationId> first;
  case_.world.store.BeforeNextWrite([&] {
    const auto outcome = Run(install);
    ASSERT_TRUE(outcome && outcome->installed);
    first = outcome->installed->installation.id;
  });
  const auto outcome = Run(install);
  ASSERT_TRUE(outcome && outcome->installed);
  EXPECT_TRUE(outcome->repeated);
  EXPECT_EQ(outcome->installed->installation.id, first);
  EXPECT_EQ(case_.world.CountInstallations(case_.installer), 1u);
}

TEST_F(PlannedInstallTest, AKeyWhoseInstallationIsGoneMakesNoSecondOne) {
  PlannedInstall install = Planned();
  install.idempotency_key = "k";
  const auto first = Run(install);
  ASSERT_TRUE(first && first->installed);
  ASSERT_TRUE(case_.world.store.Write([&](StoreWriter& writer) {
    return writer.RemoveInstallation(case_.installer.id, first->installed->installation.id);
  }));
  const auto again = Run(install);
  ASSERT_EQ(CodeOf(again), ErrorCode::kConflict);
  EXPECT_EQ(again.error().problems[0].field, "Idempotency-Key");
  EXPECT_EQ(case_.world.CountInstallations(case_.installer), 0u);
}

TEST_F(PlannedInstallTest, OfOneKeyAtOnceIsOneInstallation) {
  PlannedInstall install = Planned();
  install.idempotency_key = "k";
  std::vector<std::thread> threads;
  std::atomic<int> good = 0;
  for (int i = 0; i < 8; ++i) {
    threads.emplace_back([&] {
      const auto outcome = Run(install);
      good += outcome && outcome->installed;
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(good, 8);
  EXPECT_EQ(case_.world.CountInstallations(case_.installer), 1u);
  EXPECT_EQ(case_.world.TemplateRow(template_)->installs, 1);
}

// Whoever comes second sees that what the first one saved changed nothing that he relied on.
TEST_F(PlannedInstallTest, OnePlanCanBeCarriedOutTwice) {
  const PlannedInstall install = Planned();
  ASSERT_TRUE(Run(install)->installed);
  ASSERT_TRUE(Run(install)->installed);
  EXPECT_EQ(case_.world.CountInstallations(case_.installer), 2u);
}

TEST_F(PlannedInstallTest, OfAnUploadedFile) {
  PlanRequest request = case_.ForZip(SmallBundle());
  request.create_connections = true;
  const Installed installed = case_.MustInstall(request);
  EXPECT_FALSE(installed.installation.from_template);
  EXPECT_NE(case_.Read(Model::kConnection, TestWorld::IdIn(installed, test::kSmallConnection)), "");
}

TEST_F(PlannedInstallTest, SomeConnectionsBoundAndTheOthersCreated) {
  PlanRequest request = case_.ForZip(SmallBundle().Add(Model::kConnection, 20, R"("type":"ftp")"));
  request.connections = MapTo(connection_);
  request.create_connections = true;
  const Installed installed = case_.MustInstall(request);
  EXPECT_EQ(TestWorld::IdIn(installed, test::kSmallConnection), connection_);
  EXPECT_EQ(TextAt(case_.Read(Model::kConnection, TestWorld::IdIn(installed, 20)), "type"), "ftp");
  EXPECT_THAT(case_.world.All(case_.installer, Model::kConnection), SizeIs(2));
}

TEST_F(PlannedInstallTest, WhatNobodyTrustedSignedIsNotInstalledByTheDialectsEither) {
  Publishers publishers;
  publishers.required = true;
  Services services = case_.world.services();
  services.publishers = &publishers;
  InstallRequest install;
  install.account = case_.installer.id;
  install.from_template = template_;
  install.connection_map = MapTo(connection_);
  EXPECT_EQ(CodeOf(Install(services, install)), ErrorCode::kUnsigned);
  const auto outcome = InstallByPlan(services, Planned());
  ASSERT_TRUE(outcome);
  EXPECT_EQ(outcome->kind, Kind::kNotInstallable);
  EXPECT_EQ(case_.world.CountInstallations(case_.installer), 0u);
}

}  // namespace
}  // namespace imprint

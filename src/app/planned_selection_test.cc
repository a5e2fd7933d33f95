#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <set>

#include "app/resources.h"
#include "app/testing/plan_case.h"
#include "app/testing/random_bundle.h"
#include "app/world.h"
#include "bundle/archive_writer.h"

namespace imprint {
namespace {

using test::Line;
using test::Lines;
using test::MapTo;
using test::PlanCase;
using test::RandomBundle;
using test::RandomDocument;
using test::Ref;
using test::SmallBundle;
using test::SourceId;
using test::TestWorld;
using test::TextAt;
using ::testing::ElementsAre;
using ::testing::SizeIs;

constexpr std::uint32_t kBundles = 250;

/// Some resources of one random bundle, installed.
class SelectionCase {
 public:
  SelectionCase(TestWorld& world, const RandomBundle& bundle, std::uint32_t seed)
      : world_(world),
        bundle_(bundle),
        account_(world.NewAccount("account " + std::to_string(seed))),
        random_(seed) {
    for (const RandomDocument& document : bundle.documents) by_id_[document.id] = &document;
    request_.account = account_.id;
    request_.run_key = world.Upload(account_, WriteZipBytes(bundle.files).value());
    request_.variables = bundle.variables_to_fill;
    request_.create_connections = random_() % 2 == 0;
    if (!request_.create_connections) {
      for (const auto& [id, type] : bundle.connections) {
        request_.connections[id] = world.MakeConnection(account_, type).Text();
      }
    }
    if (random_() % 2 == 0) request_.into = world.Make(account_, Model::kIntegration).Text();
    Choose();
    Expect();
  }

  void Check() {
    const auto plan = MakePlan(world_.services(), request_);
    ASSERT_TRUE(plan) << plan.error().message();
    if (!plan->installable) return CheckRefusal(*plan);
    EXPECT_FALSE(grouping_needed_ && !request_.into.empty());
    EXPECT_EQ(PlannedIds(*plan), expected_);
    PlannedInstall install;
    install.request = request_;
    install.fingerprint = plan->fingerprint;
    const auto outcome = InstallByPlan(world_.services(), install);
    ASSERT_TRUE(outcome && outcome->installed);
    CheckInstalled(*outcome->installed);
  }

 private:
  void Choose() {
    for (const RandomDocument& document : bundle_.documents) {
      const bool can_be = document.model != Model::kIntegration &&
                          (document.model != Model::kConnection || request_.create_connections);
      if (can_be && random_() % 6 == 0) request_.select.push_back(document.id);
    }
  }

  bool IsBound(const RandomDocument& document) const {
    if (document.model == Model::kConnection) return !request_.create_connections;
    return document.model == Model::kIntegration && !request_.into.empty();
  }

  // From the documents themselves: what is selected, and what the references of that lead to.
  void Expect() {
    std::vector<std::string> open = request_.select;
    if (request_.into.empty()) {
      for (const RandomDocument& document : bundle_.documents) {
        if (document.model == Model::kIntegration || request_.select.empty()) {
          open.push_back(document.id);
        }
      }
    } else if (request_.select.empty()) {
      for (const RandomDocument& document : bundle_.documents) open.push_back(document.id);
    }
    while (!open.empty()) {
      const RandomDocument* document = by_id_.at(open.back());
      open.pop_back();
      if (IsBound(*document) || !expected_.insert(document->id).second) continue;
      for (const FoundReference& found :
           FindReferences(document->model, test::Parse(document->text))) {
        if (!IsFollowed(*found.rule)) continue;
        if (found.rule->target == kFlowGrouping) grouping_needed_ = true;
        const auto target = by_id_.find(found.value);
        if (target == by_id_.end()) continue;
        const std::string_view kind = NameOf(target->second->model);
        if (found.rule->target == "*" || found.rule->target == kind) open.push_back(found.value);
      }
    }
  }

  static bool IsFollowed(const ReferenceRule& rule) {
    return rule.policy == ReferencePolicy::kRemap || rule.policy == ReferencePolicy::kLenient;
  }

  static std::set<std::string> PlannedIds(const Plan& plan) {
    std::set<std::string> ids;
    for (const PlannedResource& resource : plan.resources) ids.insert(resource.template_id.Text());
    return ids;
  }

  // The integration that is there has no groupings.
  void CheckRefusal(const Plan& plan) {
    EXPECT_TRUE(grouping_needed_ && !request_.into.empty());
    for (const Problem& problem : plan.problems) {
      EXPECT_EQ(problem.field, "into");
      EXPECT_EQ(problem.reason, "flow_grouping_not_carried");
    }
  }

  void CheckInstalled(const Installed& installed) {
    const CompiledVersion& version = *installed.version;
    std::set<std::string> selected;
    for (const std::uint32_t ordinal : installed.installation.bindings.selected) {
      selected.insert(version.resources[ordinal].template_id.Text());
    }
    EXPECT_EQ(selected, request_.select.empty() ? std::set<std::string>() : expected_);
    std::map<Model, std::size_t> counts;
    for (std::uint32_t ordinal = 0; ordinal < version.resources.size(); ++ordinal) {
      const CompiledResource& resource = version.resources[ordinal];
      const auto read = ReadResource(world_.services(), account_.id, resource.model,
                                     IdOf(installed.installation, ordinal));
      const bool bound = installed.installation.bindings.connections.contains(ordinal);
      EXPECT_EQ(read.has_value(), bound || expected_.contains(resource.template_id.Text()));
      if (!read || bound) continue;
      ++counts[resource.model];
      CheckReferences(resource.model, *read);
    }
    for (const ModelInfo& info : ModelsOf(Dialect::kIntegrator)) {
      EXPECT_THAT(world_.All(account_, info.model), SizeIs(counts[info.model] + Own(info.model)))
          << info.name;
    }
  }

  // What the account had before.
  std::size_t Own(Model model) const {
    if (model == Model::kConnection) return request_.connections.size();
    return model == Model::kIntegration && !request_.into.empty() ? 1 : 0;
  }

  void CheckReferences(Model model, const std::string& document) {
    for (const FoundReference& found : FindReferences(model, test::Parse(document))) {
      const auto target = ModelByName(found.rule->target);
      if (found.rule->policy != ReferencePolicy::kRemap || !target) continue;
      EXPECT_TRUE(
          ReadResource(world_.services(), account_.id, *target, *Id::FromObjectIdText(found.value)))
          << NameOf(model) << ' ' << found.path;
    }
  }

  TestWorld& world_;
  const RandomBundle& bundle_;
  const Account account_;
  std::mt19937 random_;
  std::map<std::string, const RandomDocument*> by_id_;
  PlanRequest request_;
  std::set<std::string> expected_;
  bool grouping_needed_ = false;
};

// IMPRINT_SEED=n runs that one alone.
TEST(PlannedSelection, IsWhatIsSelectedAndWhatThatNeeds) {
  const char* chosen = std::getenv("IMPRINT_SEED");
  const auto first = static_cast<std::uint32_t>(chosen ? std::atoi(chosen) : 1);
  const std::uint32_t last = chosen ? first : kBundles;
  TestWorld world;
  for (std::uint32_t seed = first; seed <= last; ++seed) {
    SCOPED_TRACE("IMPRINT_SEED=" + std::to_string(seed));
    const RandomBundle bundle(seed);
    SelectionCase(world, bundle, seed).Check();
    if (::testing::Test::HasFailure()) return;
  }
}

TEST(PlannedSelection, BindsOnlyTheConnectionsThatItNeeds) {
  PlanCase with;
  const auto bundle = SmallBundle()
                          .Add(Model::kConnection, 20, R"("type":"ftp")")
                          .Add(Model::kExport, 21, Ref("_connectionId", 20));
  PlanRequest request = with.For(with.world.Publish(with.owner, bundle));
  request.connections = MapTo(with.world.MakeConnection(with.installer));
  request.connections[SourceId(20)] = with.world.MakeConnection(with.installer, "ftp").Text();
  request.select = {SourceId(21)};
  const auto bindings = with.MustInstall(request).installation.bindings;
  ASSERT_THAT(bindings.connections, SizeIs(1));
  EXPECT_EQ(bindings.connections.begin()->second.Text(), request.connections[SourceId(20)]);
  EXPECT_THAT(bindings.selected, SizeIs(2));
}

// Where nothing is left of a selection it must not turn into everything.
TEST(PlannedSelection, OfNothingIsAProblem) {
  PlanCase with;
  PlanRequest request = with.For(with.world.Publish(with.owner, SmallBundle()));
  request.connections = MapTo(with.world.MakeConnection(with.installer));
  request.create_connections = true;
  request.into = with.world.Make(with.installer, Model::kIntegration).Text();
  request.select = {SourceId(test::kSmallConnection)};
  EXPECT_THAT(Lines(with.PlanOf(request).problems),
              ElementsAre(Line(ErrorCode::kInvalidField, "select")));
}

// ---- into an integration that is there ----

class PlannedIntoTest : public ::testing::Test {
 protected:
  PlanRequest Into(const test::BundleBuilder& bundle, const Id& integration) {
    PlanRequest request = case_.For(case_.world.Publish(case_.owner, bundle));
    request.connections = MapTo(connection_);
    request.into = integration.Text();
    return request;
  }
  Id MakeIntegration(std::string_view members = "") {
    return case_.world.Make(case_.installer, Model::kIntegration, members);
  }
  static test::BundleBuilder WithGroupings() {
    return SmallBundle()
        .File("integration.json", R"({"_id":")" + SourceId(1) +
                                      R"(","name":"I","flowGroupings":[{"name":"A",)" +
                                      Ref("_id", 50) + R"(},{"name":"B",)" + Ref("_id", 51) + "}]}")
        .Add(Model::kFlow, test::kSmallFlow,
             Ref("_integrationId", 1) + "," + Ref("_flowGroupingId", 51));
  }

  PlanCase case_;
  Id connection_ = case_.world.MakeConnection(case_.installer);
};

TEST_F(PlannedIntoTest, EverythingButTheIntegrationGoesIntoTheOneThatIsThere) {
  const Id integration = MakeIntegration();
  const PlanRequest request = Into(SmallBundle(), integration);
  const Plan plan = case_.PlanOf(request);
  EXPECT_TRUE(plan.installable);
  EXPECT_EQ(plan.into->id.id, integration);
  EXPECT_EQ(plan.into->name, "N");
  EXPECT_THAT(test::NamesOf(plan), ElementsAre("Export 3", "Import 4", "Flow 5", "Script 6"));

  const Installed installed = case_.MustInstall(request);
  EXPECT_NE(installed.installation.id.id, integration);
  EXPECT_EQ(TestWorld::IdIn(installed, test::kSmallIntegration), integration);
  const Id flow = TestWorld::IdIn(installed, test::kSmallFlow);
  EXPECT_EQ(TextAt(case_.Read(Model::kFlow, flow), "_integrationId"), integration.Text());
  EXPECT_THAT(case_.world.All(case_.installer, Model::kIntegration), SizeIs(1));
  EXPECT_THAT(case_.world.All(case_.installer, Model::kFlow), SizeIs(1));
  EXPECT_EQ(case_.Read(Model::kIntegration, installed.installation.id.id), "");
}

TEST_F(PlannedIntoTest, WhatWasInstalledIntoItKeepsTheIntegration) {
  const Id integration = MakeIntegration();
  const Installed installed = case_.MustInstall(Into(SmallBundle(), integration));
  const Services& services = case_.world.services();
  const auto users =
      ListDependencies(services, case_.installer.id, Model::kIntegration, integration);
  ASSERT_TRUE(users);
  ASSERT_THAT(*users, SizeIs(1));
  const Id flow = TestWorld::IdIn(installed, test::kSmallFlow);
  EXPECT_EQ(users->front().id.id, flow);
  EXPECT_EQ(
      test::CodeOf(DeleteResource(services, case_.installer.id, Model::kIntegration, integration)),
      ErrorCode::kInUse);
  ASSERT_TRUE(DeleteResource(services, case_.installer.id, Model::kFlow, flow));
  EXPECT_TRUE(DeleteResource(services, case_.installer.id, Model::kIntegration, integration));
}

TEST_F(PlannedIntoTest, NothingUsesTheIdThatTheTemplatesIntegrationWouldHave) {
  const Installed installed = case_.MustInstall(Into(SmallBundle(), MakeIntegration()));
  ASSERT_TRUE(case_.world.store.Read([&](StoreReader& reader) -> Status {
    World world(reader, case_.world.services(), case_.installer.id);
    const auto found = world.Find(installed.installation.id.id);
    EXPECT_TRUE(found && !*found);
    const auto users = world.UsersOf(installed.installation.id.id);
    EXPECT_TRUE(users && users->empty());
    return {};
  }));
}

TEST_F(PlannedIntoTest, AnInstalledIntegrationCanTakeAnother) {
  const Installed first = case_.world.InstallBundle(case_.installer, SmallBundle(), connection_);
  const Id integration = first.installation.id.id;
  PlanRequest request = Into(test::LargeBundle(2), integration);
  request.select = {SourceId(1000)};
  EXPECT_THAT(test::NamesOf(case_.PlanOf(request)), ElementsAre("Flow 1000"));
  const Installed second = case_.MustInstall(request);
  const Id flow = TestWorld::IdIn(second, 1000);
  EXPECT_EQ(TextAt(case_.Read(Model::kFlow, flow), "_integrationId"), integration.Text());
  EXPECT_THAT(case_.world.All(case_.installer, Model::kFlow), SizeIs(2));
}

TEST_F(PlannedIntoTest, NeedsAnIntegrationOfTheAccount) {
  const Account stranger = case_.world.NewAccount("stranger");
  const Id others = case_.world.Make(stranger, Model::kIntegration);
  const Id script = case_.world.Make(case_.installer, Model::kScript);
  for (const Id& id : {others, script, connection_}) {
    const Plan plan = case_.PlanOf(Into(SmallBundle(), id));
    EXPECT_THAT(Lines(plan.problems), ElementsAre(Line(ErrorCode::kInvalidReference, "into")));
    EXPECT_EQ(plan.into, std::nullopt);
  }
}

TEST_F(PlannedIntoTest, TheTemplatesIntegrationHasNoNameThere) {
  PlanRequest request = Into(SmallBundle(), MakeIntegration());
  request.name = "Mine";
  request.select = {SourceId(test::kSmallIntegration), SourceId(test::kSmallFlow)};
  EXPECT_THAT(Lines(case_.PlanOf(request).problems),
              ElementsAre(Line(ErrorCode::kInvalidField, "name"),
                          Line(ErrorCode::kInvalidField, "select[0]")));
}

TEST_F(PlannedIntoTest, GroupingsAreBoundByTheirNames) {
  const Id integration = MakeIntegration(
      R"("flowGroupings":[{"name":"B","_id":"aaaaaaaaaaaaaaaaaaaaaaaa"},{"name":"C"}])");
  const Installed installed = case_.MustInstall(Into(WithGroupings(), integration));
  const Id flow = TestWorld::IdIn(installed, test::kSmallFlow);
  EXPECT_EQ(TextAt(case_.Read(Model::kFlow, flow), "_flowGroupingId"), "aaaaaaaaaaaaaaaaaaaaaaaa");
}

TEST_F(PlannedIntoTest, AGroupingThatIsNotThereOrTwiceIsAProblem) {
  const std::string b = R"({"name":"B","_id":"aaaaaaaaaaaaaaaaaaaaaaaa"})";
  for (const std::string& groupings :
       {std::string(),
        std::string(R"("flowGroupings":[{"name":"A","_id":"aaaaaaaaaaaaaaaaaaaaaaaa"}])"),
        R"("flowGroupings":[)" + b + R"(,{"name":"B","_id":"bbbbbbbbbbbbbbbbbbbbbbbb"}])",
        std::string(R"("flowGroupings":{"name":"B"})")}) {
    const Plan plan = case_.PlanOf(Into(WithGroupings(), MakeIntegration(groupings)));
    ASSERT_THAT(Lines(plan.problems), ElementsAre(Line(ErrorCode::kInvalidReference, "into")));
    EXPECT_EQ(plan.problems[0].reason, "flow_grouping_not_carried");
  }
}

TEST_F(PlannedIntoTest, AGroupingThatNothingSelectedIsInDoesNotMatter) {
  PlanRequest request = Into(WithGroupings(), MakeIntegration());
  request.select = {SourceId(test::kSmallExport)};
  EXPECT_TRUE(case_.PlanOf(request).installable);
}

TEST_F(PlannedIntoTest, AChangedIntegrationChangesThePlan) {
  const Id integration = MakeIntegration();
  const PlanRequest request = Into(SmallBundle(), integration);
  const Plan plan = case_.PlanOf(request);
  case_.world.store.BeforeNextWrite([&] {
    ASSERT_TRUE(ReplaceResource(case_.world.services(), case_.installer.id, Model::kIntegration,
                                integration, test::Parse(R"({"name":"Other"})")));
  });
  const auto outcome = InstallByPlan(case_.world.services(), case_.InstallOf(request, plan));
  ASSERT_TRUE(outcome);
  EXPECT_EQ(outcome->kind, PlannedOutcome::Kind::kPlanChanged);
  EXPECT_EQ(outcome->plan->into->name, "Other");
}

}  // namespace
}  // namespace imprint

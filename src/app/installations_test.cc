#include "app/installations.h"

#include <fmt/format.h>
#include <gmock/gmock.h>

#include "app/content.h"
#include "app/install.h"
#include "app/resources.h"
#include "app/templates.h"
#include "app/testing/lifecycle_fixture.h"

namespace imprint {
namespace {

using test::CodeOf;
using test::LifecycleFixture;
using test::MapTo;
using test::SmallBundle;
using test::SourceId;
using test::TestWorld;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::Pair;

class Installations : public LifecycleFixture {
 protected:
  Installed InstallTemplate(TemplateId id) {
    InstallRequest request;
    request.account = account_.id;
    request.from_template = id;
    request.connection_map = MapTo(connection_);
    const auto installed = Install(services_, request);
    EXPECT_TRUE(installed);
    return *installed;
  }
  /// New content for a template, as its owner uploads it.
  void Upload(TemplateId id, const std::string& script) {
    test::BundleBuilder bundle = SmallBundle();
    bundle.Add(Model::kScript, test::kSmallScript, R"("content":")" + script + "\"");
    world_.Upload(partner_, bundle.Zip(), id);
    ASSERT_TRUE(ContentOfTemplate(services_, partner_.id, id));
  }
  InstallationPage List(std::optional<TemplateId> from_template = {}, InstallationId after = {},
                        std::size_t limit = 100) const {
    const auto page = ListInstallations(services_, account_.id, from_template, after, limit);
    EXPECT_TRUE(page);
    return *page;
  }
  InstallationView View(InstallationId id) const {
    const auto view = ReadInstallation(services_, account_.id, id);
    EXPECT_TRUE(view);
    return *view;
  }
  std::vector<std::string> StatesOf(InstallationId id) const {
    constexpr const char* kNames[] = {"installed", "edited", "deleted", "added"};
    std::vector<std::string> lines;
    for (const InstalledResource& resource : View(id).resources) {
      lines.push_back(fmt::format("{} {}", kNames[static_cast<int>(resource.state)],
                                  test::Named(resource.model, resource.name)));
    }
    return lines;
  }
};

TEST_F(Installations, AreSummarised) {
  const Installed plain = world_.InstallBundle(account_, SmallBundle(), connection_);
  const TemplateId id = world_.Publish(partner_, SmallBundle());
  const Installed of_template = InstallTemplate(id);
  const Id copy = CopyDiga(NewDigaTemplate());

  const auto page = List();
  ASSERT_EQ(page.items.size(), 3u);
  EXPECT_FALSE(page.next);
  std::map<InstallationId, InstallationSummary> by_id;
  for (const auto& item : page.items) by_id[item.id] = item;
  const auto& first = by_id.at(plain.installation.id);
  EXPECT_EQ(first.dialect, Dialect::kIntegrator);
  EXPECT_EQ(first.name, "Integration 1");
  EXPECT_FALSE(first.from_template);
  EXPECT_FALSE(first.template_name);
  EXPECT_FALSE(first.version_number);
  EXPECT_FALSE(first.latest_number);
  EXPECT_FALSE(first.upgrade_available);
  EXPECT_EQ(first.created, plain.installation.created);
  const auto& second = by_id.at(of_template.installation.id);
  EXPECT_EQ(second.from_template, id);
  EXPECT_EQ(second.template_name, "Template");
  EXPECT_EQ(second.version, of_template.installation.version);
  EXPECT_EQ(second.version_number, 1u);
  EXPECT_EQ(second.latest_number, 1u);
  EXPECT_FALSE(second.upgrade_available);
  const auto& third = by_id.at(InstallationId(copy));
  EXPECT_EQ(third.dialect, Dialect::kDiga);
  EXPECT_EQ(third.name, "Mine");
  EXPECT_EQ(third.template_name, "T");
}

TEST_F(Installations, AreNamedAsTheirIntegrationIsNow) {
  const auto name = [&] { return List().items.at(0).name; };
  const Installed installed = world_.InstallBundle(account_, SmallBundle(), connection_);
  const Id integration = TestWorld::IdIn(installed, test::kSmallIntegration);
  Set(Model::kIntegration, integration, "name", R"("Renamed \u0041")");
  EXPECT_EQ(name(), "Renamed A");
  Delete(Model::kFlow, TestWorld::IdIn(installed, test::kSmallFlow));
  Delete(Model::kIntegration, integration);
  EXPECT_EQ(name(), "Integration 1");
}

TEST_F(Installations, PutIntoAnIntegrationHaveItsName) {
  const Id integration = world_.Make(account_, Model::kIntegration);
  const Installation installation = InstallInto(integration);
  EXPECT_EQ(List().items.at(0).name, "N");
  const InstallationView view = View(installation.id);
  EXPECT_EQ(view.into, ResourceId(integration));
  for (const auto& resource : view.resources) EXPECT_NE(resource.model, Model::kIntegration);
  EXPECT_EQ(view.connections.size(), 1u);
}

TEST_F(Installations, TellWhetherTheirTemplateIsFurther) {
  const TemplateId id = world_.Publish(partner_, SmallBundle());
  const Installed installed = InstallTemplate(id);
  const auto summary = [&] { return View(installed.installation.id).summary; };
  Upload(id, "second");
  EXPECT_EQ(summary().version_number, 1u);
  EXPECT_EQ(summary().latest_number, 2u);
  EXPECT_TRUE(summary().upgrade_available);
  // Back to the first content: the third version is what the installation has.
  world_.Upload(partner_, SmallBundle().Zip(), id);
  ASSERT_TRUE(ContentOfTemplate(services_, partner_.id, id));
  EXPECT_EQ(summary().version_number, 3u);
  EXPECT_EQ(summary().latest_number, 3u);
  EXPECT_FALSE(summary().upgrade_available);
}

TEST_F(Installations, TellNothingOfATemplateThatIsNotVisibleAnyMore) {
  const TemplateId id = world_.Publish(partner_, SmallBundle());
  const Installed installed = InstallTemplate(id);
  Upload(id, "second");
  ASSERT_TRUE(SetPublished(services_, partner_, id, false));
  const auto summary = View(installed.installation.id).summary;
  EXPECT_EQ(summary.from_template, id);
  EXPECT_FALSE(summary.template_name);
  EXPECT_FALSE(summary.version_number);
  EXPECT_FALSE(summary.latest_number);
  EXPECT_FALSE(summary.upgrade_available);
}

TEST_F(Installations, ComeInPages) {
  const TemplateId id = world_.Publish(partner_, SmallBundle());
  std::vector<InstallationId> all;
  std::vector<InstallationId> of_template;
  for (int i = 0; i < 7; ++i) {
    world_.clock.Advance(std::chrono::seconds(1));
    const bool odd = i % 2 == 1;
    const auto installed =
        odd ? InstallTemplate(id) : world_.InstallBundle(account_, SmallBundle(), connection_);
    all.push_back(installed.installation.id);
    if (odd) of_template.push_back(installed.installation.id);
  }
  world_.InstallBundle(other_, SmallBundle(), world_.MakeConnection(other_));
  const auto walk = [&](std::optional<TemplateId> from_template, std::size_t limit) {
    std::vector<InstallationId> ids;
    InstallationId after;
    for (int pages = 0; pages < 20; ++pages) {
      const auto page = List(from_template, after, limit);
      EXPECT_LE(page.items.size(), limit);
      for (const auto& item : page.items) ids.push_back(item.id);
      if (!page.next) return ids;
      EXPECT_EQ(*page.next, ids.back());
      after = *page.next;
    }
    ADD_FAILURE() << "no end";
    return ids;
  };
  for (const std::size_t limit : {1u, 2u, 3u, 6u, 7u, 8u}) {
    EXPECT_EQ(walk({}, limit), all) << limit;
    EXPECT_EQ(walk(id, limit), of_template) << limit;
  }
  EXPECT_EQ(List({}, {}, 7).next, std::nullopt);
  world_.limits.page_bytes = 1;
  EXPECT_EQ(List({}, {}, 7).items.size(), 1u);
  EXPECT_EQ(walk({}, 7), all);
}

TEST_F(Installations, ComeInPagesFromAnyId) {
  const auto installed = world_.InstallBundle(account_, SmallBundle(), connection_);
  CopyDiga(NewDigaTemplate());
  EXPECT_THAT(
      List({}, InstallationId(*Id::FromUuidText("ffffffff-ffff-ffff-ffff-ffffffffffff"))).items,
      IsEmpty());
  EXPECT_THAT(List({}, InstallationId(*Id::FromObjectIdText("ffffffffffffffffffffffff"))).items,
              IsEmpty());
  EXPECT_EQ(
      List({}, InstallationId(*Id::FromObjectIdText("000000000000000000000000"))).items.size(), 2u);
  EXPECT_THAT(List(TemplateId(installed.installation.id.id)).items, IsEmpty());
  EXPECT_THAT(List({}, {}, 0).items, IsEmpty());
}

TEST_F(Installations, TellWhatBecameOfTheirResources) {
  const Installed installed = world_.InstallBundle(account_, SmallBundle(), connection_);
  const InstallationId id = installed.installation.id;
  const auto of = [&](unsigned n) { return TestWorld::IdIn(installed, n); };
  EXPECT_THAT(StatesOf(id),
              ElementsAre("installed Integration \"Integration 1\"",
                          "installed Export \"Export 3\"", "installed Import \"Import 4\"",
                          "installed Flow \"Flow 5\"", "installed Script \"Script 6\""));
  Set(Model::kExport, of(test::kSmallExport), "name", R"("Mine")");
  Set(Model::kImport, of(test::kSmallImport), "name", R"("Import 4")");  // as it was
  Delete(Model::kFlow, of(test::kSmallFlow));
  EXPECT_THAT(StatesOf(id),
              ElementsAre("installed Integration \"Integration 1\"", "edited Export \"Mine\"",
                          "installed Import \"Import 4\"", "deleted Flow \"Flow 5\"",
                          "installed Script \"Script 6\""));
  const InstallationView view = View(id);
  EXPECT_EQ(view.resources[1].id.id, of(test::kSmallExport));
  EXPECT_EQ(view.resources[1].template_id.Text(), SourceId(test::kSmallExport));
  ASSERT_EQ(view.connections.size(), 1u);
  EXPECT_EQ(view.connections[0].template_id.Text(), SourceId(test::kSmallConnection));
  EXPECT_EQ(view.connections[0].name, "Connection 2");
  EXPECT_EQ(view.connections[0].id.id, connection_);
  EXPECT_FALSE(view.selected);
  EXPECT_FALSE(view.into);
}

TEST_F(Installations, ShowWhatWasSelectedAlone) {
  Installation installation =
      world_.InstallBundle(account_, SmallBundle(), connection_).installation;
  ASSERT_TRUE(services_.store.Write([&](StoreWriter& writer) {
    installation.bindings.selected = {0, 2};  // the connection stands at 1
    return writer.ReplaceInstallation(installation);
  }));
  EXPECT_THAT(StatesOf(installation.id), ElementsAre("installed Integration \"Integration 1\"",
                                                     "installed Export \"Export 3\""));
  EXPECT_TRUE(View(installation.id).selected);
}

TEST_F(Installations, ShowCreatedConnectionsAsResources) {
  InstallRequest request;
  request.account = account_.id;
  request.run_key = world_.Upload(account_, SmallBundle().Zip());
  const auto installed = Install(services_, request);
  ASSERT_TRUE(installed);
  const InstallationView view = View(installed->installation.id);
  EXPECT_EQ(view.resources.size(), 6u);
  EXPECT_THAT(view.connections, IsEmpty());
}

TEST_F(Installations, MaskVariablesThatLookSecret) {
  test::BundleBuilder bundle = SmallBundle();
  bundle.Add(Model::kScript, 90, R"("content":"<<domain>> <<api_key>>")");
  InstallRequest request;
  request.account = account_.id;
  request.run_key = world_.Upload(account_, bundle.Zip());
  request.variables = {{"domain", R"("a.example")"}, {"api_key", R"("k-123")"}};
  const auto installed = Install(services_, request);
  ASSERT_TRUE(installed) << installed.error().message();
  const InstallationView view = View(installed->installation.id);
  EXPECT_THAT(view.variables,
              ElementsAre(Pair("api_key", R"("******")"), Pair("domain", R"("a.example")")));
}

TEST_F(Installations, TakeMemoryForLargeVariables) {
  test::BundleBuilder bundle = SmallBundle();
  bundle.Add(Model::kScript, 90, R"("content":"<<text>>")");
  InstallRequest request;
  request.account = account_.id;
  request.run_key = world_.Upload(account_, bundle.Zip());
  request.variables = {{"text", "\"" + std::string(400 * 1024, 'x') + "\""}};
  const auto installed = Install(services_, request);
  ASSERT_TRUE(installed);
  ByteBudget budget(64 << 20);
  Services services = services_;
  services.work = &budget;
  const auto view = ReadInstallation(services, account_.id, installed->installation.id);
  ASSERT_TRUE(view);
  ASSERT_TRUE(view->held);
  EXPECT_GE(view->held->bytes(), 400u * 1024);
}

TEST_F(Installations, NameResourcesWithTheirVariables) {
  test::BundleBuilder bundle = SmallBundle();
  bundle.File(fmt::format("scripts/{}.json", SourceId(91)),
              fmt::format(R"({{"_id":"{}","name":"To <<domain>>","content":"x"}})", SourceId(91)));
  InstallRequest request;
  request.account = account_.id;
  request.run_key = world_.Upload(account_, bundle.Zip());
  request.variables = {{"domain", R"("a.example")"}};
  const auto installed = Install(services_, request);
  ASSERT_TRUE(installed) << installed.error().message();
  EXPECT_THAT(StatesOf(installed->installation.id),
              ::testing::Contains("installed Script \"To a.example\""));
}

TEST_F(Installations, ShowDigasTools) {
  const Id copy = CopyDiga(NewDigaTemplate(), "k-123");
  EXPECT_THAT(StatesOf(InstallationId(copy)),
              ElementsAre("installed DigaIntegration \"Mine\"", "installed DigaTool \"list\"",
                          "installed DigaTool \"get\""));
  PatchTool(copy, ToolOf(copy, "list"), R"({"name":"all"})");
  PatchDiga(copy, R"({"auth_key":"k-456"})");
  EXPECT_THAT(StatesOf(InstallationId(copy)),
              ElementsAre("installed DigaIntegration \"Mine\"", "edited DigaTool \"all\"",
                          "installed DigaTool \"get\""));
  EXPECT_THAT(View(InstallationId(copy)).variables,
              ElementsAre(Pair("host", R"("a.example")"), Pair("who", R"("Acme")")));
}

TEST_F(Installations, OfOthersAreNotThere) {
  const Installed installed = world_.InstallBundle(account_, SmallBundle(), connection_);
  const Id copy = CopyDiga(NewDigaTemplate());
  for (const Id& id :
       {installed.installation.id.id, copy, Id(), TestWorld::IdIn(installed, test::kSmallExport)}) {
    const auto view = ReadInstallation(services_, other_.id, InstallationId(id));
    EXPECT_EQ(CodeOf(view), ErrorCode::kNotFound);
  }
  EXPECT_EQ(
      CodeOf(ReadInstallation(services_, account_.id,
                              InstallationId(TestWorld::IdIn(installed, test::kSmallExport)))),
      ErrorCode::kNotFound);
  EXPECT_THAT(ListInstallations(services_, other_.id, {}, {}, 100)->items, IsEmpty());
}

}  // namespace
}  // namespace imprint

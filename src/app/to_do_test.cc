#include "app/to_do.h"

#include <fmt/format.h>
#include <gmock/gmock.h>

#include <random>
#include <set>

#include "app/install.h"
#include "app/installations.h"
#include "app/resources.h"
#include "app/testing/lifecycle_fixture.h"
#include "app/testing/random_bundle.h"
#include "app/variable_uses.h"
#include "base/json/edit.h"
#include "bundle/archive_writer.h"
#include "bundle/text_scan.h"

namespace imprint {
namespace {

using test::BundleBuilder;
using test::MapTo;
using test::SmallBundle;
using test::TestWorld;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr unsigned kIClient = 40;

/// SmallBundle with an iClient and variables in its script, export and integration.
BundleBuilder OpenBundle() {
  BundleBuilder bundle = SmallBundle();
  bundle.Add(Model::kIClient, kIClient, R"("oauth2":{"clientId":"c"})");
  bundle.Add(Model::kScript, test::kSmallScript, R"("content":"<<zone>> <<zone>>")");
  return bundle.File("integration.json",
                     fmt::format(R"({{"_id":"{}","name":"Of <<who>>","a":"<<zone>> <<area>>"}})",
                                 test::SourceId(test::kSmallIntegration)));
}

class ToDos : public test::LifecycleFixture {
 protected:
  Installed InstallOpen(bool bound = false, const std::string& name = "") {
    InstallRequest request;
    request.account = account_.id;
    request.run_key = world_.Upload(account_, OpenBundle().Zip());
    if (bound) request.connection_map = MapTo(connection_);
    request.name = name;
    auto installed = Install(services_, request);
    EXPECT_TRUE(installed) << installed.error().message();
    return std::move(*installed);
  }
  ToDo Of(InstallationId id) const {
    auto view = ReadInstallation(services_, account_.id, id);
    EXPECT_TRUE(view);
    return std::move(view->to_do);
  }
  ToDo Of(const Installed& installed) const { return Of(installed.installation.id); }
  std::vector<std::string> Lacking(InstallationId id) const {
    std::vector<std::string> lines;
    for (const MissingSecret& secret : Of(id).secrets) {
      lines.push_back(test::Named(secret.model, secret.name));
    }
    return lines;
  }
  std::vector<std::string> Lacking(const Installed& installed) const {
    return Lacking(installed.installation.id);
  }
};

TEST_F(ToDos, NameAllThatAnInstallLeavesOpen) {
  const Installed installed = InstallOpen();
  const auto of = [&](unsigned n) { return ResourceId(TestWorld::IdIn(installed, n)); };
  const ToDo to_do = Of(installed);
  EXPECT_THAT(to_do.disabled_flows, ElementsAre(of(test::kSmallFlow)));
  ASSERT_EQ(to_do.secrets.size(), 2u);
  EXPECT_EQ(to_do.secrets[0].id, of(test::kSmallConnection));
  EXPECT_EQ(to_do.secrets[0].name, "Connection 2");
  EXPECT_EQ(to_do.secrets[0].message, kConnectionWantsCredentials);
  EXPECT_EQ(to_do.secrets[1].id, of(kIClient));
  EXPECT_EQ(to_do.secrets[1].model, Model::kIClient);
  EXPECT_EQ(to_do.secrets[1].message, kIClientWantsSecret);
  std::vector<std::string> names;
  for (const Variable& variable : installed.version->variables) names.push_back(variable.name);
  EXPECT_EQ(names.size(), 3u);
  EXPECT_EQ(to_do.unfilled, names);
}

TEST_F(ToDos, HideSecretsInNames) {
  BundleBuilder bundle = SmallBundle();
  bundle.File("integration.json", fmt::format(R"({{"_id":"{}","name":"Of <<api_key>>"}})",
                                              test::SourceId(test::kSmallIntegration)));
  InstallRequest request;
  request.account = account_.id;
  request.run_key = world_.Upload(account_, bundle.Zip());
  request.variables["api_key"] = R"("supersecret99")";
  const auto installed = Install(services_, request);
  ASSERT_TRUE(installed) << installed.error().message();
  const Id connection = TestWorld::IdIn(*installed, test::kSmallConnection);
  Set(Model::kConnection, connection, "name", R"("Shop supersecret99")");
  const auto view = ReadInstallation(services_, account_.id, installed->installation.id);
  ASSERT_TRUE(view);
  EXPECT_EQ(view->summary.name, "Of ******");
  ASSERT_EQ(view->to_do.secrets.size(), 1u);
  EXPECT_EQ(view->to_do.secrets[0].name, "Shop ******");
  for (const InstalledResource& resource : view->resources) {
    EXPECT_EQ(resource.name.find("supersecret99"), std::string::npos) << resource.name;
  }
}

TEST_F(ToDos, SayWhichFlowsDoNotRun) {
  const Installed installed = InstallOpen();
  const Id flow = TestWorld::IdIn(installed, test::kSmallFlow);
  Set(Model::kFlow, flow, "disabled", "false");
  EXPECT_THAT(Of(installed).disabled_flows, IsEmpty());
  Set(Model::kFlow, flow, "disabled", "true");
  EXPECT_THAT(Of(installed).disabled_flows, ElementsAre(ResourceId(flow)));
  const auto document = test::Parse(Read(Model::kFlow, flow));
  Edit(Model::kFlow, flow, "{" + json::MembersWithout(document, [](const auto& key) {
                             return key == "disabled";
                           }) + "}");
  EXPECT_THAT(Of(installed).disabled_flows, IsEmpty());
}

TEST_F(ToDos, SayWhichCreatedConnectionsAreOffline) {
  const Installed installed = InstallOpen();
  const Id id = TestWorld::IdIn(installed, test::kSmallConnection);
  Set(Model::kConnection, id, "name", R"("Mine")");
  EXPECT_THAT(Lacking(installed), ElementsAre("Connection \"Mine\"", "IClient \"IClient 40\""));
  Edit(Model::kConnection, id, R"({"name":"Bare","type":"http"})");
  EXPECT_THAT(Lacking(installed), ElementsAre("IClient \"IClient 40\""));
  Set(Model::kConnection, id, "offline", "true");
  EXPECT_THAT(Lacking(installed), ElementsAre("Connection \"Bare\"", "IClient \"IClient 40\""));
  Set(Model::kConnection, id, "offline", "false");
  EXPECT_THAT(Lacking(installed), ElementsAre("IClient \"IClient 40\""));
  EXPECT_THAT(Lacking(InstallOpen(true)), ElementsAre("IClient \"IClient 40\""));
}

TEST_F(ToDos, SayWhichBoundConnectionsAreOfflineOrGone) {
  const Installed installed = InstallOpen(true);
  const Id own = connection_;
  EXPECT_THAT(Of(installed).gone, IsEmpty());
  Set(Model::kConnection, own, "offline", "true");
  EXPECT_THAT(Lacking(installed), ElementsAre("IClient \"IClient 40\"", "Connection \"N\""));
  EXPECT_EQ(Of(installed).secrets.back().id, ResourceId(own));
  Set(Model::kConnection, own, "offline", "false");
  EXPECT_THAT(Lacking(installed), ElementsAre("IClient \"IClient 40\""));
}

TEST_F(ToDos, SayWhichIClientsHaveNoSecret) {
  const Installed installed = InstallOpen(true);
  const Id id = TestWorld::IdIn(installed, kIClient);
  Set(Model::kIClient, id, "name", R"("Mine")");
  EXPECT_THAT(Lacking(installed), ElementsAre("IClient \"Mine\""));
  Set(Model::kIClient, id, "oauth2", R"({"clientId":"c","clientSecret":"s"})");
  EXPECT_THAT(Lacking(installed), IsEmpty());
  Set(Model::kIClient, id, "oauth2", R"({"clientId":"c","clientSecret":""})");
  EXPECT_THAT(Lacking(installed), ElementsAre("IClient \"Mine\""));
}

TEST_F(ToDos, LeaveOutWhatWasDeletedOrNotSelected) {
  Installation installation = InstallOpen().installation;
  for (const Model model : {Model::kFlow, Model::kIClient, Model::kExport, Model::kImport,
                            Model::kConnection, Model::kScript}) {
    const auto view = ReadInstallation(services_, account_.id, installation.id);
    ASSERT_TRUE(view);
    for (const InstalledResource& each : view->resources) {
      if (each.model == model) Delete(model, each.id.id);
    }
  }
  const ToDo left = Of(installation.id);
  EXPECT_THAT(left.disabled_flows, IsEmpty());
  EXPECT_THAT(left.secrets, IsEmpty());
  EXPECT_EQ(left.unfilled.size(), 3u) << "the integration names them all";

  installation = InstallOpen(true, "Mine").installation;
  EXPECT_EQ(Of(installation.id).unfilled.size(), 2u) << "the template's name is gone";
  ASSERT_TRUE(services_.store.Write([&](StoreWriter& writer) {
    installation.bindings.selected = {0, 2};  // the export
    return writer.ReplaceInstallation(installation);
  }));
  const ToDo some = Of(installation.id);
  EXPECT_THAT(some.disabled_flows, IsEmpty());
  EXPECT_THAT(some.secrets, IsEmpty());
  EXPECT_EQ(some.unfilled.size(), 2u);
}

TEST_F(ToDos, TakeAnEditedDocumentAsItIs) {
  const Installed installed = InstallOpen(true, "Mine");
  const Id integration = TestWorld::IdIn(installed, test::kSmallIntegration);
  const Id script = TestWorld::IdIn(installed, test::kSmallScript);
  Set(Model::kScript, script, "content", R"("no zone, but <<mine>> and <<who>>")");
  Set(Model::kIntegration, integration, "a", R"("<<area>> of <<who>>")");
  EXPECT_THAT(Of(installed).unfilled, ElementsAre("area"));
  Set(Model::kIntegration, integration, "a", R"("")");
  EXPECT_THAT(Of(installed).unfilled, IsEmpty());
}

TEST_F(ToDos, AskForTheKeyOfADigaIntegration) {
  const Id copy = CopyDiga(NewDigaTemplate());
  EXPECT_THAT(Lacking(InstallationId(copy)), IsEmpty()) << "its API needs none";
  Installation installation = *Find(InstallationId(copy));
  const auto fields = [](std::string_view type, std::string_view auth) {
    return fmt::format(R"({{"id":"x","integration_type":"{}","auth_type":"{}"}})", type, auth);
  };
  for (const std::string type : {"HTTP", "MCP"}) {
    SCOPED_TRACE(type);
    CompiledVersion version;
    version.resources.push_back({.model = Model::kDigaIntegration,
                                 .template_id = {},
                                 .name = {},
                                 .type = {},
                                 .text = {},
                                 .slots = {},
                                 .references = {}});
    const auto lacks = [&](const std::string& text, const Resource* edited) {
      version.resources[0].text = text;
      ToDoList list(version, installation);
      EXPECT_TRUE(list.Add(0, "N", edited));
      const ToDo to_do = list.Take();
      if (to_do.secrets.empty()) return false;
      EXPECT_EQ(to_do.secrets[0].message, kIntegrationWantsKey);
      return true;
    };
    installation.bindings.sealed_secrets.clear();
    EXPECT_TRUE(lacks(fields(type, "API_KEY"), nullptr));
    EXPECT_FALSE(lacks(fields(type, "NONE"), nullptr));
    Resource edited;
    edited.document = fields(type, "API_KEY");
    installation.bindings.sealed_secrets = "sealed";
    EXPECT_FALSE(lacks(fields(type, "API_KEY"), nullptr));
    EXPECT_TRUE(lacks(fields(type, "API_KEY"), &edited)) << "the key was taken out";
    edited.sealed_secrets = "sealed";
    EXPECT_FALSE(lacks(fields(type, "API_KEY"), &edited));
  }
}

TEST_F(ToDos, TakeMemory) {
  constexpr unsigned kFlows = 2000;
  const Installed installed =
      world_.InstallBundle(account_, test::LargeBundle(kFlows), connection_);
  ByteBudget budget(64 << 20);
  Services services = services_;
  services.work = &budget;
  const auto view = ReadInstallation(services, account_.id, installed.installation.id);
  ASSERT_TRUE(view && view->held);
  EXPECT_EQ(view->to_do.disabled_flows.size(), kFlows + 1);
  std::size_t bytes = view->to_do.disabled_flows.size() * sizeof(ResourceId);
  for (const InstalledResource& each : view->resources) bytes += sizeof(each) + each.name.size();
  EXPECT_GE(view->held->bytes(), 2 * bytes);
}

// Reading an installation of a thousand resources must not read a thousand documents.
TEST(ToDoList, ReadsNoDocumentThatIsAsInstalled) {
  CompiledVersion version;
  Installation installation;
  installation.creates_connections = true;
  const std::size_t variables = kMostVariables + 5;
  CompiledResource resource{.model = Model::kFlow,
                            .template_id = {},
                            .name = {},
                            .type = {},
                            .text = "no JSON",
                            .slots = {},
                            .references = {}};
  for (std::uint32_t i = 0; i < variables; ++i) {
    version.variables.push_back({fmt::format("v{}", i), {}});
    resource.slots.push_back({i, 1, SlotKind::kVariableText, i});
  }
  for (const Model model : {Model::kFlow, Model::kConnection, Model::kIClient, Model::kExport}) {
    resource.model = model;
    version.resources.push_back(resource);
  }
  ToDoList list(version, installation);
  for (std::uint32_t ordinal = 0; ordinal < version.resources.size(); ++ordinal) {
    ASSERT_TRUE(list.Add(ordinal, "N", nullptr));
  }
  const ToDo to_do = list.Take();
  EXPECT_EQ(to_do.disabled_flows.size(), 1u);
  EXPECT_EQ(to_do.secrets.size(), 2u);
  EXPECT_EQ(to_do.unfilled.size(), kMostVariables);
  Resource broken;
  broken.document = "no JSON";
  EXPECT_FALSE(ToDoList(version, installation).Add(0, "N", &broken));
}

/// An installation of a random bundle that was changed by hand, beside what its documents say.
class ToDoProperty : public ToDos {
 protected:
  void Check(std::uint32_t seed) {
    random_.seed(seed);
    with_secret_.clear();
    const test::RandomBundle bundle(seed);
    InstallRequest request;
    request.account = account_.id;
    request.run_key = world_.Upload(account_, WriteZipBytes(bundle.files).value());
    for (const auto& each : bundle.variables_to_fill) {
      if (Chance(40)) request.variables.insert(each);
    }
    const auto installed = Install(services_, request);
    ASSERT_TRUE(installed) << installed.error().message();
    const InstallationId id = installed->installation.id;
    const auto before = ReadInstallation(services_, account_.id, id);
    ASSERT_TRUE(before);
    for (const InstalledResource& each : before->resources) Change(each);
    const auto after = ReadInstallation(services_, account_.id, id);
    ASSERT_TRUE(after);
    Compare(*after, *installed->version, request.variables);
  }

 private:
  bool Chance(unsigned percent) { return random_() % 100 < percent; }

  // Edits that the references in the document forbid leave it as it was.
  void Change(const InstalledResource& resource) {
    if (Chance(15)) {
      static_cast<void>(DeleteResource(services_, account_.id, resource.model, resource.id.id));
    } else if (resource.model == Model::kIClient && Chance(50)) {
      if (Put(resource, "oauth2", R"({"clientSecret":"s"})")) with_secret_.insert(resource.id);
    } else if (Chance(40)) {
      Put(resource, resource.model == Model::kConnection ? "offline" : "disabled",
          Chance(50) ? "false" : "true");
    } else if (Chance(20)) {
      Put(resource, "name", R"("Without")");
    }
  }
  bool Put(const InstalledResource& resource, const std::string& member, const std::string& value) {
    const auto document = test::Parse(Read(resource.model, resource.id.id));
    const std::string rest =
        json::MembersWithout(document, [&](const std::string& key) { return key == member; });
    const auto edited = test::Parse(fmt::format("{{\"{}\":{},{}}}", member, value, rest));
    return ReplaceResource(services_, account_.id, resource.model, resource.id.id, edited)
        .has_value();
  }

  void Compare(const InstallationView& view, const CompiledVersion& version,
               const std::map<std::string, std::string>& filled) {
    std::set<std::string> open;
    for (const Variable& variable : version.variables) {
      if (!filled.contains(variable.name)) open.insert(variable.name);
    }
    std::vector<ResourceId> flows;
    std::vector<ResourceId> secrets;
    std::set<std::string> unfilled;
    for (const InstalledResource& each : view.resources) {
      if (each.state == InstalledState::kDeleted) continue;
      const auto document = test::Parse(Read(each.model, each.id.id));
      const auto is_true = [&](const char* member) {
        const json::Value value = document.root()[member];
        return value.valid() && value.is_true();
      };
      if (each.model == Model::kFlow && is_true("disabled")) flows.push_back(each.id);
      if ((each.model == Model::kConnection && is_true("offline")) ||
          (each.model == Model::kIClient && !with_secret_.contains(each.id))) {
        secrets.push_back(each.id);
      }
      unfilled.merge(PlaceholdersOf(document.root(), open));
    }
    std::vector<ResourceId> lacking;
    for (const MissingSecret& secret : view.to_do.secrets) lacking.push_back(secret.id);
    EXPECT_EQ(view.to_do.disabled_flows, flows);
    EXPECT_EQ(lacking, secrets);
    EXPECT_THAT(view.to_do.unfilled, ::testing::UnorderedElementsAreArray(unfilled));
    compared_ += flows.size() * secrets.size() * unfilled.size();
  }

  std::mt19937 random_;
  std::set<ResourceId> with_secret_;

 protected:
  std::size_t compared_ = 0;  // above 0: some installation had all of it
};

TEST_F(ToDoProperty, IsWhatTheDocumentsSay) {
  for (std::uint32_t seed = 1; seed <= 80 && !HasFailure(); ++seed) {
    SCOPED_TRACE(seed);
    Check(seed);
  }
  EXPECT_GT(compared_, 0u);
}

}  // namespace
}  // namespace imprint

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "app/testing/test_world.h"
#include "base/base64.h"
#include "base/crypto.h"
#include "base/signing.h"
#include "surface/native/installation_json.h"
#include "surface/native/plan_json.h"
#include "surface/native/template_json.h"
#include "surface/native/upgrade_json.h"
#include "surface/native/version_json.h"
#include "surface/native/wire_parts.h"

namespace imprint::native {
namespace {

using imprint::test::Parse;
using imprint::test::TestWorld;

const Id kOne = *Id::FromObjectIdText("66e2b0f47d41c9b2e6000001");
const Id kTwo = *Id::FromObjectIdText("66e2b0f47d41c9b2e6000002");
const std::string kHex = std::string(62, '0') + "07";

Hash SomeHash() {
  Hash hash;
  hash.bytes[31] = 7;
  return hash;
}

// With ' for ", so that expectations can be read.
std::string Wire(std::string text) {
  std::replace(text.begin(), text.end(), '\'', '"');
  return text;
}

template <typename Append>
std::string Written(Append&& append) {
  std::string text;
  json::Writer writer(text);
  append(writer);
  return text;
}

CompiledVersion SmallContent() {
  CompiledVersion content;
  content.resources.push_back({Model::kDigaIntegration, kOne, "Desk", "", "{}", {}, {}});
  content.resources.push_back({Model::kConnection, kTwo, "Shop", "http", "{}", {}, {}});
  content.variables.push_back({"v", {{0, "a"}, {1, "b"}}});
  content.warnings.push_back({"c", "m", {0, "p"}});
  return content;
}

class JsonTest : public ::testing::Test {
 protected:
  TestWorld world_;
  Services services_ = world_.services();
};

TEST_F(JsonTest, NamesOfDigasModelsAreTheCommonOnes) {
  EXPECT_EQ(ModelName(Model::kDigaIntegration), "Integration");
  EXPECT_EQ(ModelName(Model::kDigaTool), "Tool");
  EXPECT_EQ(ModelName(Model::kEdiProfile), "EDIProfile");
}

TEST_F(JsonTest, SignaturesAreTrustedWhereTheKeyIsAndTheyAreGood) {
  const signing::KeyPair keys = signing::NewKeyPair();
  const Hash hash = SomeHash();
  VersionSignature signature{keys.public_key,
                             signing::SignVersion(keys, crypto::AsText(hash.bytes))};
  const auto shown = [&](const Hash& version) {
    const json::Document document = Parse(Written(
        [&](json::Writer& writer) { AppendSignature(services_, version, signature, writer); }));
    return fmt::format("{} {}", document.root()["publisher"].token(),
                       document.root()["trusted"].token());
  };
  EXPECT_EQ(shown(hash), "null false");
  Publishers publishers;
  services_.publishers = &publishers;
  EXPECT_EQ(shown(hash), "null false");
  publishers.names[keys.public_key] = "acme \"inc\"";
  EXPECT_EQ(shown(hash), R"("acme \"inc\"" true)");
  EXPECT_EQ(shown(Hash()), R"("acme \"inc\"" false)") << "it is one of something else";
  EXPECT_EQ(Written([&](json::Writer& writer) { AppendSignature(services_, hash, {}, writer); }),
            "null");
}

TEST_F(JsonTest, TemplatesHaveTheirLatestVersion) {
  CatalogueItem item;
  item.row.id = TemplateId(kOne);
  item.row.owner = AccountId(kTwo);
  item.row.name = "N\n";
  item.row.applications = {"a", "b"};
  item.row.modified = FromMillis(5);
  item.owner_name = "acme";
  CataloguePage page{{item}, ""};
  const std::string members =
      R"('id':'66e2b0f47d41c9b2e6000001','kind':'integrator','name':'N\n','description':'',)"
      R"('applications':['a','b'],'hasImage':false,'owner':{'id':'66e2b0f47d41c9b2e6000002','name':'acme'},)"
      R"('installs':0,'published':false,'modified':'1970-01-01T00:00:00.005Z',)";
  EXPECT_EQ(TemplatePage(services_, page, ItemForm::kPlain),
            Wire("{'items':[{" + members + "'version':null}],'next':null}"));
  page.items[0].score = 9;
  page.items[0].version =
      TemplateVersion{TemplateId(kOne), 2, SomeHash(), "", FromMillis(0), {}, {}};
  page.next = "c";
  EXPECT_EQ(TemplatePage(services_, page, ItemForm::kScored),
            Wire("{'items':[{" + members + "'version':{'number':2,'hash':'" + kHex +
                 "','created':'1970-01-01T00:00:00.000Z','deprecated':null,'signature':null},'"
                 "score':9}],'next':'c'}"));
}

TEST_F(JsonTest, TemplatesTellOfPictureWebsiteAndWhoSigned) {
  const signing::KeyPair keys = signing::NewKeyPair();
  const Hash hash = SomeHash();
  Publishers publishers;
  publishers.names[keys.public_key] = "acme";
  services_.publishers = &publishers;
  CatalogueItem item;
  item.row.image_url = "https://example.org/a.png";
  item.row.website_url = "https://example.org/";
  item.version = TemplateVersion{
      TemplateId(kOne),
      2,
      hash,
      "",
      FromMillis(0),
      "Use 3.",
      VersionSignature{keys.public_key, signing::SignVersion(keys, crypto::AsText(hash.bytes))}};
  const json::Document shown = Parse(Written(
      [&](json::Writer& writer) { AppendTemplate(services_, item, ItemForm::kPlain, writer); }));
  const json::Value root = shown.root();
  EXPECT_EQ(root["hasImage"].token(), "true");
  EXPECT_EQ(root["website"].string(), "https://example.org/");
  EXPECT_EQ(root["version"]["deprecated"]["reason"].string(), "Use 3.");
  EXPECT_EQ(root["version"]["signature"]["publisher"].string(), "acme");
  EXPECT_EQ(root["version"]["signature"]["trusted"].token(), "true");
}

TEST_F(JsonTest, VersionsTellWhatTheyHold) {
  NumberedVersion version;
  version.row = {TemplateId(kOne), 3, SomeHash(), "note", FromMillis(0), "old", {}};
  version.resources = 2;
  version.current = true;
  const std::string members =
      "'number':3,'hash':'" + kHex +
      "','note':'note','created':'1970-01-01T00:00:00.000Z','resources':2,'current':true,"
      "'deprecated':{'reason':'old'},'signature':null";
  EXPECT_EQ(VersionList(services_, {version}), Wire("{'items':[{" + members + "}],'next':null}"));
  EXPECT_EQ(ChangedVersionBody(services_, version, false), Wire("{" + members + "}"));
  EXPECT_EQ(ChangedVersionBody(services_, version, true), Wire("{" + members + ",'dryRun':true}"));
  EXPECT_EQ(VersionBody(services_, version, SmallContent()),
            Wire("{" + members +
                 ",'contents':[{'model':'Integration','templateId':'66e2b0f47d41c9b2e6000001',"
                 "'name':'Desk'}],'connections':[{'templateId':'66e2b0f47d41c9b2e6000002',"
                 "'name':'Shop','type':'http'}],'variables':[{'name':'v','uses':2}],"
                 "'warnings':[{'code':'c','message':'m','templateId':'66e2b0f47d41c9b2e6000001',"
                 "'path':'p'}]}"));
}

TEST_F(JsonTest, DiffsHaveValuesWhereTheyAre) {
  VersionComparison compared;
  compared.from.row.number = 1;
  compared.to.row.number = 2;
  compared.diff.added = {{Model::kFlow, kOne, "F"}};
  compared.diff.changed = {{{Model::kScript, kTwo, "S"}, {{"a", "1.0", {}}, {"b", {}, "null"}}}};
  compared.diff.unchanged = 4;
  compared.diff.variables_added = {"v"};
  EXPECT_EQ(DiffBody(compared),
            Wire("{'from':1,'to':2,'added':[{'model':'Flow','templateId':"
                 "'66e2b0f47d41c9b2e6000001','name':'F'}],'removed':[],'changed':[{'model':"
                 "'Script','templateId':'66e2b0f47d41c9b2e6000002','name':'S','fields':["
                 "{'path':'a','from':1.0},{'path':'b','to':null}]}],'unchanged':4,"
                 "'variables':{'added':['v'],'removed':[]}}"));
}

Plan SmallPlan() {
  Plan plan;
  plan.fingerprint = SomeHash();
  plan.version = SomeHash();
  plan.resources = {{Model::kIntegration, kOne, "I", {}}, {Model::kScript, kTwo, "S", {kOne}}};
  PlannedConnection open;
  open.template_id = kTwo;
  open.name = "Shop";
  open.type = "http";
  open.candidates = {{ResourceId(kOne), "My shop", 3, {CandidateReason::kSameHost}}};
  PlannedConnection bound = open;
  bound.host = "h";
  bound.bound = {ResourceId(kOne), "My shop", BoundBy::kSaved};
  bound.candidates.clear();
  plan.connections = {open, bound};
  PlannedVariable variable;
  variable.name = "v";
  variable.type = VariableType::kUrl;
  variable.filled = true;
  variable.value = "1.50";
  variable.uses.uses = {{1, "p", true}};
  variable.uses.count = 9;
  PlannedVariable secret;
  secret.name = "token";
  secret.type = VariableType::kSecret;
  secret.filled = true;
  plan.variables = {variable, secret};
  plan.secrets = {{"auth_key", {}, "m"}};
  plan.not_followed = {{"n", "m", kOne, "p"}};
  plan.warnings = {{"w", "m", {}, ""}};
  plan.problems = {{ErrorCode::kMissingConnectionMap, "m", "connections.x"}};
  return plan;
}

TEST_F(JsonTest, PlansShowEverything) {
  const std::string text = Written(
      [&](json::Writer& writer) { AppendPlan(services_, SmallPlan(), SmallContent(), writer); });
  const std::string one = "'66e2b0f47d41c9b2e6000001'";
  const std::string two = "'66e2b0f47d41c9b2e6000002'";
  EXPECT_EQ(
      text,
      Wire("{'fingerprint':'" + kHex +
           "','installable':false,'kind':'integrator','template':null,'version':null,'hash':'" +
           kHex +
           "','signature':null,'stackRequired':false,'resources':[{'model':'Integration',"
           "'templateId':" +
           one + ",'name':'I'},{'model':'Script','templateId':" + two + ",'name':'S','neededBy':[" +
           one + "]}],'connections':[{'templateId':" + two +
           ",'name':'Shop','type':'http','created':false,'candidates':[{'id':" + one +
           ",'name':'My shop','score':3,'reasons':['sameHost']}]},{'templateId':" + two +
           ",'name':'Shop','type':'http','host':'h','boundTo':{'id':" + one +
           ",'name':'My shop'},'boundBy':'saved','created':false,'candidates':[]}],"
           "'variables':[{'name':'v','type':'url','filled':true,'saved':false,'value':1.50,"
           "'uses':[{'model':'Connection','templateId':" +
           two +
           ",'name':'Shop','path':'p'}],'useCount':9},{'name':'token','type':'secret',"
           "'filled':true,'saved':false,'uses':[],'useCount':0}],"
           "'secrets':[{'name':'auth_key','message':'m'}],'notFollowed':[{'message':'m',"
           "'templateId':" +
           one +
           ",'path':'p'}],'warnings':[{'code':'w','message':'m'}],"
           "'problems':[{'code':'missing_connection_map','message':'m','field':'connections.x'}],"
           "'into':null}"));
}

TEST_F(JsonTest, PlansTellTheirSource) {
  Plan plan = SmallPlan();
  plan.dialect = Dialect::kDiga;
  plan.from_template = {TemplateId(kOne), "T"};
  plan.version_number = 4;
  plan.deprecated = "";
  plan.into = {ResourceId(kTwo), "Mine"};
  const json::Document document = Parse(
      Written([&](json::Writer& writer) { AppendPlan(services_, plan, SmallContent(), writer); }));
  const json::Value root = document.root();
  EXPECT_EQ(root["kind"].string(), "diga");
  EXPECT_EQ(root.At("template.name").string(), "T");
  EXPECT_EQ(root.At("version.number").raw(), "4");
  EXPECT_EQ(root.At("version.deprecated.reason").string(), "");
  EXPECT_EQ(root.At("into.id").string(), kTwo.Text());
}

TEST_F(JsonTest, UpgradePlansShowConflictsWithTheirSides) {
  UpgradePlan plan;
  plan.from = {1, SomeHash()};
  plan.to = {{}, SomeHash()};
  plan.removed = {{Model::kFlow, kOne, "F", ResourceId(kTwo), true}};
  plan.changed = {{Model::kFlow, kOne, "F", ResourceId(kTwo), true, {{"a", "1", "2"}}, true}};
  UpgradeConflict conflict;
  conflict.template_id = kOne;
  conflict.id = ResourceId(kTwo);
  conflict.name = "I";
  conflict.places = {"name", "\"a\"", "\"b\"", {}};
  plan.conflicts = {conflict, conflict, conflict};
  plan.conflicts[1].resolution = Resolution{Side::kBase, {}};
  plan.conflicts[2].kind = UpgradeConflictKind::kStillUsed;
  plan.conflicts[2].resolution = Resolution{Side::kMine, "5"};
  plan.conflicts[2].users = {{ResourceId(kOne), Model::kTool, "U"}};
  const json::Document document = Parse(
      Written([&](json::Writer& writer) { AppendUpgradePlan(plan, SmallContent(), writer); }));
  const json::Value root = document.root();
  EXPECT_EQ(root.At("from.number").raw(), "1");
  EXPECT_EQ(root.At("to.number").raw(), "null");
  EXPECT_EQ(root["removed"].items()[0]["kept"].raw(), "true");
  EXPECT_EQ(root["changed"].items()[0]["fields"].token(), Wire("[{'path':'a','from':1,'to':2}]"));
  EXPECT_EQ(root["changed"].items()[0]["fieldsLeftOut"].raw(), "true");
  const auto conflicts = root["conflicts"].items();
  EXPECT_EQ(conflicts[0].token(),
            Wire("{'kind':'field','model':'Integration','templateId':'66e2b0f47d41c9b2e6000001',"
                 "'name':'I','id':'66e2b0f47d41c9b2e6000002','path':'name','base':'a','mine':'b',"
                 "'resolution':null,'valuesLeftOut':false,'users':[]}"));
  EXPECT_EQ(conflicts[1]["resolution"].string(), "base");
  EXPECT_EQ(conflicts[2]["resolution"].string(), "value");
  EXPECT_EQ(conflicts[2]["kind"].string(), "stillUsed");
  EXPECT_EQ(conflicts[2]["users"].token(),
            Wire("[{'model':'Tool','id':'66e2b0f47d41c9b2e6000001','name':'U'}]"));
}

InstallationView SmallView() {
  InstallationView view;
  view.summary.id = InstallationId(kOne);
  view.summary.name = "I";
  view.summary.version = SomeHash();
  view.resources = {{Model::kFlow, kTwo, ResourceId(kOne), "F", InstalledState::kDeleted}};
  view.connections = {{kTwo, "Shop", ResourceId(kOne)}};
  view.variables = {{"v", "1.50"}, {"t", "\"******\""}};
  view.to_do.gone = {{kOne, "Gone", ResourceId(kTwo)}};
  view.to_do.disabled_flows = {ResourceId(kTwo)};
  view.to_do.secrets = {{Model::kDigaIntegration, ResourceId(kOne), "I", "m"}};
  view.to_do.unfilled = {"a\"b", "c"};
  return view;
}

TEST_F(JsonTest, InstallationsWithoutATemplateHaveNulls) {
  const std::string text =
      Written([](json::Writer& writer) { AppendInstallation(SmallView(), writer); });
  EXPECT_EQ(text,
            Wire("{'id':'66e2b0f47d41c9b2e6000001','kind':'integrator','name':'I','template':null,"
                 "'version':{'number':null,'hash':'" +
                 kHex +
                 "'},'latest':null,'upgradeAvailable':false,'created':'1970-01-01T00:00:00.000Z',"
                 "'resources':[{'model':'Flow','templateId':'66e2b0f47d41c9b2e6000002','name':'F',"
                 "'id':'66e2b0f47d41c9b2e6000001','state':'deleted'}],'connections':[{'templateId':"
                 "'66e2b0f47d41c9b2e6000002','name':'Shop','id':'66e2b0f47d41c9b2e6000001'}],"
                 "'variables':{'t':'******','v':1.50},'selected':false,'into':null,'toDo':{"
                 "'goneConnections':[{'templateId':'66e2b0f47d41c9b2e6000001','name':'Gone',"
                 "'id':'66e2b0f47d41c9b2e6000002'}],'disabledFlows':['66e2b0f47d41c9b2e6000002'],'"
                 "secrets':[{'model':'Integration',"
                 "'id':'66e2b0f47d41c9b2e6000001','name':'I','message':'m'}],'unfilled':["
                 "'a\\'b','c']}}"));
}

TEST_F(JsonTest, PagesOfInstallationsHaveACursor) {
  InstallationPage page;
  EXPECT_EQ(InstallationPageBody(page), Wire("{'items':[],'next':null}"));
  page.items = {SmallView().summary};
  page.items[0].from_template = TemplateId(kTwo);
  page.items[0].latest_number = 2;
  page.next = InstallationId(kOne);
  const json::Document document = Parse(InstallationPageBody(page));
  EXPECT_EQ(document.root()["next"].string(), kOne.Text());
  const json::Value item = document.root()["items"].items()[0];
  EXPECT_EQ(item["template"].token(), Wire("{'id':'66e2b0f47d41c9b2e6000002'}"));
  EXPECT_EQ(item["latest"].token(), Wire("{'number':2}"));
}

TEST_F(JsonTest, DriftNamesBothValues) {
  Drift drift;
  drift.resources.resize(2);
  drift.resources[0].resource = {Model::kFlow, kTwo, ResourceId(kOne), "F",
                                 InstalledState::kEdited};
  drift.resources[0].fields = {{"a", "1", {}}, {"b", {}, "2"}};
  drift.resources[1].resource = {Model::kFlow, {}, ResourceId(kTwo), "G", InstalledState::kAdded};
  EXPECT_EQ(DriftBody(drift),
            Wire("{'resources':[{'model':'Flow','templateId':'66e2b0f47d41c9b2e6000002','name':'F',"
                 "'id':'66e2b0f47d41c9b2e6000001','state':'edited','fields':[{'path':'a',"
                 "'template':1},{'path':'b','installed':2}],'fieldsLeftOut':false},"
                 "{'model':'Flow','name':'G','id':'66e2b0f47d41c9b2e6000002','state':'added',"
                 "'fields':[],'fieldsLeftOut':false}]}"));
}

TEST_F(JsonTest, ChangesTellTheirStep) {
  HistoryEntry entry;
  entry.step.number = 1;
  entry.step.change = InstallationChange::kRollback;
  entry.step.token = "t";
  entry.number_after = 2;
  const std::string zero(64, '0');
  EXPECT_EQ(HistoryBody({entry}),
            Wire("{'items':[{'number':1,'change':'rollback','created':'1970-01-01T00:00:00.000Z',"
                 "'token':'t','from':{'number':null,'hash':'" +
                 zero + "'},'to':{'number':2,'hash':'" + zero + "'}}],'next':null}"));
  Reverted reverted;
  reverted.resource.resource.id = ResourceId(kOne);
  reverted.step = 3;
  EXPECT_TRUE(RevertedBody(reverted, true).ends_with(Wire("},'step':3,'dryRun':true}")));
  EXPECT_TRUE(RevertedBody(reverted, false).ends_with(Wire("},'step':3}")));
  RolledBack rolled_back;
  rolled_back.step = 4;
  rolled_back.edited = {{ResourceId(kOne), Model::kFlow, "F"}};
  EXPECT_TRUE(RolledBackBody(rolled_back, SmallView(), false)
                  .ends_with(Wire("'step':4,'edited':[{'model':'Flow',"
                                  "'id':'66e2b0f47d41c9b2e6000001','name':'F'}]}")));
  Uninstalled uninstalled;
  uninstalled.removed = {{ResourceId(kOne), Model::kDigaTool, "U"}};
  EXPECT_EQ(UninstalledBody(uninstalled, true),
            Wire("{'removed':[{'model':'Tool','id':'66e2b0f47d41c9b2e6000001','name':'U'}],"
                 "'edited':[],'users':[],'dryRun':true}"));
}

TEST_F(JsonTest, AnInstallAnsweredWithIdsNamesWhatIsItsOwn) {
  auto version = std::make_shared<CompiledVersion>();
  const auto source = [](unsigned n) { return *Id::FromObjectIdText(test::SourceId(n)); };
  unsigned n = 1;
  for (const Model model :
       {Model::kIntegration, Model::kConnection, Model::kExport, Model::kFlow}) {
    version->resources.push_back({model, source(n++), "N", "", "{}", {}, {}});
  }
  Installed installed;
  installed.version = version;
  installed.installation.id = InstallationId(kOne);
  installed.installation.blocks = {{kOne, 4, 0}};
  installed.installation.bindings.connections = {{1, kTwo}};
  EXPECT_EQ(InstalledIdsBody(installed),
            Wire("{'id':'66e2b0f47d41c9b2e6000001','resources':["
                 "{'model':'Integration','templateId':'5f0000000000000000000001',"
                 "'id':'66e2b0f47d41c9b2e6000001'},"
                 "{'model':'Export','templateId':'5f0000000000000000000003',"
                 "'id':'66e2b0f47d41c9b2e6000003'},"
                 "{'model':'Flow','templateId':'5f0000000000000000000004',"
                 "'id':'66e2b0f47d41c9b2e6000004'}]}"));
  installed.installation.bindings.selected = {2};
  EXPECT_EQ(InstalledIdsBody(installed),
            Wire("{'id':'66e2b0f47d41c9b2e6000001','resources':["
                 "{'model':'Export','templateId':'5f0000000000000000000003',"
                 "'id':'66e2b0f47d41c9b2e6000003'}]}"));
}

}  // namespace
}  // namespace imprint::native

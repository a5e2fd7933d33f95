#include <set>

#include "app/diga_templates.h"
#include "app/diga_tools.h"
#include "app/document_merge.h"
#include "app/testing/random_template.h"
#include "app/testing/upgrade_property.h"

namespace imprint {
namespace {

using test::Parse;
using test::RandomDigaTemplate;
using test::TextAt;
using test::UpgradeProperty;

class DigaUpgrades : public UpgradeProperty {
 protected:
  TemplateId Publish(const RandomDigaTemplate& content) {
    const auto made = CreateDigaTemplate(services_, partner_, Parse(content.Content()));
    EXPECT_TRUE(made) << made.error().message();
    return made->row.id;
  }
  /// Of the first version.
  PlanRequest RequestOf(TemplateId id) {
    PlanRequest request;
    request.account = account_.id;
    request.from_template = id;
    request.version = 1;
    request.variables["host"] = R"("a.example")";
    if (Chance(50)) request.name = "Mine";
    if (Chance(50)) request.secrets["auth_key"] = "key";
    if (Chance(30)) request.base_url = "https://own.example";
    return request;
  }
  Installation Copy(const PlanRequest& request) {
    auto copied = InstallBy(request);
    EXPECT_TRUE(copied) << problem_;
    return copied.value_or(Installation());
  }
  std::vector<Id> ToolsOf(const Id& integration) {
    return ListDigaTools(services_, account_.id, integration).value().ids;
  }
  void ExpectGoodTools(const Id& integration) {
    std::set<std::string> names;
    for (const Id& tool : ToolsOf(integration)) {
      const std::string document =
          ReadDigaTool(services_, account_.id, integration, tool).value_or("{}");
      EXPECT_TRUE(names.insert(TextAt(document, "name")).second);
      std::vector<Problem> problems;
      CheckPlain(Model::kDigaTool, Parse(document), problems);
      EXPECT_TRUE(problems.empty()) << document;
    }
  }
  void EditSome(const Id& integration, RandomDigaTemplate& content) {
    for (const Id& tool : ToolsOf(integration)) {
      if (Chance(20)) {
        EXPECT_TRUE(DeleteDigaTool(services_, account_.id, integration, tool));
      } else if (Chance(50)) {
        PatchTool(integration, tool, content.ToolChange());
      }
    }
    if (Chance(40)) PatchDiga(integration, R"({"description":"one"})");
    if (Chance(30)) PatchDiga(integration, R"({"headers":{"x":"mine","z":"1"}})");
    if (Chance(20)) PatchDiga(integration, R"({"auth_key":"another"})");
    if (Chance(30)) AddTool(integration, "own");
  }
};

TEST_F(DigaUpgrades, OfAnUneditedCopyGiveWhatAFreshOneGives) {
  ForEachSeed(60, [&](std::uint32_t seed) {
    RandomDigaTemplate content(seed);
    const TemplateId id = Publish(content);
    content.Evolve();
    PublishNextDiga(id, content.Content());
    ForEachAccount(4, [&] {
      PlanRequest copy = RequestOf(id);
      const Installation before = Copy(copy);
      UpgradeRequest request = For(before.id);
      for (const PlannedVariable& variable : PlanOf(request).variables) {
        if (Chance(50)) request.variables[variable.name] = R"("Acme")";
      }
      const UpgradeOutcome outcome = MustUpgrade(request);
      EXPECT_TRUE(outcome.plan.conflicts.empty());
      ExpectIdsCarried(before, *Find(before.id));
      EXPECT_EQ(KeyOfDiga(before.id.id), copy.secrets["auth_key"]);
      const Account its = account_;
      account_ = NewAccount();
      copy.account = account_.id;
      copy.version = outcome.plan.to.number;
      copy.variables.insert(request.variables.begin(), request.variables.end());
      ExpectSameButForIds(before.id, its, Copy(copy).id, account_);
    });
  });
}

TEST_F(DigaUpgrades, OfAnEditedCopyMergeAndCanBeTakenBack) {
  ForEachSeed(120, [&](std::uint32_t seed) {
    RandomDigaTemplate content(seed);
    const TemplateId id = Publish(content);
    content.Evolve();
    PublishNextDiga(id, content.Content());
    ForEachAccount(8, [&] {
      const Id integration = Copy(RequestOf(id)).id.id;
      EditSome(integration, content);
      const std::string key = KeyOfDiga(integration);
      ExpectTheSameVersionChangesNothing(InstallationId(integration));
      UpgradeEdited(For(InstallationId(integration)));
      EXPECT_EQ(KeyOfDiga(integration), key);
      ExpectGoodTools(integration);
    });
  });
  const bool all = ran_all() && !::testing::Test::HasFailure();
  EXPECT_TRUE(!all || conflicts_ > 100u) << conflicts_;
}

}  // namespace
}  // namespace imprint

#include "app/testing/upgrade_property.h"

#include <fmt/format.h>

#include <set>

#include "app/resources.h"
#include "app/testing/random_template.h"
#include "base/json/edit.h"

namespace imprint {
namespace {

using test::Parse;
using test::RandomTemplate;
using test::UpgradeProperty;

class IntegratorUpgrades : public UpgradeProperty {
 protected:
  /// How a case installs the template.
  struct Way {
    bool creates = false;
    bool selects = false;
    bool into = false;
  };
  Way AnyWay() {
    Way way;
    way.creates = Chance(40);
    way.selects = Chance(30);
    way.into = Chance(20);
    return way;
  }

  PlanRequest RequestOf(TemplateId id, const RandomTemplate& content, const Way& way,
                        std::uint32_t version) {
    PlanRequest request;
    request.account = account_.id;
    request.from_template = id;
    request.version = version;
    request.create_connections = way.creates;
    if (Chance(60)) request.variables["shop"] = Chance(50) ? R"("acme")" : "1.50";
    if (!way.creates) {
      for (const unsigned n : content.NumbersOf(Model::kConnection)) {
        request.connections[test::SourceId(n)] = world_.MakeConnection(account_).Text();
      }
    }
    if (way.selects) {
      for (const Model model : {Model::kFlow, Model::kScript}) {
        for (const unsigned n : content.NumbersOf(model)) {
          if (Chance(40)) request.select.push_back(test::SourceId(n));
        }
      }
    }
    if (way.into) request.into = Target().Text();
    return request;
  }

  // With a grouping of each name.
  Id Target() {
    std::string groupings;
    unsigned n = 1;
    for (const char* name : RandomTemplate::kGroupings) {
      groupings += fmt::format(R"({}{{"_id":"6f00000000000000000000{:02}","name":"{}"}})",
                               groupings.empty() ? "" : ",", n++, name);
    }
    return world_.Make(account_, Model::kIntegration, "\"flowGroupings\":[" + groupings + "]");
  }

  /// With all that the next version needs.
  UpgradeRequest UpgradeOf(InstallationId id, std::optional<std::uint32_t> version = {}) {
    UpgradeRequest request = For(id);
    request.version = version;
    request.create_connections = Chance(20);
    if (request.create_connections || Find(id)->creates_connections) return request;
    const UpgradePlan plan = PlanOf(request);
    for (const PlannedConnection& connection : plan.connections) {
      request.connections[connection.template_id.Text()] = world_.MakeConnection(account_).Text();
    }
    return request;
  }

  // ---- what people do ----

  void EditSome(InstallationId id, RandomTemplate& content) {
    const Installation installation = *Find(id);
    const VersionPtr content_now = services_.versions.Get(installation.version).value();
    const CompiledVersion& version = *content_now;
    std::vector<Id> imports;
    for (std::uint32_t i = 0; i < version.resources.size(); ++i) {
      if (version.resources[i].model == Model::kImport && Installs(version, installation, i)) {
        imports.push_back(IdOf(installation, i));
      }
    }
    for (std::uint32_t i = 0; i < version.resources.size(); ++i) {
      if (!Installs(version, installation, i)) continue;
      const Model model = version.resources[i].model;
      if (Chance(20)) {
        // What is in use stays.
        static_cast<void>(DeleteResource(services_, account_.id, model, IdOf(installation, i)));
      } else if (Chance(40)) {
        EditOne(model, IdOf(installation, i), imports, content);
      }
      if (Chance(15) && model == Model::kImport) MakeUser(IdOf(installation, i));
    }
  }

  void EditOne(Model model, const Id& id, const std::vector<Id>& imports, RandomTemplate& content) {
    const std::string before = Read(model, id);
    if (before.empty()) return;
    const auto document = Parse(before);
    std::set<std::string> changed;
    std::string text;
    const auto set = [&](const std::string& name, const std::string& value) {
      changed.insert(name);
      if (value.empty()) return;
      text += (text.empty() ? "" : ",") + fmt::format("\"{}\":{}", name, value);
    };
    for (const char* name : RandomTemplate::kMembers) {
      if (Chance(30)) set(name, Chance(20) ? "" : content.Value());
    }
    if (Chance(20)) set("mine", content.Value());
    if (model == Model::kFlow && Chance(30) && !imports.empty()) {
      set("pageProcessors",
          fmt::format(R"([{{"_importId":"{}"}}])",
                      imports[Below(static_cast<unsigned>(imports.size()))].Text()));
    }
    if (model == Model::kFlow && Chance(20)) set("_flowGroupingId", AnyGroupingOf(document));
    if (model == Model::kIntegration && Chance(30))
      set("flowGroupings", RenamedGroupings(document));
    if (model == Model::kConnection && Chance(60)) {
      set("http", R"({"auth":{"token":{"token":"hidden"}}})");
    }
    const std::string rest = json::MembersWithout(
        document, [&](const std::string& key) { return changed.contains(key); });
    if (!text.empty() && !rest.empty()) text += ',';
    static_cast<void>(
        ReplaceResource(services_, account_.id, model, id, Parse("{" + text + rest + "}")));
  }

  static std::string RenamedGroupings(const json::Document& integration) {
    std::string items;
    integration.root()["flowGroupings"].ForEachItem([&](json::Value item) {
      items += fmt::format(R"({}{{"_id":"{}","name":"mine"}})", items.empty() ? "" : ",",
                           item.StringMember("_id").value_or(""));
    });
    return "[" + items + "]";
  }

  // One that the flow's integration has.
  std::string AnyGroupingOf(const json::Document& flow) {
    const auto id = Id::FromObjectIdText(flow.root().StringMember("_integrationId").value_or(""));
    const std::string integration = id ? Read(Model::kIntegration, *id) : "";
    if (integration.empty()) return "";
    std::vector<std::string> ids;
    const auto document = Parse(integration);
    document.root()["flowGroupings"].ForEachItem([&](json::Value item) {
      ids.push_back(fmt::format("\"{}\"", item.StringMember("_id").value_or("")));
    });
    return ids.empty() ? "" : ids[Below(static_cast<unsigned>(ids.size()))];
  }

  void MakeUser(const Id& import) {
    if (Read(Model::kImport, import).empty()) return;
    world_.Make(account_, Model::kFlow,
                fmt::format(R"("pageProcessors":[{{"_importId":"{}"}}])", import.Text()));
  }
};

TEST_F(IntegratorUpgrades, OfAnUneditedInstallationGiveWhatAFreshOneGives) {
  ForEachSeed(60, [&](std::uint32_t seed) {
    RandomTemplate content(seed);
    const RandomTemplate before = content;
    const TemplateId id = world_.Publish(partner_, content.Bundle());
    content.Evolve();
    PublishNext(id, content.Bundle());
    ForEachAccount(4, [&] {
      const Way way = AnyWay();
      PlanRequest first = RequestOf(id, before, way, 1);
      const auto installed = InstallBy(first);
      if (!installed) return;
      UpgradeRequest request = UpgradeOf(installed->id);
      const UpgradeOutcome outcome = MustUpgrade(request);
      EXPECT_TRUE(outcome.plan.conflicts.empty());
      ExpectIdsCarried(*installed, *Find(installed->id));
      ExpectNothingDangles();
      if (way.selects || ::testing::Test::HasFailure()) return;  // selects otherwise anew

      const Account upgraded = account_;
      const Installation now = *Find(installed->id);
      PlanRequest fresh = first;
      fresh.version = outcome.plan.to.number;
      fresh.create_connections = now.creates_connections;
      fresh.connections.clear();
      std::map<std::uint32_t, Id> expected;
      const VersionPtr content_now = services_.versions.Get(now.version).value();
      const CompiledVersion& version = *content_now;
      for (const std::uint32_t ordinal : version.OrdinalsOf(Model::kConnection)) {
        const auto bound = now.bindings.connections.find(ordinal);
        if (bound == now.bindings.connections.end()) continue;
        fresh.connections[version.resources[ordinal].template_id.Text()] = bound->second.Text();
      }
      if (now.bindings.variables.empty()) fresh.variables.clear();
      const auto other = InstallBy(fresh);
      ASSERT_TRUE(other) << problem_;
      ExpectSameButForIds(installed->id, upgraded, other->id, account_);
    });
  });
}

TEST_F(IntegratorUpgrades, OfAnEditedOneMergeAndCanBeTakenBack) {
  ForEachSeed(120, [&](std::uint32_t seed) {
    RandomTemplate content(seed);
    const RandomTemplate before = content;
    const TemplateId id = world_.Publish(partner_, content.Bundle());
    content.Evolve();
    PublishNext(id, content.Bundle());
    ForEachAccount(8, [&] {
      const auto installed = InstallBy(RequestOf(id, before, AnyWay(), 1));
      if (!installed) return;
      EditSome(installed->id, content);
      ExpectNothingDangles();
      ExpectTheSameVersionChangesNothing(installed->id);
      UpgradeEdited(UpgradeOf(installed->id));
    });
  });
  const bool all = ran_all() && !::testing::Test::HasFailure();
  EXPECT_TRUE(!all || conflicts_ > 300u) << conflicts_;
}

TEST_F(IntegratorUpgrades, OverSeveralVersionsAndBack) {
  ForEachSeed(40, [&](std::uint32_t seed) {
    ForEachAccount(1, [&] {
      RandomTemplate content(seed);
      const TemplateId id = world_.Publish(partner_, content.Bundle());
      const auto installed = InstallBy(RequestOf(id, content, AnyWay(), 1));
      if (!installed) return;
      std::vector<Documents> states;
      for (int step = 0; step < 4; ++step) {
        EditSome(installed->id, content);
        states.push_back(Everything());
        content.Evolve();
        PublishNext(id, content.Bundle());
        // The latest, or the first again.
        std::optional<std::uint32_t> version;
        if (Chance(20)) version = 1;
        UpgradeRequest request = UpgradeOf(installed->id, version);
        request.rule = Chance(50) ? ConflictRule::kMine : ConflictRule::kTheirs;
        const UpgradeOutcome outcome = MustUpgrade(request);
        for (const PlanNote& warning : outcome.plan.warnings) {
          warned_ = warned_ || warning.code == "flow_grouping_gone";
        }
        ExpectNothingDangles();
        if (!outcome.step) states.pop_back();
      }
      // Each step in turn; edits that came before one are undone with the step after it.
      for (std::size_t step = states.size(); step > 0; --step) {
        const auto back = RollBack(installed->id, static_cast<std::uint32_t>(step), true);
        if (!back) {
          // What people made since refers to what would go.
          EXPECT_NE(back.error().code(), ErrorCode::kInternal) << back.error().detail;
          return;
        }
        ExpectNothingDangles();
        for (const auto& [resource, document] : states[step - 1]) {
          if (OrdinalOf(*Find(installed->id), resource)) {
            EXPECT_EQ(Everything().at(resource), document);
          }
        }
      }
    });
  });
}

}  // namespace
}  // namespace imprint

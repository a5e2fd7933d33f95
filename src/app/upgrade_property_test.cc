#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <random>
#include <regex>
#include <set>

#include "app/diga_templates.h"
#include "app/diga_tools.h"
#include "app/document_merge.h"
#include "app/planned_install.h"
#include "app/resources.h"
#include "app/testing/random_template.h"
#include "app/testing/upgrade_fixture.h"
#include "base/json/edit.h"
#include "model/diga_schemas.h"
#include "model/id_runs.h"
#include "model/installation_state.h"

namespace imprint {
namespace {

using test::Parse;
using test::RandomDigaTemplate;
using test::RandomTemplate;
using test::TestWorld;
using test::TextAt;
using test::UpgradeFixture;

using Documents = std::map<Id, std::string>;

/// The ids of `from` in a text, in their places those of `to`.
std::string Renamed(const std::string& text, const std::map<std::string, std::string>& names) {
  static const std::regex kId(
      "[0-9a-f]{24}|[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}");
  std::string out;
  std::sregex_iterator found(text.begin(), text.end(), kId);
  std::size_t at = 0;
  for (const std::sregex_iterator end; found != end; ++found) {
    const auto name = names.find(found->str());
    out.append(text, at, static_cast<std::size_t>(found->position()) - at);
    out += name == names.end() ? found->str() : name->second;
    at = static_cast<std::size_t>(found->position() + found->length());
  }
  return out.append(text, at);
}

class UpgradeProperty : public UpgradeFixture {
 protected:
  /// IMPRINT_SEED=n runs that one alone, IMPRINT_CASES=n so many.
  template <typename Case>
  void ForEachSeed(std::uint32_t cases, Case&& run) {
    const char* chosen = std::getenv("IMPRINT_SEED");
    const char* wanted = std::getenv("IMPRINT_CASES");
    if (wanted) cases = static_cast<std::uint32_t>(std::atoi(wanted));
    const auto first = static_cast<std::uint32_t>(chosen ? std::atoi(chosen) : 1);
    for (std::uint32_t seed = first; seed <= (chosen ? first : cases); ++seed) {
      SCOPED_TRACE("IMPRINT_SEED=" + std::to_string(seed));
      random_.seed(seed);
      run(seed);
      if (::testing::Test::HasFailure()) return;
    }
  }
  /// Several accounts with one template: most of the time of a case is the making of its versions.
  template <typename Case>
  void ForEachAccount(int accounts, Case&& run) {
    for (int i = 0; i < accounts && !::testing::Test::HasFailure(); ++i) {
      account_ = world_.NewAccount(fmt::format("account {}", ++accounts_));
      run();
    }
  }
  unsigned Below(unsigned end) { return static_cast<unsigned>(random_() % end); }
  bool Chance(unsigned percent) { return Below(100) < percent; }

  // ---- what must hold of every upgrade ----

  CompiledVersion const& VersionOf(InstallationId id) {
    version_ = services_.versions.Get(Find(id)->version).value();
    return *version_;
  }

  /// Every id of the version has one id, no other has it, and what both versions have keeps its.
  void ExpectIdsCarried(const Installation& before, const Installation& after) {
    const auto from = services_.versions.Get(before.version).value();
    const auto to = services_.versions.Get(after.version).value();
    const OrdinalMatch match = MatchOrdinals(*from, *to);
    std::set<Id> seen;
    for (std::uint32_t i = 0; i < to->id_count(); ++i) {
      const Id own = IdsOf(after.blocks, to->id_count())[i];
      EXPECT_FALSE(own.empty());
      EXPECT_TRUE(seen.insert(own).second);
      if (match.to_old[i]) {
        EXPECT_EQ(own, IdsOf(before.blocks, from->id_count())[*match.to_old[i]]);
      }
    }
  }

  /// Two installations of one version tell the same, but for their ids.
  void ExpectSameButForIds(InstallationId upgraded, const Account& its, InstallationId fresh,
                           const Account& other) {
    std::map<std::string, std::string> names;
    std::map<std::uint32_t, Model> held;
    Installation of[2];
    const std::pair<InstallationId, AccountId> both[2] = {{fresh, other.id}, {upgraded, its.id}};
    ASSERT_TRUE(services_.store.Read([&](StoreReader& reader) -> Status {
      for (int i = 0; i < 2; ++i) {
        of[i] = *reader.FindInstallation(both[i].second, both[i].first).value();
      }
      return {};
    }));
    ASSERT_EQ(of[0].version, of[1].version);
    const auto version = services_.versions.Get(of[0].version).value();
    for (std::uint32_t i = 0; i < version->id_count(); ++i) {
      names[IdOf(of[0], i).Text()] = IdOf(of[1], i).Text();
    }
    ASSERT_TRUE(services_.store.Read([&](StoreReader& reader) -> Status {
      World one(reader, services_, other.id);
      World two(reader, services_, its.id);
      for (std::uint32_t i = 0; i < version->resources.size(); ++i) {
        const bool there = Installs(*version, of[0], i);
        EXPECT_EQ(Installs(*version, of[1], i), there) << version->resources[i].name;
        if (!there) continue;
        EXPECT_EQ(two.Find(IdOf(of[1], i)).value()->document,
                  Renamed(one.Find(IdOf(of[0], i)).value()->document, names));
      }
      return {};
    }));
  }

  /// Every reference that the account's documents hold leads to what is there.
  void ExpectNothingDangles() {
    ASSERT_TRUE(services_.store.Read([&](StoreReader& reader) -> Status {
      World world(reader, services_, account_.id);
      for (const auto& [id, text] : Everything()) {
        auto found = world.Find(id).value();
        const auto document = Parse(text);
        for (const FoundReference& reference : FindReferences(found->model, document)) {
          const auto target = ModelByName(reference.rule->target);
          if (reference.rule->policy != ReferencePolicy::kRemap) continue;
          const auto to = Id::FromObjectIdText(reference.value);
          if (reference.rule->target == kFlowGrouping) {
            ExpectGrouping(world, document, reference.value);
            continue;
          }
          if (!target) continue;
          auto there = world.Find(*to).value();
          EXPECT_TRUE(there && there->model == *target)
              << text << " at " << reference.path << " refers to " << reference.value;
        }
        if (found->row) ExpectReferencesNoted(*found);
      }
      return {};
    }));
  }
  void ExpectGrouping(World& world, const json::Document& flow, const std::string& grouping) {
    const auto id = Id::FromObjectIdText(flow.root().StringMember("_integrationId").value_or(""));
    auto integration = world.Find(*id).value();
    if (!integration) return;
    bool there = false;
    const auto document = Parse(integration->document);
    document.root()["flowGroupings"].ForEachItem(
        [&](json::Value item) { there = there || item.StringMember("_id") == grouping; });
    EXPECT_TRUE(there) << flow.text();
  }
  /// The row's own list is what keeps others from being deleted.
  void ExpectReferencesNoted(const FoundResource& found) {
    if (InfoOf(found.model).dialect == Dialect::kDiga) return;
    for (const FoundReference& reference : FindReferences(found.model, Parse(found.document))) {
      if (reference.rule->policy != ReferencePolicy::kRemap) continue;
      const auto id = Id::FromObjectIdText(reference.value);
      const auto& noted = found.row->references;
      EXPECT_TRUE(std::binary_search(noted.begin(), noted.end(), *id)) << found.document;
    }
  }

  /// What the stored rows hold, secrets too.
  std::map<Id, Hash> Marks() {
    std::map<Id, Hash> marks;
    EXPECT_TRUE(services_.store.Read([&](StoreReader& reader) -> Status {
      for (const ModelInfo& info : kModels) {
        auto rows = reader.ListResources(account_.id, info.model);
        for (const Resource& row : *rows) {
          marks[row.id.id] = MarkOf(**reader.FindResource(account_.id, row.id)).digest;
        }
      }
      return {};
    }));
    return marks;
  }

  /// Upgrades what was edited, back and there again.
  void UpgradeEdited(UpgradeRequest request) {
    const Installation before = *Find(request.installation);
    const Documents documents = Everything();
    const auto marks = Marks();
    request.rule = ConflictRule::kFail;
    const UpgradePlan plan = PlanOf(request);
    EXPECT_EQ(PlanOf(request).fingerprint, plan.fingerprint);
    for (const Problem& problem : plan.problems) {
      ADD_FAILURE() << problem.message << " at " << problem.field;
    }
    const bool open = !plan.conflicts.empty();
    EXPECT_EQ(plan.applicable, !open);
    conflicts_ += plan.conflicts.size();
    if (open) {
      EXPECT_EQ(MustRefuse(request).code(), ErrorCode::kMergeConflict);
      EXPECT_EQ(Everything(), documents);
      EXPECT_EQ(Marks(), marks);
      // Every conflict can be ended one by one, too.
      if (Chance(50)) {
        ResolveAll(request);
      } else {
        request.rule = Chance(50) ? ConflictRule::kMine : ConflictRule::kTheirs;
      }
    }
    const UpgradePlan resolved = PlanOf(request);
    for (const std::string& line : ConflictsOf(resolved)) EXPECT_FALSE(line.ends_with("open"));
    request.fingerprint = resolved.fingerprint;
    const UpgradeOutcome upgraded = MustUpgrade(request);
    if (::testing::Test::HasFailure()) return;
    ExpectIdsCarried(before, *Find(request.installation));
    ExpectNothingDangles();
    const Documents after = Everything();
    const auto marks_after = Marks();
    // Once is enough.
    UpgradeRequest again = For(request.installation);
    again.version = request.version;
    EXPECT_FALSE(MustUpgrade(again).step);
    if (!upgraded.step) return;
    RollBackAndForth(request.installation, documents, marks, after, marks_after);
  }

  void ExpectTheSameVersionChangesNothing(InstallationId id) {
    const auto before = Marks();
    UpgradeRequest request = For(id);
    request.version = 1;
    EXPECT_FALSE(MustUpgrade(request).step);
    EXPECT_EQ(Marks(), before);
  }

  void RollBackAndForth(InstallationId id, const Documents& documents,
                        const std::map<Id, Hash>& marks, const Documents& after,
                        const std::map<Id, Hash>& marks_after) {
    const auto back = RollBack(id);
    ASSERT_TRUE(back) << back.error().message();
    EXPECT_EQ(Everything(), documents);
    EXPECT_EQ(Marks(), marks);
    ASSERT_TRUE(RollBack(id));
    EXPECT_EQ(Everything(), after);
    EXPECT_EQ(Marks(), marks_after);
    ASSERT_TRUE(RollBack(id, 1));
    EXPECT_EQ(Everything(), documents);
    EXPECT_EQ(Marks(), marks);
  }

  // One by one; how one ends may bring others up.
  void ResolveAll(UpgradeRequest& request) {
    constexpr int kMostRounds = 5;
    for (int round = 0; round < kMostRounds; ++round) {
      for (const UpgradeConflict& conflict : PlanOf(request).conflicts) {
        if (conflict.resolution) continue;
        Resolution& resolution =
            request.resolutions[conflict.template_id.Text()][conflict.places.path];
        const bool removed = conflict.kind == UpgradeConflictKind::kDeletedThere ||
                             conflict.kind == UpgradeConflictKind::kStillUsed;
        resolution.side = removed ? Side::kMine : Side::kTheirs;
        if (conflict.kind == UpgradeConflictKind::kField && Chance(50)) {
          resolution.side = Side::kMine;
        }
      }
    }
  }

  std::mt19937 random_;
  VersionPtr version_;
  std::size_t conflicts_ = 0;
  int accounts_ = 0;
};

// ---- integrator.io ----

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

  std::optional<Installation> InstallBy(const PlanRequest& request) {
    const auto plan = MakePlan(services_, request);
    if (!plan || !plan->installable) return std::nullopt;  // an odd selection
    PlannedInstall install;
    install.request = request;
    install.fingerprint = plan->fingerprint;
    const auto outcome = InstallByPlan(services_, install);
    EXPECT_TRUE(outcome && outcome->installed);
    return outcome->installed->installation;
  }

  /// With all that the next version needs.
  UpgradeRequest UpgradeOf(InstallationId id) {
    UpgradeRequest request = For(id);
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
    const CompiledVersion& version = VersionOf(id);
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
  ForEachSeed(100, [&](std::uint32_t seed) {
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
      fresh.version = 2;
      fresh.create_connections = now.creates_connections;
      fresh.connections.clear();
      std::map<std::uint32_t, Id> expected;
      const CompiledVersion& version = VersionOf(installed->id);
      for (const std::uint32_t ordinal : version.OrdinalsOf(Model::kConnection)) {
        const auto bound = now.bindings.connections.find(ordinal);
        if (bound == now.bindings.connections.end()) continue;
        fresh.connections[version.resources[ordinal].template_id.Text()] = bound->second.Text();
      }
      if (now.bindings.variables.empty()) fresh.variables.clear();
      const auto other = InstallBy(fresh);
      ASSERT_TRUE(other);
      ExpectSameButForIds(installed->id, upgraded, other->id, account_);
    });
  });
}

TEST_F(IntegratorUpgrades, OfAnEditedOneMergeAndCanBeTakenBack) {
  ForEachSeed(160, [&](std::uint32_t seed) {
    RandomTemplate content(seed);
    const RandomTemplate before = content;
    const TemplateId id = world_.Publish(partner_, content.Bundle());
    content.Evolve();
    PublishNext(id, content.Bundle());
    ForEachAccount(6, [&] {
      const auto installed = InstallBy(RequestOf(id, before, AnyWay(), 1));
      if (!installed) return;
      EditSome(installed->id, content);
      ExpectNothingDangles();
      ExpectTheSameVersionChangesNothing(installed->id);
      UpgradeEdited(UpgradeOf(installed->id));
    });
  });
  const bool all = !::testing::Test::HasFailure() && !std::getenv("IMPRINT_SEED");
  EXPECT_TRUE(!all || conflicts_ > 300u) << conflicts_;
}

TEST_F(IntegratorUpgrades, OverSeveralVersionsAndBack) {
  ForEachSeed(60, [&](std::uint32_t seed) {
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
        UpgradeRequest request = UpgradeOf(installed->id);
        request.rule = Chance(50) ? ConflictRule::kMine : ConflictRule::kTheirs;
        if (Chance(20)) request.version = 1;
        if (Chance(20) || !PlanOf(request).applicable) request = UpgradeOf(installed->id);
        request.rule = ConflictRule::kMine;
        const auto outcome = Upgrade(services_, request);
        ASSERT_TRUE(outcome && !outcome->refused) << outcome->refused->message();
        ExpectNothingDangles();
        if (!outcome->step) states.pop_back();
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

// ---- Diga ----

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
    const auto plan = MakePlan(services_, request);
    EXPECT_TRUE(plan && plan->installable);
    PlannedInstall install;
    install.request = request;
    install.fingerprint = plan->fingerprint;
    const auto outcome = InstallByPlan(services_, install);
    EXPECT_TRUE(outcome && outcome->installed);
    return outcome->installed->installation;
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
      EXPECT_TRUE(MustUpgrade(request).plan.conflicts.empty());
      ExpectIdsCarried(before, *Find(before.id));
      EXPECT_EQ(KeyOfDiga(before.id.id), copy.secrets["auth_key"]);
      const Account its = account_;
      account_ = world_.NewAccount(fmt::format("fresh {}", ++accounts_));
      copy.account = account_.id;
      copy.version = 2;
      copy.variables.insert(request.variables.begin(), request.variables.end());
      ExpectSameButForIds(before.id, its, Copy(copy).id, account_);
    });
  });
}

TEST_F(DigaUpgrades, OfAnEditedCopyMergeAndCanBeTakenBack) {
  ForEachSeed(160, [&](std::uint32_t seed) {
    RandomDigaTemplate content(seed);
    const TemplateId id = Publish(content);
    content.Evolve();
    PublishNextDiga(id, content.Content());
    ForEachAccount(6, [&] {
      const Id integration = Copy(RequestOf(id)).id.id;
      EditSome(integration, content);
      const std::string key = KeyOfDiga(integration);
      ExpectTheSameVersionChangesNothing(InstallationId(integration));
      UpgradeEdited(For(InstallationId(integration)));
      EXPECT_EQ(KeyOfDiga(integration), key);
      ExpectGoodTools(integration);
    });
  });
  const bool all = !::testing::Test::HasFailure() && !std::getenv("IMPRINT_SEED");
  EXPECT_TRUE(!all || conflicts_ > 100u) << conflicts_;
}

}  // namespace
}  // namespace imprint

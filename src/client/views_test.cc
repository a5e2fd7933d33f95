#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "client/catalogue_view.h"
#include "client/decide.h"
#include "client/installation_view.h"
#include "client/plan_view.h"
#include "client/upgrade_view.h"

namespace imprint::client {
namespace {

using testing::HasSubstr;
using testing::Not;

json::Document Parsed(const std::string& text) {
  return json::Document::Parse(text, 50).value();
}

constexpr char kPlan[] = R"({
  "fingerprint": "f", "installable": false, "kind": "integrator",
  "template": {"id": "t", "name": "Orders"},
  "version": {"number": 2, "hash": "h", "deprecated": {"reason": "Loses refunds"}},
  "signature": {"publisher": "acme", "trusted": false},
  "resources": [{"model": "Flow", "templateId": "a5", "name": "Hourly"}],
  "connections": [
    {"templateId": "a2", "name": "Shop", "type": "http", "host": "shop.example", "created": false,
     "candidates": [{"id": "c1", "name": "Mine", "score": 3, "reasons": ["sameHost", "mappedBefore"]}]},
    {"templateId": "a3", "name": "Bank", "type": "ftp", "created": false, "candidates": [],
     "boundTo": {"id": "c2", "name": "My bank"}, "boundBy": "saved"}],
  "variables": [
    {"name": "store", "type": "string", "filled": true, "saved": true, "value": "north",
     "uses": [{"name": "New orders", "path": "http.relativeURI"}], "useCount": 7},
    {"name": "key", "type": "secret", "filled": true, "saved": false, "uses": []},
    {"name": "open", "type": "number", "filled": false, "saved": false, "default": 5, "uses": []}],
  "secrets": [{"name": "auth_key", "message": "The key of the API."}],
  "notFollowed": [{"message": "Leads out.", "templateId": "a5", "path": "x.y"}],
  "warnings": [], "into": null,
  "problems": [{"code": "missing_connection_map", "message": "Nothing is bound.", "field": "connections.a2"}]
})";

TEST(PlanText, SaysWhatIsDoneAndWhatIsMissing) {
  const auto plan = Parsed(kPlan);
  const std::string text = PlanText(plan.root());
  for (const char* part :
       {"\"Orders\" (t), version 2; signed by acme, who is not trusted here",
        "deprecated: Loses refunds", "Would create 1 resource:", "Flow   Hourly  a5",
        "http \"Shop\" (a2) at shop.example -> nothing yet",
        "could be \"Mine\" (c1): the same host, taken before",
        "-> \"My bank\" (c2), as in your last install", "\"north\" (saved)",
        "New orders http.relativeURI and 6 more", "(a secret)", "(empty; last time 5)",
        "auth_key: The key of the API.", "a5 x.y: Leads out.", "connections.a2: Nothing is bound.",
        "It cannot be installed like this."}) {
    EXPECT_THAT(text, HasSubstr(part));
  }
}

TEST(PlanText, CountsWhatIsTooMuchToList) {
  std::string resources;
  for (int i = 0; i < 60; ++i) {
    resources +=
        (i > 0 ? "," : "") + std::string(R"({"model":"Flow","templateId":"x","name":"N"})");
  }
  const auto plan = Parsed("{\"resources\":[" + resources + "]}");
  EXPECT_THAT(PlanText(plan.root()), HasSubstr("Would create 60 resources:\n      60 Flow\n"));
}

TEST(PlanChanges, NamesWhatIsOtherwise) {
  const auto before = Parsed(kPlan);
  std::string changed(kPlan);
  changed.replace(changed.find("\"number\": 2"), 11, "\"number\": 3");
  changed.replace(changed.find("My bank"), 7, "My blank");
  const std::string text = PlanChanges(before.root(), Parsed(changed).root());
  EXPECT_THAT(text, HasSubstr("the version: 2 -> 3"));
  EXPECT_THAT(text, HasSubstr("connection a3"));
  EXPECT_THAT(text, Not(HasSubstr("connection a2")));
  EXPECT_EQ(PlanChanges(before.root(), before.root()),
            "something that it is bound to was edited\n");
}

constexpr char kUpgrade[] = R"({
  "applicable": false, "changesAnything": true,
  "from": {"number": 1}, "to": {"number": 2},
  "added": [{"model": "Flow", "templateId": "a6", "name": "Nightly"}],
  "removed": [{"model": "Flow", "templateId": "a5", "name": "Hourly", "id": "i5", "kept": true}],
  "changed": [{"model": "Export", "templateId": "a3", "name": "New", "id": "i3", "edited": true,
               "fields": [{"path": "pageSize", "from": 20, "to": 50}], "fieldsLeftOut": false}],
  "untouched": 4,
  "conflicts": [
    {"kind": "field", "model": "Export", "templateId": "a3", "name": "New", "id": "i3",
     "path": "pageSize", "base": 20, "mine": 100, "resolution": null, "users": []},
    {"kind": "stillUsed", "model": "Flow", "templateId": "a5", "name": "Hourly", "id": "i5",
     "path": "", "resolution": null, "users": [{"model": "API", "id": "u1", "name": "Mine"}]},
    {"kind": "field", "model": "Export", "templateId": "a3", "name": "New", "id": "i3",
     "path": "name", "base": "a", "mine": "b", "theirs": "c", "resolution": "mine", "users": []}],
  "connections": [], "variables": [], "notFollowed": [], "warnings": [], "problems": []
})";

TEST(UpgradePlanText, ShowsConflictsWithAllSides) {
  const std::string text = UpgradePlanText(Parsed(kUpgrade).root());
  for (const char* part :
       {"From version 1 to 2", "+ Flow \"Nightly\" (a6)",
        "- Flow \"Hourly\" (i5), which stays as your own", "~ Export \"New\" (i3), with your edits",
        "pageSize: 20 -> 50", "1 added, 1 removed, 1 changed, 4 untouched",
        "pageSize was changed on both sides", "base    20", "mine    100", "theirs  (not there)",
        "used by API \"Mine\" (u1)", "name was changed on both sides: mine", "2 to be decided"}) {
    EXPECT_THAT(text, HasSubstr(part));
  }
}

TEST(UpgradePlanText, ShowsTheValueThatWasChosen) {
  const auto plan = Parsed(R"({"conflicts": [
      {"kind": "field", "templateId": "a3", "path": "pageSize", "resolution": "value"},
      {"kind": "field", "templateId": "a3", "path": "name", "resolution": "mine"}]})");
  UpgradeChoices choices;
  choices.resolutions["a3"]["pageSize"] = R"({"value":"se\u009bventy"})";
  choices.resolutions["a3"]["name"] = "{\"value\":\"not asked for\"}";
  const std::string text = DecidedPlanText(plan.root(), choices);
  EXPECT_THAT(text, HasSubstr("chosen  \"se\\u009bventy\""));
  EXPECT_THAT(text, Not(HasSubstr("not asked for")));
  choices.resolutions["a3"] = {{"", "{\"value\":[7]}"}};
  EXPECT_THAT(DecidedPlanText(plan.root(), choices), HasSubstr("7"));
  EXPECT_THAT(UpgradePlanText(plan.root()), Not(HasSubstr("chosen")));
}

/// Somebody who answers these lines one after another.
Asks Person(std::vector<std::string> answers, std::string& shown) {
  return [answers = std::move(answers), at = std::size_t{0},
          &shown](const std::string& text) mutable -> std::optional<std::string> {
    shown += text;
    if (at == answers.size()) return std::nullopt;
    shown += answers[at] + "\n";
    return answers[at++];
  };
}

TEST(DecideConflicts, AsksAboutWhatIsOpen) {
  const auto plan = Parsed(kUpgrade);
  UpgradeChoices choices;
  std::string shown;
  EXPECT_TRUE(DecideConflicts(plan.root(), choices, Person({"t", "b", "m"}, shown)));
  // "b" is no answer for a whole resource, so it was asked again.
  EXPECT_EQ(choices.resolutions["a3"]["pageSize"], "\"theirs\"");
  EXPECT_EQ(choices.resolutions["a5"][""], "\"mine\"");
  EXPECT_EQ(choices.resolutions["a3"].count("name"), 0u);
  EXPECT_THAT(shown, HasSubstr("Conflict 1 of 2"));
  EXPECT_THAT(shown, HasSubstr("Conflict 2 of 2"));
}

TEST(DecideConflicts, TakesAValue) {
  const auto plan = Parsed(kUpgrade);
  UpgradeChoices choices;
  std::string shown;
  EXPECT_TRUE(DecideConflicts(plan.root(), choices,
                              Person({"e", "", "e", "70, 80", "[70, 80]", "t"}, shown)));
  EXPECT_EQ(choices.resolutions["a3"]["pageSize"], "{\"value\":[70,80]}");
  EXPECT_THAT(shown, HasSubstr("That is not JSON"));
}

TEST(DecideConflicts, EndsWhereNobodyDecides) {
  const auto plan = Parsed(kUpgrade);
  UpgradeChoices choices;
  std::string shown;
  EXPECT_FALSE(DecideConflicts(plan.root(), choices, Person({"q"}, shown)));
  EXPECT_FALSE(DecideConflicts(plan.root(), choices, Person({"huh"}, shown)));
  EXPECT_FALSE(DecideConflicts(plan.root(), choices, Person({"e"}, shown)));
}

TEST(InstallationText, SaysWhatIsLeftToDo) {
  const std::string text =
      InstallationText(Parsed(R"({"id":"i","name":"N","template":null,"resources":[
          {"model":"Flow","templateId":"t1","name":"Hourly","state":"installed","id":"f1"},
          {"model":"Flow","templateId":"t2","name":"Daily","state":"installed","id":"f2"}],
          "toDo":{"goneConnections":[{"templateId":"t3","name":"Ledger","id":"c2"}],
            "disabledFlows":["f2"],"unfilled":["zone"],"secrets":[{"model":"Connection","id":"c1","name":"Shop","message":"It is offline."}]}})")
                           .root());
  EXPECT_THAT(text, testing::EndsWith("\nLeft to do:\n"
                                      "  Connection \"Ledger\": Yours that stands for it, c2, is "
                                      "not there any more.\n"
                                      "  Flow \"Daily\" (f2): It is disabled.\n"
                                      "  Connection \"Shop\" (c1): It is offline.\n"
                                      "  Variable zone: Nothing was filled in for it.\n"));
  const auto done = Parsed(R"({"id":"i","toDo":{"disabledFlows":[],"secrets":[],"unfilled":[]}})");
  EXPECT_THAT(InstallationText(done.root()), Not(HasSubstr("Left to do")));
}

TEST(DriftText, ShowsTemplateThenInstalled) {
  const auto drift = Parsed(
      R"({"resources":[{"model":"Export","name":"E","id":"i","state":"edited","fieldsLeftOut":false,
          "fields":[{"path":"","template":{"a":1}},{"path":"p","installed":"x"}]}]})");
  const std::string text = DriftText(drift.root());
  EXPECT_THAT(text, HasSubstr("edited   Export \"E\" (i)"));
  EXPECT_THAT(text, HasSubstr("(all of it): {\"a\":1} -> (none)"));
  EXPECT_THAT(text, HasSubstr("p: (none) -> \"x\""));
  EXPECT_THAT(DriftText(Parsed(R"({"resources":[]})").root()), HasSubstr("as the template"));
}

TEST(DiffText, ShowsEveryKindOfChange) {
  const auto diff = Parsed(
      R"({"from":1,"to":2,"added":[{"model":"Flow","templateId":"a","name":"A"}],"removed":[],
          "changed":[{"model":"Flow","templateId":"b","name":"B","fields":[{"path":"x","to":1}]}],
          "unchanged":3,"variables":{"added":["v"],"removed":["w"]}})");
  EXPECT_EQ(DiffText(diff.root()),
            "+ Flow \"A\" (a)\n~ Flow \"B\" (b)\n    x: (none) -> 1\n+ variable v\n- variable w\n"
            "1 added, 0 removed, 1 changed, 3 unchanged\n");
  EXPECT_TRUE(HasDifferences(diff.root()));
  EXPECT_FALSE(HasDifferences(Parsed(R"({"added":[],"unchanged":1})").root()));
}

// Whatever a server says: nothing crashes, and nothing reaches the terminal's controls.
TEST(Views, AreSafeWithAnyAnswer) {
  const char* const kAnswers[] = {
      "null",
      "5",
      "\"\\u001b[2J\"",
      "[]",
      "{}",
      "[[[]]]",
      R"({"items":{"a":1},"resources":5,"connections":"x","variables":[1,null,"s"]})",
      R"({"items":[null,1,"x",[],{}],"resources":[null,[],{"fields":[1]}],"conflicts":[1,{}]})",
      R"({"items":[{"id":"\u001b","name":"\u202e\n\u009b","version":7,"applications":{"a":"\u001b"},
          "note":"\u001b","deprecated":{"reason":"\u001b\u0007"},"signature":{"publisher":"\u001b"}}],
          "template":{"id":"\u001b","name":"\n"},"version":{"number":"\u001b","deprecated":{"reason":"\u001b"}},
          "from":{"number":"\u001b"},"to":{"hash":"\u001b"},"signature":{"publisher":"\u001b"},
          "resources":[{"model":"\u001b","name":"\u001b","templateId":"\u001b","id":"\u001b","state":"\u001b",
            "fields":[{"path":"\u001b","template":"\u009b","installed":"\u202e"}]}],
          "connections":[{"name":"\u001b","type":"\u001b","host":"\u001b","templateId":"\u001b",
            "candidates":[{"id":"\u001b","name":"\u001b","reasons":["\u001b"]}]},
            {"boundTo":{"id":"\u001b","name":"\u001b"},"boundBy":"\u001b"}],
          "variables":[{"name":"\u001b","type":"\u001b","filled":true,"value":"\u009b","useCount":"\u001b",
            "uses":[{"name":"\u001b","path":"\u001b"}]}],
          "problems":[{"message":"\u001b","field":"\u001b"}],"warnings":[{"message":"\u001b","path":"\u001b"}],
          "secrets":[{"name":"\u001b","message":"\u001b"}],"into":{"id":"\u001b","name":"\u001b"},
          "conflicts":[{"kind":"field","path":"\u001b","mine":"\u009b\u202e","resolution":"\u001b",
            "users":[{"name":"\u001b"}]}],"untouched":"\u001b","unchanged":"\u001b",
          "added":[{"name":"\u001b"}],"removed":[{"name":"\u001b"}],"edited":[{"name":"\u001b"}],
          "users":[{"name":"\u001b"}],"changed":[{"name":"\u001b","fields":[{"path":"\u001b","to":"\u009b"}]}],
          "toDo":{"disabledFlows":["\u001b"],"unfilled":["\u001b\u202e"],
            "secrets":[{"model":"\u001b","id":"\u001b","name":"\u009b","message":"\u001b"}]},
          "contents":[{"name":"\u001b"}],"hash":"\u001b","number":"\u001b","note":"\u001b"})"};
  for (const char* answer : kAnswers) {
    const auto document = Parsed(answer);
    const json::Value root = document.root();
    std::string all;
    for (const auto view : {PlanText, UpgradePlanText, InstallationText, DriftText, UninstalledText,
                            DiffText, VersionText, ConflictText}) {
      all += view(root);
    }
    for (const auto view : {InstallationTable, HistoryTable, TemplateTable, VersionTable}) {
      all += view(root["items"]);
    }
    all += PlanChanges(root, Parsed("{}").root()) + PlanChanges(Parsed("{}").root(), root);
    EXPECT_EQ(all.find('\x1b'), std::string::npos) << answer;
    EXPECT_EQ(all.find('\a'), std::string::npos) << answer;
    EXPECT_EQ(all.find("\u009b"), std::string::npos) << answer;
    EXPECT_EQ(all.find("\u202e"), std::string::npos) << answer;
  }
}

}  // namespace
}  // namespace imprint::client

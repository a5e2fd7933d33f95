#include "app/testing/random_bundle.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <iterator>
#include <type_traits>
#include <utility>

#include "bundle/layout.h"
#include "model/references.h"

namespace imprint::test {
namespace {

class Generator {
 public:
  Generator(std::uint32_t seed, RandomBundle& bundle) : random_(seed), bundle_(bundle) {}

  void Run() {
    Add(Model::kIntegration);
    for (const ModelInfo& info : ModelsOf(Dialect::kIntegrator)) {
      if (info.model == Model::kIntegration) continue;
      for (unsigned n = Below(5); n > 0; --n) Add(info.model);
    }
    for (unsigned n = Below(4); n > 0; --n) groupings_.push_back(NewId());
    for (RandomDocument& document : bundle_.documents) Fill(document);
    for (RandomDocument& document : bundle_.documents) Write(document);
    std::shuffle(bundle_.files.begin(), bundle_.files.end(), random_);
    for (const std::string& name : variables_used_) {
      if (Chance(60)) bundle_.variables_to_fill[name] = Pick(kVariableValues);
    }
  }

 private:
  // ---- choices ----

  unsigned Below(unsigned end) { return static_cast<unsigned>(random_() % end); }
  bool Chance(unsigned percent) { return Below(100) < percent; }
  template <typename Choices>
  std::decay_t<decltype(*std::begin(std::declval<const Choices&>()))> Pick(const Choices& choices) {
    return choices[Below(static_cast<unsigned>(std::size(choices)))];
  }

  static constexpr const char* kNumbers[] = {"0",         "-0",
                                             "1.0",       "1e5",
                                             "-1.50E+02", "123456789012345678901234567890",
                                             "1E-99",     "0.10",
                                             "42",        "1.7976931348623157e308"};
  static constexpr const char* kTexts[] = {
      "plain",  R"(\"q\")", R"(a\/b)", R"(\u00e9\ud83d\ude00)",     "ü",     "<<>>",  "<<1x>>",
      "<< a>>", "",         R"(\\)",   "0123456789abcdef01234567x", "{{a}}", R"(\n)", "<",
      "5f00"};
  static constexpr const char* kVariables[] = {"shop", "_v", "a.b-c", "Limit9"};
  static constexpr const char* kVariableValues[] = {R"("x\"\u0041\n")", R"("")", "1.50", "true",
                                                    R"("<<shop>>")"};

  // ---- ids ----

  std::string NewId() {
    std::string id;
    do {
      id = fmt::format("{:08x}{:08x}{:08x}", random_(), random_(), random_());
    } while (!bundle_.ids.insert(id).second);
    return id;
  }
  std::string OutsideId() { return fmt::format("{:08x}{:08x}{:08x}", random_(), random_(), 7); }

  // "" where the bundle has none.
  std::string IdOf(std::string_view target) {
    std::vector<std::string> candidates;
    if (target == kFlowGrouping) candidates = groupings_;
    for (const RandomDocument& document : bundle_.documents) {
      if (target == "*" || NameOf(document.model) == target) candidates.push_back(document.id);
    }
    return candidates.empty() ? "" : Pick(candidates);
  }

  void Add(Model model) { bundle_.documents.push_back({model, NewId(), {}, {}}); }

  // ---- values ----

  Piece IdPiece(std::string id) { return {Piece::Kind::kId, std::move(id), Chance(20)}; }
  Piece VariablePiece() {
    const std::string name = Pick(kVariables);
    variables_used_.insert(name);
    return {Piece::Kind::kVariable, name};
  }

  Pieces String() {
    if (Chance(10)) return {VariablePiece()};
    if (Chance(5)) return {IdPiece(IdOf("*"))};
    Pieces pieces{{Piece::Kind::kText, Pick(kTexts)}};
    for (unsigned n = Below(3); n > 0; --n) {
      pieces.push_back({Piece::Kind::kText, ":"});
      pieces.push_back(Chance(50) ? IdPiece(IdOf("*")) : VariablePiece());
      pieces.push_back({Piece::Kind::kText, Pick(std::array{"-", " ", "/", R"(\t)"})});
    }
    return pieces;
  }

  Pieces UnknownKey() {
    Pieces key{{Piece::Kind::kText, fmt::format("x{}", ++keys_)}};
    if (Chance(10)) key.push_back({Piece::Kind::kText, R"(\u002d)"});
    if (Chance(5)) {
      key.push_back({Piece::Kind::kText, "/"});
      key.push_back(IdPiece(IdOf("*")));
    }
    if (Chance(5)) key.push_back({Piece::Kind::kText, "<<shop>>"});
    return key;
  }

  SlotValue Unknown(unsigned depth) {
    switch (Below(depth > 0 ? 6 : 4)) {
      case 0:
        return Token(Pick(kNumbers));
      case 1:
        return Token(Pick(std::array{"true", "false", "null"}));
      case 4:
        return Container(SlotValue::Kind::kArray, depth - 1);
      case 5:
        return Container(SlotValue::Kind::kObject, depth - 1);
      default:
        return Text(String());
    }
  }

  SlotValue Container(SlotValue::Kind kind, unsigned depth) {
    SlotValue value;
    value.kind = kind;
    for (unsigned n = Below(4); n > 0; --n) {
      value.members.push_back({UnknownKey(), Unknown(depth), SlotMember::In::kBoth});
    }
    return value;
  }

  // ---- references ----

  // The value at the end of a rule's path, null where something else stands already. Steps that are
  // not there are made; arrays grow by an element or go on with their last one.
  SlotValue* Descend(SlotValue& root, std::string_view path) {
    SlotValue* at = &root;
    while (!path.empty()) {
      SlotMember member;
      if (path.starts_with("[]")) {
        if (!Become(*at, SlotValue::Kind::kArray)) return nullptr;
        path.remove_prefix(2);
        const bool last = path.empty();
        if (last || at->members.empty() || Chance(40)) at->members.emplace_back();
        at = &at->members.back().value;
      } else {
        if (!Become(*at, SlotValue::Kind::kObject)) return nullptr;
        const std::size_t end = std::min(path.find_first_of(".["), path.size());
        std::string name(path.substr(0, end));
        path.remove_prefix(end);
        if (name == "*") name = Pick(std::array{"preMap", "any", "postSubmit"});
        at = &Field(*at, name);
      }
      if (path.starts_with(".")) path.remove_prefix(1);
    }
    return at->kind == SlotValue::Kind::kToken && at->token.empty() ? at : nullptr;
  }

  // A fresh value is a token without text.
  static bool Become(SlotValue& value, SlotValue::Kind kind) {
    if (value.kind == SlotValue::Kind::kToken && value.token.empty()) value.kind = kind;
    return value.kind == kind;
  }

  static SlotValue& Field(SlotValue& object, const std::string& name) {
    for (SlotMember& member : object.members) {
      if (member.key.size() == 1 && member.key[0].text == name) return member.value;
    }
    object.members.push_back({{{Piece::Kind::kText, name}}, {}, SlotMember::In::kBoth});
    return object.members.back().value;
  }

  void Refer(SlotValue& root, const ReferenceRule& rule) {
    switch (rule.policy) {
      case ReferencePolicy::kRemap:
        if (const std::string id = IdOf(rule.target); !id.empty()) {
          Put(root, rule, IdText(id, Piece::Kind::kId, Chance(20)));
        }
        return;
      case ReferencePolicy::kKeep:
        return Put(root, rule, IdText(OutsideId()));
      case ReferencePolicy::kLenient: {
        const std::string inside = Chance(50) ? IdOf(rule.target) : "";
        const auto kind = rule.target == kStack ? Piece::Kind::kStack : Piece::Kind::kId;
        return Put(root, rule, IdText(inside.empty() ? OutsideId() : inside, kind));
      }
      case ReferencePolicy::kDrop:
        return Drop(root, rule);
      case ReferencePolicy::kDefine:
        return;  // see Define
    }
  }

  void Put(SlotValue& root, const ReferenceRule& rule, SlotValue value) {
    if (SlotValue* place = Descend(root, rule.path)) *place = std::move(value);
  }

  // Such rules are all about fields at the top.
  void Drop(SlotValue& root, const ReferenceRule& rule) {
    const std::string name(rule.path.substr(0, rule.path.find('[')));
    SlotValue value = IdText(Chance(50) ? OutsideId() : IdOf("*"));
    if (rule.path.ends_with("[]")) {
      SlotValue list;
      list.kind = SlotValue::Kind::kArray;
      list.members.push_back({{}, std::move(value), SlotMember::In::kBoth});
      value = std::move(list);
    }
    AddDropped(root, name, std::move(value));
  }

  static void AddDropped(SlotValue& root, const std::string& name, SlotValue value) {
    for (const SlotMember& member : root.members) {
      if (member.key[0].text == name) return;
    }
    root.members.push_back(
        {{{Piece::Kind::kText, name}}, std::move(value), SlotMember::In::kTemplate});
  }

  // The ids of flow groupings are the template's too, each once.
  void Define(SlotValue& root) {
    if (groupings_.empty()) return;
    SlotValue& list = Field(root, "flowGroupings");
    Become(list, SlotValue::Kind::kArray);
    while (list.members.size() < groupings_.size()) {
      list.members.emplace_back();
      Become(list.members.back().value, SlotValue::Kind::kObject);
    }
    while (groupings_.size() < list.members.size()) groupings_.push_back(NewId());
    for (std::size_t i = 0; i < groupings_.size(); ++i) {
      Field(list.members[i].value, "_id") = IdText(groupings_[i]);
    }
  }

  // ---- documents ----

  void Fill(RandomDocument& document) {
    SlotValue& root = document.root;
    root.kind = SlotValue::Kind::kObject;
    // Often enough for every rule to be met in a few hundred bundles.
    for (const ReferenceRule& rule : ReferenceRules()) {
      while (rule.model == document.model && Chance(35)) Refer(root, rule);
    }
    Finish(root);
    for (unsigned n = Below(5); n > 0; --n) {
      root.members.push_back({UnknownKey(), Unknown(3), SlotMember::In::kBoth});
    }
    if (document.model == Model::kIntegration) Define(root);
    Special(document);
    std::shuffle(root.members.begin(), root.members.end(), random_);
    Last(document);
  }

  // Fresh values that nothing was put into become something, and objects get company.
  void Finish(SlotValue& value) {
    if (value.kind == SlotValue::Kind::kToken && value.token.empty()) value = Token("null");
    for (SlotMember& member : value.members) Finish(member.value);
    if (value.kind == SlotValue::Kind::kObject && Chance(30)) {
      value.members.push_back({UnknownKey(), Unknown(1), SlotMember::In::kBoth});
    }
  }

  void Special(RandomDocument& document) {
    SlotValue& root = document.root;
    const auto add = [&](const char* key, SlotValue value, SlotMember::In in) {
      root.members.push_back({{{Piece::Kind::kText, key}}, std::move(value), in});
    };
    add("_id", IdText(document.id, Piece::Kind::kId, Chance(20)), SlotMember::In::kBoth);
    SlotValue name = Text(String());
    name.is_name = document.model == Model::kIntegration;
    add("name", std::move(name), SlotMember::In::kBoth);
    if (document.model == Model::kConnection) {
      const std::string type = Pick(std::array{"http", "ftp", "netsuite"});
      bundle_.connections[document.id] = type;
      add("type", Text({{Piece::Kind::kText, type}}), SlotMember::In::kBoth);
      if (Chance(50)) add("offline", Token("false"), SlotMember::In::kTemplate);
    }
    for (const char* field : {"createdAt", "_userId", "_templateId", "numInstances"}) {
      if (Chance(15)) AddDropped(root, field, Unknown(1));
    }
  }

  // What an install sets stands last where the template does not have it.
  void Last(RandomDocument& document) {
    SlotValue& root = document.root;
    if (document.model == Model::kFlow) {
      SlotMember disabled{
          {{Piece::Kind::kText, "disabled"}}, Token("false"), SlotMember::In::kInstalled};
      disabled.value.installed_token = "true";
      if (Chance(50)) disabled.in = SlotMember::In::kBoth;
      root.members.push_back(std::move(disabled));
    }
    if (document.model == Model::kScript && Chance(50)) AddSource(document);
  }

  // A script's source in a file of its own becomes its content.
  void AddSource(RandomDocument& document) {
    const Piece id{Piece::Kind::kId, IdOf("*")};
    const Piece variable = VariablePiece();
    document.root.members.push_back(
        {{{Piece::Kind::kText, "content"}},
         Text({{Piece::Kind::kText, "f("}, id, {Piece::Kind::kText, R"(\n)"}, variable}),
         SlotMember::In::kInstalled});
    bundle_.files.push_back(
        {ScriptSourcePath("s", document.id), "f(" + id.text + "\n<<" + variable.text + ">>"});
  }

  void Write(RandomDocument& document) {
    document.text = TemplateText(document.root, random_);
    bundle_.files.push_back({DocumentPath(document.model, "n", document.id), document.text});
  }

  std::mt19937 random_;
  RandomBundle& bundle_;
  std::vector<std::string> groupings_;
  std::set<std::string> variables_used_;
  unsigned keys_ = 0;
};

}  // namespace

RandomBundle::RandomBundle(std::uint32_t seed) {
  Generator(seed, *this).Run();
}

}  // namespace imprint::test

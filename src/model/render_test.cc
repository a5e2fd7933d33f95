#include "model/render.h"

#include <gtest/gtest.h>

#include <random>
#include <string>

#include "base/json/text.h"

namespace imprint {
namespace {

Id Oid(std::uint32_t n) {
  return Id::FromObjectIdText("5f0000000000000000fffff0")->Plus(n);
}
Id Uuid(std::uint32_t n) {
  return Id::FromUuidText("01890a5d-ac96-774b-bcce-b302099a8057")->Plus(n);
}

/// What rendering means, slot by slot: the documents are compared with this.
class Plainly {
 public:
  Plainly(const CompiledVersion& version, const Installation& installation)
      : version_(version), installation_(installation) {}

  std::string Document(std::uint32_t ordinal) const {
    const CompiledResource& resource = version_.resources[ordinal];
    std::string out;
    std::size_t at = 0;
    for (const Slot& slot : resource.slots) {
      if (slot.begin < at) continue;
      out += resource.text.substr(at, slot.begin - at);
      at = slot.begin;
      if (const auto text = TextOf(slot)) {
        out += *text;
        at += slot.length;
      }
    }
    out += resource.text.substr(at, resource.text.size() - 1 - at);
    if (InfoOf(resource.model).dialect == Dialect::kIntegrator) out += Tail(resource);
    return out + "}";
  }

 private:
  std::optional<std::string> TextOf(const Slot& slot) const {
    const Bindings& bindings = installation_.bindings;
    const auto unless_empty = [](bool empty, std::string text) {
      return empty ? std::nullopt : std::optional(std::move(text));
    };
    switch (slot.kind) {
      case SlotKind::kId:
        return IdOf(installation_, slot.index).Text();
      case SlotKind::kStack:
        return unless_empty(bindings.stack.empty(), bindings.stack.Text());
      case SlotKind::kName:
        return unless_empty(bindings.name.empty(), json::Quote(bindings.name));
      case SlotKind::kBaseUrl:
        return unless_empty(bindings.base_url.empty(), json::Quote(bindings.base_url));
      case SlotKind::kVariableText:
      case SlotKind::kVariableWhole:
        break;
    }
    const auto value = bindings.variables.find(version_.variables[slot.index].name);
    if (value == bindings.variables.end()) return std::nullopt;
    const std::string& text = value->second;
    if (slot.kind == SlotKind::kVariableWhole) return text;
    if (text.starts_with('"')) return text.substr(1, text.size() - 2);
    std::string inside = json::Quote(text);
    return inside.substr(1, inside.size() - 2);
  }

  std::string Tail(const CompiledResource& resource) const {
    std::string out = resource.model == Model::kConnection ? ",\"offline\":true" : "";
    const std::string time = FormatIso(installation_.created);
    out += ",\"createdAt\":\"" + time + "\",\"lastModified\":\"" + time + "\"";
    if (installation_.from_template) {
      out += ",\"_templateId\":\"" + installation_.from_template->Text() + "\"";
    }
    if (!resource.template_id.empty()) {
      out += ",\"_sourceId\":\"" + resource.template_id.Text() + "\"";
    }
    return out + (installation_.bindings.sandbox ? ",\"sandbox\":true" : "");
  }

  const CompiledVersion& version_;
  const Installation& installation_;
};

/// Makes versions and installations of every shape that a server may hold.
class Dice {
 public:
  explicit Dice(unsigned seed) : random_(seed) {}
  std::uint32_t Below(std::uint32_t n) { return static_cast<std::uint32_t>(random_() % n); }
  bool Toss() { return Below(2) == 0; }

  CompiledVersion AnyVersion(bool uuids) {
    CompiledVersion version;
    const std::uint32_t count = 1 + Below(6);
    for (std::uint32_t n = 0; n < Below(3); ++n) version.embedded.push_back(AnyId(uuids, 900 + n));
    version.variables = {{"a", {}}, {"b", {}}, {"c", {}}};
    for (std::uint32_t n = 0; n < count; ++n) {
      CompiledResource resource;
      resource.model = uuids ? Model::kDigaTool : Below(3) == 0 ? Model::kConnection : Model::kFlow;
      if (n > 0 || !Toss()) resource.template_id = AnyId(uuids, n);
      version.resources.push_back(std::move(resource));
    }
    for (CompiledResource& resource : version.resources) AddText(version, resource);
    return version;
  }

  Installation AnyInstallation(const CompiledVersion& version, bool uuids) {
    Installation installation;
    installation.created = FromMillis(1709164799007);
    if (Toss()) installation.from_template = TemplateId(Oid(77));
    Bindings& bindings = installation.bindings;
    bindings.sandbox = Toss();
    if (Toss()) bindings.name = "A \"name\" \\ of\nits own";
    if (Toss()) bindings.stack = Oid(55);
    if (Toss()) bindings.base_url = "https://x.example";
    if (Toss()) bindings.variables["a"] = "\"text\\n\"";
    if (Toss()) bindings.variables["c"] = "12.50";
    AddBlocks(version.id_count(), uuids, installation);
    for (std::uint32_t n = 0; n < version.id_count(); ++n) {
      if (Below(4) == 0) bindings.connections[n] = Below(20) == 0 ? Id() : AnyId(uuids, 500 + n);
    }
    return installation;
  }

 private:
  static Id AnyId(bool uuids, std::uint32_t n) { return uuids ? Uuid(n) : Oid(n); }

  // One block as it is installed, two as upgrades leave them, or some that do not hold everything.
  void AddBlocks(std::uint32_t count, bool uuids, Installation& installation) {
    const std::uint32_t first = Below(count + 1);
    switch (Below(4)) {
      case 0:
        installation.blocks = {{AnyId(uuids, 100), first, 0},
                               {AnyId(uuids, 300), count - first, first}};
        return;
      case 1:
        installation.blocks = {{AnyId(uuids, 100), count + 3, first}, {AnyId(uuids, 8), 2, 0}};
        return;
      default:
        installation.blocks = {{AnyId(uuids, 14), count + Below(2), 0}};
    }
  }

  void AddText(const CompiledVersion& version, CompiledResource& resource) {
    std::string text = "{\"_id\":\"";
    for (std::uint32_t n = 0; n < Below(12); ++n) AddSlot(version, text, resource.slots);
    text += "\"}";
    texts_.push_back(std::make_unique<std::string>(std::move(text)));
    resource.text = *texts_.back();
  }

  void AddSlot(const CompiledVersion& version, std::string& text, std::vector<Slot>& slots) {
    const auto kind = static_cast<SlotKind>(Below(6));
    const auto begin = static_cast<std::uint32_t>(text.size());
    Slot slot{begin, 0, Toss() ? SlotKind::kId : kind, Below(3)};
    switch (slot.kind) {
      case SlotKind::kId:
        slot.index = Below(version.id_count());
        // Now and then one that was written with an escape.
        text += Below(8) == 0 ? "\\u0035f" : version.TemplateIdOf(slot.index).Text();
        break;
      case SlotKind::kName:
      case SlotKind::kBaseUrl:
        text += "a name with " + Oid(0).Text() + " in it";
        slots.push_back({begin, static_cast<std::uint32_t>(text.size()) - begin, slot.kind, 0});
        slot = {begin + 12, 24, SlotKind::kId, 0};
        slots.push_back(slot);
        text += " ";
        return;
      default:
        text += "<<v>>";
    }
    slot.length = static_cast<std::uint32_t>(text.size()) - slot.begin;
    slots.push_back(slot);
    if (Toss()) text += ", between ";
  }

  std::mt19937 random_;
  std::vector<std::unique_ptr<std::string>> texts_;
};

TEST(Render, FillsEverySlotWhateverTheInstallation) {
  for (unsigned seed = 0; seed < 3000; ++seed) {
    Dice dice(seed);
    const bool uuids = seed % 5 == 0;
    const CompiledVersion version = dice.AnyVersion(uuids);
    const Installation installation = dice.AnyInstallation(version, uuids);
    const Renderer renderer(version, installation);
    std::string many = "[";
    for (std::uint32_t ordinal = 0; ordinal < version.resources.size(); ++ordinal) {
      const std::string wanted = Plainly(version, installation).Document(ordinal);
      std::string one = "before";
      RenderInstalled(version, installation, ordinal, one);
      ASSERT_EQ(one, "before" + wanted) << seed;
      const std::string so_far = many;
      renderer.Append(ordinal, many);
      ASSERT_EQ(many, so_far + wanted) << seed;
    }
  }
}

TEST(Render, GivesATemplatesOwnIds) {
  CompiledVersion version;
  version.resources.resize(2);
  version.resources[0].template_id = Oid(0);
  version.resources[1].template_id = Oid(1);
  const std::string second = Oid(1).Text();
  // The first id is another one, the second was written with an escape, and nothing fills the
  // variable.
  const std::string text =
      "{\"_id\":\"" + Oid(0).Text() + "\",\"a\":\"\\u0035" + second.substr(1) + "<<v>>\"}";
  version.resources[1].text = text;
  version.resources[1].slots = {
      {8, 24, SlotKind::kId, 1}, {39, 29, SlotKind::kId, 1}, {68, 5, SlotKind::kVariableText, 0}};
  std::string out = "x";
  RenderTemplate(version, 1, out);
  EXPECT_EQ(out, "x{\"_id\":\"" + second + "\",\"a\":\"" + second + "<<v>>\"}");
}

}  // namespace
}  // namespace imprint

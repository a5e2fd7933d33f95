#include "app/export_ids.h"

#include <string>
#include <unordered_set>

#include "base/json/document.h"
#include "base/json/stored_depth.h"
#include "model/render.h"

namespace imprint {
namespace {

void SetTemplateId(CompiledVersion& version, std::uint32_t ordinal, const Id& id) {
  if (ordinal < version.resources.size()) {
    version.resources[ordinal].template_id = id;
  } else {
    version.embedded[ordinal - version.resources.size()] = id;
  }
}

// An id may be a part of a name.
std::string NameIn(const std::string& text) {
  const auto document = json::Document::Parse(text, json::kStoredDepth);
  return document ? document->root().StringMember("name").value_or("") : "";
}

}  // namespace

Result<std::unordered_map<Id, Id>> TemplateIds(const Services& services,
                                               const std::vector<Installation>& installations) {
  std::unordered_map<Id, Id> ids;
  for (const Installation& installation : installations) {
    auto version = services.versions.Get(installation.version);
    if (!version) return Pass(version);
    // What was put into an integration did not make it.
    const bool into = installation.bindings.connections.contains(0);
    for (std::uint32_t ordinal = into ? 1 : 0; ordinal < (*version)->id_count(); ++ordinal) {
      const Id id = IdOf(installation, ordinal);
      if (!id.empty()) ids.try_emplace(id, (*version)->TemplateIdOf(ordinal));
    }
  }
  return ids;
}

CompiledVersion WithTemplateIds(CompiledVersion version,
                                const std::unordered_map<Id, Id>& template_ids) {
  std::unordered_set<Id> taken;
  for (std::uint32_t ordinal = 0; ordinal < version.id_count(); ++ordinal) {
    taken.insert(version.TemplateIdOf(ordinal));
  }
  for (std::uint32_t ordinal = 0; ordinal < version.id_count(); ++ordinal) {
    const auto wanted = template_ids.find(version.TemplateIdOf(ordinal));
    if (wanted == template_ids.end() || !taken.insert(wanted->second).second) continue;
    SetTemplateId(version, ordinal, wanted->second);
  }
  TextStore texts;
  for (std::uint32_t ordinal = 0; ordinal < version.resources.size(); ++ordinal) {
    std::string text;
    RenderTemplate(version, ordinal, text);
    CompiledResource& resource = version.resources[ordinal];
    if (resource.name.size() >= Id::kObjectIdText) resource.name = NameIn(text);
    resource.text = texts.Adopt(std::move(text));
    resource.slots.clear();
  }
  version.texts = std::move(texts);
  return version;
}

}  // namespace imprint

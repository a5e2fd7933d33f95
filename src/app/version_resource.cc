#include "app/version_resource.h"

#include <algorithm>

#include "app/version_references.h"
#include "base/json/document.h"
#include "base/json/stored_depth.h"
#include "base/json/text.h"
#include "model/render.h"

namespace imprint {
namespace {

using Places = std::vector<VersionResource::Place>;

constexpr std::size_t kPerPlace = 128;  // in an answer, beside the texts

std::optional<std::uint32_t> OrdinalOf(const CompiledVersion& version, const Id& id) {
  const auto& all = version.resources;
  const auto found = std::find_if(all.begin(), all.end(),
                                  [&](const auto& each) { return each.template_id == id; });
  if (found == all.end()) return std::nullopt;
  return static_cast<std::uint32_t>(found - all.begin());
}

/// Fills a list for as long as there is room.
class PlaceList {
 public:
  PlaceList(const CompiledVersion& version, std::size_t bytes, Places& places)
      : version_(version), bytes_left_(bytes), places_(places) {}

  bool full() const { return full_; }
  void Add(std::string_view path, std::uint32_t ordinal) {
    if (full_) return;
    std::string shown(json::Shorten(path, kLongestPlace));
    const std::size_t bytes = kPerPlace + json::Quote(shown).size() +
                              json::Quote(version_.resources[ordinal].name).size();
    full_ = bytes > bytes_left_;
    if (full_) return;
    bytes_left_ -= bytes;
    places_.push_back({std::move(shown), ordinal});
  }

 private:
  const CompiledVersion& version_;
  std::size_t bytes_left_;
  Places& places_;
  bool full_ = false;
};

bool IsTool(const CompiledVersion& version, std::uint32_t ordinal) {
  return version.resources[ordinal].model == Model::kDigaTool;
}

Status AddReferences(const CompiledVersion& version, std::uint32_t ordinal, PlaceList& list) {
  if (IsTool(version, ordinal)) list.Add("", 0);
  if (!RefersToOthers(version, ordinal)) return {};
  auto document = json::Document::Parse(version.resources[ordinal].text, json::kStoredDepth);
  if (!document) return Pass(document);
  ForEachReference(version, ordinal, *document,
                   [&](const FoundPlace& place) { list.Add(place.path, place.target); });
  return {};
}

Status AddUsers(const CompiledVersion& version, std::uint32_t ordinal, PlaceList& list) {
  for (std::uint32_t user = 0; user < version.resources.size() && !list.full(); ++user) {
    if (IsTool(version, user) && ordinal == 0) list.Add("", user);
    if (!RefersTo(version, user, ordinal)) continue;
    auto document = json::Document::Parse(version.resources[user].text, json::kStoredDepth);
    if (!document) return Pass(document);
    ForEachReference(version, user, *document, [&](const FoundPlace& place) {
      if (place.target == ordinal) list.Add(place.path, user);
    });
  }
  return {};
}

// What the resource and its answer take at most, roughly.
std::uint64_t MostResourceBytes(const CompiledVersion& version, std::uint32_t ordinal) {
  constexpr std::uint64_t kCopies = 2;  // as a value and in the answer
  const CompiledResource& resource = version.resources[ordinal];
  std::uint64_t longest = resource.text.size();
  std::uint64_t references = 0;
  std::uint64_t used_by = 0;
  const auto bytes_of = [](const CompiledResource& of, std::uint64_t places) {
    return places * (kPerPlace + kLongestPlace + of.name.size());
  };
  for (const Slot& slot : resource.slots) {
    if (slot.kind != SlotKind::kId || slot.index >= version.resources.size()) continue;
    references += bytes_of(version.resources[slot.index], 1);
  }
  for (std::uint32_t user = 0; user < version.resources.size(); ++user) {
    const CompiledResource& other = version.resources[user];
    if (IsTool(version, user)) used_by += bytes_of(other, 1);
    if (!RefersTo(version, user, ordinal)) continue;
    used_by += bytes_of(other, other.slots.size());
    longest = std::max<std::uint64_t>(longest, other.text.size());
  }
  return kCopies * resource.text.size() + MostParsedBytes(longest) +
         kCopies * (std::min<std::uint64_t>(references, kReferenceListBytes) +
                    std::min<std::uint64_t>(used_by, kReferenceListBytes));
}

}  // namespace

Result<std::optional<VersionResource>> DescribeResource(const CompiledVersion& version,
                                                        const Id& id, std::size_t list_bytes) {
  const auto ordinal = OrdinalOf(version, id);
  if (!ordinal) return std::nullopt;
  VersionResource resource;
  resource.ordinal = *ordinal;
  RenderTemplate(version, *ordinal, resource.document);
  PlaceList references(version, list_bytes, resource.references);
  if (auto added = AddReferences(version, *ordinal, references); !added) return Pass(added);
  PlaceList used_by(version, list_bytes, resource.used_by);
  if (auto added = AddUsers(version, *ordinal, used_by); !added) return Pass(added);
  return resource;
}

Result<LoadedResource> LoadResource(const Services& services, AccountId account, TemplateId id,
                                    std::optional<std::uint32_t> number, const Id& resource) {
  auto found = FindVersion(services, account, id, number);
  if (!found) return Pass(found);
  auto content = ContentOfVersion(services, found->version.row.version, AnswerForm::kIds);
  if (!content) return Pass(content);
  const CompiledVersion& version = *content->version;
  content->held.reset();
  const auto ordinal = OrdinalOf(version, resource);
  if (!ordinal) return Fail(ErrorCode::kNotFound, "The version has no such resource.", "resource");
  auto held = HoldMemory(services, MostResourceBytes(version, *ordinal));
  if (!held) return Pass(held);
  auto described = DescribeResource(version, resource);
  if (!described) return Pass(described);
  return LoadedResource{std::move(content->version), std::move(**described), std::move(*held)};
}

}  // namespace imprint

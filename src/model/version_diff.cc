#include "model/version_diff.h"

#include <algorithm>
#include <iterator>
#include <optional>
#include <set>
#include <unordered_map>
#include <utility>

#include "base/json/stored_depth.h"
#include "model/render.h"

namespace imprint {
namespace {

using json::Value;

// Of all differences of one diff together, without their values, and of those of one document while
// they are found (model/merge_cost).
constexpr std::uint64_t kMostPathBytes = 8ull * 1024 * 1024;
constexpr std::uint64_t kMostFoundBytes = 64ull * 1024 * 1024;

std::string TextOf(const CompiledVersion& version, std::uint32_t ordinal) {
  std::string text;
  RenderTemplate(version, ordinal, text);
  return text;
}

class Differ {
 public:
  Differ(const CompiledVersion& from, const CompiledVersion& to) : from_(from), to_(to) {}

  VersionDiff Run() {
    for (std::uint32_t i = 0; i < from_.resources.size(); ++i) {
      before_.emplace(from_.resources[i].template_id, i);
    }
    for (std::uint32_t i = 0; i < to_.resources.size(); ++i) Later(i);
    for (std::uint32_t i = 0; i < from_.resources.size(); ++i) {
      if (!still_there_.contains(i)) diff_.removed.push_back(RefOf(from_.resources[i]));
    }
    Variables();
    return std::move(diff_);
  }

 private:
  void Later(std::uint32_t ordinal) {
    const CompiledResource& resource = to_.resources[ordinal];
    const auto found = before_.find(resource.template_id);
    if (found == before_.end() || from_.resources[found->second].model != resource.model) {
      diff_.added.push_back(RefOf(resource));
      return;
    }
    still_there_.insert(found->second);
    auto fields = Fields(TextOf(from_, found->second), TextOf(to_, ordinal));
    if (fields.empty()) {
      ++diff_.unchanged;
    } else {
      diff_.changed.push_back({RefOf(resource), std::move(fields)});
    }
  }

  std::vector<Difference> Fields(std::string from, std::string to) {
    if (from == to) return {};
    if (auto fields = ByField(from, to)) return std::move(*fields);
    std::vector<Difference> whole(1);
    whole[0].from = std::move(from);
    whole[0].to = std::move(to);
    return whole;
  }

  // Nothing where that is too much.
  std::optional<std::vector<Difference>> ByField(const std::string& from, const std::string& to) {
    const auto before = json::Document::Parse(from, json::kStoredDepth);
    const auto after = json::Document::Parse(to, json::kStoredDepth);
    if (!before || !after) return std::nullopt;
    auto fields = Compare(before->root(), after->root());
    std::uint64_t bytes = 0;
    for (const Difference& field : fields) bytes += sizeof(field) + field.path.size();
    if (bytes > left_) return std::nullopt;
    left_ -= bytes;
    return fields;
  }

  void Variables() {
    const std::set<std::string> before = NamesOf(from_);
    const std::set<std::string> after = NamesOf(to_);
    std::set_difference(after.begin(), after.end(), before.begin(), before.end(),
                        std::back_inserter(diff_.variables_added));
    std::set_difference(before.begin(), before.end(), after.begin(), after.end(),
                        std::back_inserter(diff_.variables_removed));
  }

  static std::set<std::string> NamesOf(const CompiledVersion& version) {
    std::set<std::string> names;
    for (const Variable& variable : version.variables) names.insert(variable.name);
    return names;
  }

  const CompiledVersion& from_;
  const CompiledVersion& to_;
  std::unordered_map<Id, std::uint32_t> before_;
  std::set<std::uint32_t> still_there_;
  std::uint64_t left_ = kMostPathBytes;
  VersionDiff diff_;
};

std::uint64_t BytesOf(const ResourceRef& resource) {
  return sizeof(resource) + resource.name.size();
}

std::uint64_t BytesOf(const Difference& field) {
  return sizeof(field) + field.path.size() + (field.from ? field.from->size() : 0) +
         (field.to ? field.to->size() : 0);
}

}  // namespace

ResourceRef RefOf(const CompiledResource& resource) {
  return {resource.model, resource.template_id, resource.name};
}

std::uint64_t VersionDiff::ApproximateBytes() const {
  std::uint64_t bytes = sizeof(*this);
  for (const ResourceRef& resource : added) bytes += BytesOf(resource);
  for (const ResourceRef& resource : removed) bytes += BytesOf(resource);
  for (const ChangedResource& one : changed) {
    bytes += BytesOf(one.resource);
    for (const Difference& field : one.fields) bytes += BytesOf(field);
  }
  for (const auto* names : {&variables_added, &variables_removed}) {
    for (const std::string& name : *names) bytes += sizeof(name) + name.size();
  }
  return bytes;
}

VersionDiff DiffVersions(const CompiledVersion& from, const CompiledVersion& to) {
  return Differ(from, to).Run();
}

std::uint64_t MostDiffBytes(std::uint64_t from, std::uint64_t to) {
  constexpr std::uint64_t kPerByte = 64;  // a difference of two characters
  // The values that differ, two documents with their indexes, and the paths.
  return 4 * (from + to) + std::min(kMostPathBytes + kMostFoundBytes, kPerByte * (from + to));
}

}  // namespace imprint

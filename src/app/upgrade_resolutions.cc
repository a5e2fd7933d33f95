#include "app/upgrade_resolutions.h"

#include "base/json/document.h"

namespace imprint {
namespace {

// Two ways to write that a resolution is about a whole resource.
constexpr const char* kWhole[] = {"", "*"};

}  // namespace

std::string ResolutionField(const std::string& template_id, const std::string& path) {
  std::string field = "resolutions." + template_id;
  if (!path.empty()) field.append(".").append(path);
  return field;
}

ResolutionBook::ResolutionBook(const UpgradeRequest& request, std::size_t most_depth,
                               ProblemList& problems)
    : said_(request.resolutions), rule_(request.rule) {
  for (auto& [template_id, by_path] : said_) {
    std::erase_if(by_path, [&](const auto& entry) {
      const auto& value = entry.second.value;
      if (!value || json::Document::Parse(*value, most_depth)) return false;
      problems.Add(ErrorCode::kInvalidField, "The value is no JSON that can be taken.",
                   ResolutionField(template_id, entry.first));
      return true;
    });
  }
}

const Resolutions& ResolutionBook::Of(const Id& template_id) const {
  static const Resolutions none;
  const auto found = said_.find(template_id.Text());
  return found == said_.end() ? none : found->second;
}

std::optional<Resolution> ResolutionBook::Whole(const Id& template_id) const {
  const Resolutions& said = Of(template_id);
  for (const char* path : kWhole) {
    if (const auto found = said.find(path); found != said.end()) return found->second;
  }
  return std::nullopt;
}

std::optional<Side> ResolutionBook::rule() const {
  switch (rule_) {
    case ConflictRule::kFail:
      return std::nullopt;
    case ConflictRule::kMine:
      return Side::kMine;
    case ConflictRule::kTheirs:
      return Side::kTheirs;
  }
  return std::nullopt;
}

std::optional<Resolution> ResolutionBook::Ask(const Id& template_id, const std::string& path) {
  const std::string text = template_id.Text();
  asked_.emplace(text, path);
  for (const char* whole : kWhole) asked_.emplace(text, whole);
  const Resolutions& said = Of(template_id);
  if (const auto found = said.find(path); found != said.end()) return found->second;
  if (auto whole = Whole(template_id)) return whole;
  if (const auto side = rule()) return Resolution{*side};
  return std::nullopt;
}

void ResolutionBook::RefuseUnasked(ProblemList& problems) const {
  for (const auto& [template_id, by_path] : said_) {
    for (const auto& [path, resolution] : by_path) {
      if (asked_.contains({template_id, path})) continue;
      problems.Add(ErrorCode::kInvalidField, "There is no conflict in this place.",
                   ResolutionField(template_id, path));
    }
  }
}

}  // namespace imprint

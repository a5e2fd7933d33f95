#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>

#include "app/upgrade.h"
#include "bundle/problem_list.h"

namespace imprint {

/// What a request says about conflicts, and what of it was asked for.
class ResolutionBook {
 public:
  /// Values that are no JSON of `most_depth` are problems and no resolutions.
  ResolutionBook(const UpgradeRequest& request, std::size_t most_depth, ProblemList& problems);

  /// By path, for a merge.
  const Resolutions& Of(const Id& template_id) const;
  /// What is said about all of a resource.
  std::optional<Resolution> Whole(const Id& template_id) const;
  /// The side that the rule prefers.
  std::optional<Side> rule() const;

  /// What a conflict ends with: what is said about its path, about all of its resource, or the
  /// rule. Whatever is said about them has been asked for then.
  std::optional<Resolution> Ask(const Id& template_id, const std::string& path);

  /// What nothing asked for is a mistake that must not pass silently.
  void RefuseUnasked(ProblemList& problems) const;

 private:
  std::map<std::string, Resolutions> said_;
  ConflictRule rule_;
  std::set<std::pair<std::string, std::string>> asked_;
};

/// What a problem with a resolution names: "resolutions.<template id>", and the path if any.
std::string ResolutionField(const std::string& template_id, const std::string& path);

}  // namespace imprint

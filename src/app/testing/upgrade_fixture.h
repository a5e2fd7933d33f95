#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "app/rollback.h"
#include "app/testing/lifecycle_fixture.h"
#include "app/upgrade.h"
#include "app/versions.h"

namespace imprint::test {

/// Templates with several versions, and installations of them.
class UpgradeFixture : public LifecycleFixture {
 protected:
  /// The next version of a template.
  void PublishNext(TemplateId id, const BundleBuilder& bundle);
  void PublishNextDiga(TemplateId id, std::string_view content);
  /// By the template's connections -> the account's.
  Installed InstallTemplate(TemplateId id, const std::map<std::string, std::string>& connections);
  /// With SmallBundle's connection bound.
  Installed InstallSmall(TemplateId id);

  UpgradeRequest For(InstallationId id) const;
  UpgradePlan PlanOf(const UpgradeRequest& request) const;
  /// Fails the test unless it was done.
  UpgradeOutcome MustUpgrade(const UpgradeRequest& request);
  /// Fails the test unless it was refused.
  Error MustRefuse(const UpgradeRequest& request);
  Result<RolledBack> RollBack(InstallationId id, std::optional<std::uint32_t> step = {},
                              bool discard_edits = false, bool dry_run = false);

  /// The id that a template's resource has in an installation now; empty where it has none.
  Id IdNow(InstallationId id, unsigned n) const;
  /// "kind Model n path -> resolution" for each conflict.
  std::vector<std::string> ConflictsOf(const UpgradePlan& plan) const;
  /// Names of the resources in one of the plan's lists, with "(kept)" and "(edited)".
  std::vector<std::string> Added(const UpgradePlan& plan) const;
  std::vector<std::string> Removed(const UpgradePlan& plan) const;
  std::vector<std::string> Changed(const UpgradePlan& plan) const;
  /// Every document that the account has, of both dialects, by its id.
  std::map<Id, std::string> Everything() const;
};

/// SmallBundle with `members` added to what is there of one resource.
BundleBuilder SmallWith(Model model, unsigned n, std::string_view members);

}  // namespace imprint::test

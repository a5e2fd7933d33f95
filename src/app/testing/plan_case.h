#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "app/plan.h"
#include "app/planned_install.h"
#include "app/row_digest.h"
#include "app/testing/test_world.h"

namespace imprint::test {

/// A partner with templates and an account that installs them by plans.
struct PlanCase {
  TestWorld world;
  Account owner = world.NewAccount("owner", true);
  Account installer = world.NewAccount("installer");

  PlanRequest For(TemplateId id) const;
  PlanRequest ForZip(const BundleBuilder& bundle);
  /// Fails the test when there is no plan.
  Plan PlanOf(const PlanRequest& request);
  PlannedInstall InstallOf(const PlanRequest& request, const Plan& plan) const;
  /// Plans and installs at once; fails the test unless that is installed.
  Installed MustInstall(const PlanRequest& request);

  TemplateId PublishDiga(std::string_view content, std::string_view name = "Shop");
  /// Changes the template's latest numbered version as its owner would.
  void ChangeVersion(TemplateId id, const std::function<void(TemplateVersion&)>& change);
  std::optional<SavedBindings> Saved(TemplateId id);
  std::string Read(Model model, const Id& id);
  /// Of every row there is.
  RowDigests Digests();
};

/// "code field" of each, as ProblemsOf.
std::vector<std::string> Lines(const std::vector<Problem>& problems);
std::string Line(ErrorCode code, const std::string& field);
/// The names of what would be installed.
std::vector<std::string> NamesOf(const Plan& plan);
const PlannedVariable* VariableIn(const Plan& plan, std::string_view name);

}  // namespace imprint::test

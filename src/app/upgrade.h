#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "app/plan.h"
#include "app/services.h"
#include "app/working_memory.h"
#include "model/merge.h"

namespace imprint {

/// How the conflicts end that no resolution is about.
enum class ConflictRule : std::uint8_t { kFail, kMine, kTheirs };

struct UpgradeRequest {
  AccountId account;
  InstallationId installation;
  std::optional<std::uint32_t> version;  // the template's number, also a lower one; absent: latest
  /// The template's connection -> the account's own, as the client wrote them: for connections that
  /// have none yet.
  std::map<std::string, std::string> connections;
  /// Connections that have none yet become connections of the installation.
  bool create_connections = false;
  std::map<std::string, std::string> variables;  // name -> JSON text of a scalar; others stay
  ConflictRule rule = ConflictRule::kFail;
  /// By the resource's template id as text, then by path. The path "" or "*" ends every conflict of
  /// the resource so; with a value of its own, that becomes the resource's whole document. One for
  /// a place without a conflict is a problem, but for resources that were removed or deleted: what
  /// is said of those holds also where nothing needs to be said.
  std::map<std::string, Resolutions> resolutions;
  std::optional<Hash> fingerprint;  // of the plan that is meant
  bool dry_run = false;             // checks all of it and writes nothing
};

enum class UpgradeConflictKind : std::uint8_t {
  kField,         // both sides changed a place of a document
  kDeletedHere,   // and the new version changed it, or needs it
  kDeletedThere,  // and edited here
  kStillUsed,     // the new version has it no more, and something refers to it
};

/// Of kField, `places` names the place and its three values; of the others, only its sides count:
/// mine keeps the resource as the account has it (deleted; its own from now on), theirs makes it as
/// the new version has it (back again; gone).
struct UpgradeConflict {
  UpgradeConflictKind kind = UpgradeConflictKind::kField;
  Model model = Model::kIntegration;
  Id template_id;
  ResourceId id;
  std::string name;
  MergeConflict places;
  std::optional<Resolution> resolution;  // by request or rule; nothing: it stands open
  bool values_left_out = false;          // places has some, and no room for them in the answer
  std::vector<ResourceUser> users;       // of what is still used or needed: some that refer to it
};

struct AddedResource {
  Model model = Model::kIntegration;
  Id template_id;
  std::string name;
};

/// What the new version does not have.
struct RemovedResource {
  Model model = Model::kIntegration;
  Id template_id;
  std::string name;
  ResourceId id;
  bool kept = false;  // as the account's own
};

/// What the new version has otherwise.
struct UpgradedResource {
  Model model = Model::kIntegration;
  Id template_id;
  std::string name;
  ResourceId id;
  bool edited = false;             // here: what becomes of it is a merge
  std::vector<Difference> fields;  // from the one version to the other
  bool fields_left_out = false;    // there are some, and no room for them in the answer
};

struct UpgradeVersion {
  std::optional<std::uint32_t> number;  // the greatest that the template gave it
  Hash hash;
};

/// What an upgrade would do. Every list is in the order of its version's resources.
struct UpgradePlan {
  Hash fingerprint;         // of the request and of all that the plan relies on
  bool applicable = false;  // no open conflicts, no problems
  bool changes_anything = false;
  UpgradeVersion from;
  UpgradeVersion to;
  std::vector<AddedResource> added;
  std::vector<RemovedResource> removed;
  std::vector<UpgradedResource> changed;
  std::size_t untouched = 0;
  std::vector<UpgradeConflict> conflicts;
  std::vector<PlannedConnection> connections;  // those that the installation has no binding for yet
  std::vector<PlannedVariable> variables;      // those that the version before did not have
  std::vector<PlanNote> not_followed;
  std::vector<PlanNote> warnings;
  std::vector<Problem> problems;
  VersionPtr version;    // the one that it leads to
  HeldMemory held = {};  // for the answer, until that is sent
};

/// What an upgrade to another version of the installation's template would do; nothing is written.
/// kNotFound for an installation that is not there, came from no template, or whose template or
/// version is not there to see; kTooLarge where more was edited than fits into memory
/// (kMostStateBytes), and kUnavailable when there is no memory for it now. Whatever else is wrong
/// is in the plan.
Result<UpgradePlan> PlanUpgrade(const Services& services, const UpgradeRequest& request);

struct UpgradeOutcome {
  UpgradePlan plan;
  /// Why nothing was done: kPlanChanged, kMergeConflict, or the plan's problems.
  std::optional<Error> refused;
  /// Of the history; the one it would be, after a dry run. Nothing where nothing was to be changed.
  std::optional<std::uint32_t> step;
};

/// Does it, in one write: afterwards the installation is as the new version has it, with what was
/// changed here merged into it, the same ids for what both versions have, and no reference that
/// leads nowhere. Can be rolled back as a step. Errors as PlanUpgrade.
Result<UpgradeOutcome> Upgrade(const Services& services, const UpgradeRequest& request);

}  // namespace imprint

#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "app/services.h"
#include "app/world.h"

namespace imprint {

struct RollbackRequest {
  AccountId account;
  InstallationId installation;
  std::optional<std::uint32_t> step;  // it and all behind it are undone; absent: the last one
  bool discard_edits = false;         // what was changed by hand since goes as well
  bool dry_run = false;               // checks all of it and writes nothing
};

struct RolledBack {
  Installation installation;         // as it is now, or would be
  std::uint32_t step = 0;            // the new step; the one it would be, after a dry run
  std::vector<ResourceUser> edited;  // changed by hand since the last step, and discarded
};

/// Puts an installation back to how it was before a step: version, bindings, ids and stored rows,
/// byte for byte, in one write. That is a step itself and can be rolled back.
/// Errors: kNotFound for the installation or step; kEdited and kInUse with one problem for each
/// resource that was changed by hand since and each user of what would be gone (`field` is its id),
/// and kInvalidReference for what the state needs and the account has no more, all at once, up to
/// limits.bundle_problems; kConflict for tools whose name another one has now; kTooLarge and
/// kUnavailable as PlanUpgrade.
Result<RolledBack> Rollback(const Services& services, const RollbackRequest& request);

}  // namespace imprint

#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "app/changed_reader.h"
#include "app/rollback.h"
#include "model/installation_state.h"

namespace imprint {

/// All that a roll back works with: an installation as it is, and as it is to be again.
struct RollbackState {
  InstallationState now;     // its `rows` are the installation's stored rows
  InstallationState target;  // before the first of the steps that are undone
  /// Rows that the undone steps made the account's own: how they left them.
  std::map<Id, Hash> made;
  std::vector<RowMark> after;  // the installation's stored rows as the last step left them
};

/// kNotFound for the installation (field "id") or the step ("step").
Result<RollbackState> ReadRollbackState(StoreReader& reader, const RollbackRequest& request);

/// What was changed by hand since the last step, ascending by id.
Result<std::vector<ResourceUser>> EditedSince(const Services& services, StoreReader& reader,
                                              const RollbackState& state);

/// What is to be written for it.
PendingChange ChangeOf(const RollbackState& state);

/// Adds to `problems` what keeps the change from being made: kInUse for each user of what would be
/// gone, kInvalidReference for what the restored state needs and is not there any more, kConflict
/// for tools with names that others have now.
Status CheckRollback(const Services& services, StoreReader& reader, const RollbackState& state,
                     const PendingChange& change, std::vector<Problem>& problems);

}  // namespace imprint

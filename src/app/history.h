#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "app/services.h"
#include "model/installation_state.h"

namespace imprint {

/// Something that was done to an installation as a whole.
struct HistoryEntry {
  InstallationStep step;  // without `before`
  /// The greatest numbers that the template gave the two versions; nothing where it is gone.
  std::optional<std::uint32_t> number_before;
  std::optional<std::uint32_t> number_after;
};

/// Ascending by number. kNotFound.
Result<std::vector<HistoryEntry>> ListHistory(const Services& services, AccountId account,
                                              InstallationId id);

// The two halves of a step, inside the write that makes it: first the state is taken, then it is
// changed, then the step is noted.

/// What the stored rows of an installation may have in all, to be taken into memory at once.
inline constexpr std::uint64_t kMostStateBytes = 64ull * 1024 * 1024;

/// What they have. Reads them one at a time.
Result<std::uint64_t> BytesOfState(StoreReader& reader, const Installation& installation);

/// An installation as it is now: its row and the stored rows of its resources. kTooLarge where
/// those are over kMostStateBytes.
Result<InstallationState> TakeState(StoreReader& reader, const Installation& installation);

/// Notes a step of `installation` (as it is afterwards) that can be rolled back to `before`. Its
/// `after` is taken here; `made` and the account's own rows in `rows` are the caller's to set.
/// Gives the step's number.
Result<std::uint32_t> NoteStep(const Services& services, StoreWriter& writer,
                               const Installation& installation, InstallationChange change,
                               Time now, InstallationState before);

}  // namespace imprint

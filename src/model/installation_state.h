#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "model/records.h"

namespace imprint {

/// A stored row as it was at some moment.
struct RowMark {
  Id id;
  Hash digest;
  friend bool operator==(const RowMark&, const RowMark&) = default;
};

/// What a step changed about an installation: all that is needed to take it back, and to see
/// whether something was changed by hand since.
struct InstallationState {
  Installation installation;  // before the step
  /// Before the step, ascending by id: all of the installation's stored rows, and those of the
  /// account's own that the step took away.
  std::vector<Resource> rows;
  std::vector<RowMark> made;   // rows that the step made the account's own
  std::vector<RowMark> after;  // the installation's stored rows as the step left them
};

/// Everything that a change of the row by hand could alter.
RowMark MarkOf(const Resource& row);

/// Compact JSON. kInternal when a text is not UTF-8.
Result<std::string> EncodeState(const InstallationState& state);
/// kInternal when `text` is not what EncodeState gives.
Result<InstallationState> DecodeState(std::string_view text);

}  // namespace imprint

#pragma once

#include "app/copy_data.h"
#include "main/place.h"

namespace imprint {

/// CopyData between two open places, with its progress on standard error where that is a terminal.
Result<DataSummary> CopyWithProgress(OpenedPlace& from, OpenedPlace& to);

/// Writes what was copied to standard output, one kind a line.
void PrintSummary(const DataSummary& summary);

/// Opens a place that a command reads from. kNotFound when there is no database in it, kConflict
/// when its schema is not this program's newest; otherwise errors as OpenPlace.
Result<std::unique_ptr<OpenedPlace>> OpenSource(const PlaceOptions& options);

}  // namespace imprint

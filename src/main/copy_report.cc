#include "main/copy_report.h"

#include <fmt/format.h>
#include <unistd.h>

#include <cstdio>
#include <utility>

namespace imprint {

Result<DataSummary> CopyWithProgress(OpenedPlace& from, OpenedPlace& to) {
  if (::isatty(STDERR_FILENO) == 0) {
    return CopyData(from.store(), from.blobs(), to.store(), to.blobs());
  }
  auto copied =
      CopyData(from.store(), from.blobs(), to.store(), to.blobs(), [](const CopyProgress& at) {
        fmt::print(stderr, "\r{} rows, {} blobs, {} MB", at.rows, at.blobs, at.bytes >> 20);
      });
  fmt::print(stderr, "\n");
  return copied;
}

void PrintSummary(const DataSummary& summary) {
  for (std::size_t kind = 0; kind < kRowKinds.size(); ++kind) {
    fmt::print("{:<20}{:>10}\n", kRowKinds[kind], summary.rows[kind].rows);
  }
  fmt::print("{:<20}{:>10}  {} bytes\n", "blobs", summary.blobs.blobs, summary.blobs.bytes);
}

Result<std::unique_ptr<OpenedPlace>> OpenSource(const PlaceOptions& options) {
  const auto schema = SchemaOf(options);
  if (!schema) return Fail(schema.error());
  if (schema->current == 0) {
    return Fail(ErrorCode::kNotFound,
                fmt::format("There is no database of Imprint in {}.", DescribePlace(options)));
  }
  // A server of an older version may be at work there.
  if (schema->current < schema->newest) {
    return Fail(ErrorCode::kConflict,
                fmt::format("{} has schema {} and this version of Imprint needs {}: run "
                            "`imprint migrate` first, or use the version that it belongs to.",
                            DescribePlace(options), schema->current, schema->newest));
  }
  return OpenPlace(options);
}

}  // namespace imprint

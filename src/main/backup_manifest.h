#pragma once

#include <string>
#include <string_view>

#include "app/copy_data.h"
#include "base/error.h"
#include "base/time.h"

namespace imprint {

/// backup.json: what a backup holds, so that damage shows before it is restored.
struct BackupManifest {
  Time made;
  std::string imprint;  // the version that made it
  int schema = 0;       // of its database
  DataSummary holds;
};

std::string WriteManifest(const BackupManifest& manifest);

/// Compares the text of a backup.json with what the backup holds now, read with schema `schema`;
/// digests are compared where that is the schema it was made with. kInvalidField when it is not a
/// backup.json, kInternal when the backup is not what it was. Messages are for the operator.
Status CheckManifest(std::string_view text, const DataSummary& holds, int schema);

}  // namespace imprint

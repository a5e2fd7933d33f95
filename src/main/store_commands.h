#pragma once

#include <optional>
#include <string>

#include "main/command_config.h"

namespace imprint {

// Commands about a store as a whole. Each gives the process's exit code: 0 for success, 1 when it
// did not do what was asked. Results go to standard output, everything else to standard error.

struct BackupOptions {
  PlaceOverrides place;  // what is backed up
  std::string output;    // a folder that does not exist
};
/// Writes all of a store, which may be served meanwhile, into a new folder: a data folder of its
/// own with imprint.db, blobs/ and backup.json. The secret key is not in it.
int BackupCommand(const BackupOptions& options);

struct RestoreOptions {
  std::string backup;    // a folder that BackupCommand made
  PlaceOverrides place;  // what it is copied into; must be empty
};
/// Compares a backup with its backup.json, then copies it.
int RestoreCommand(const RestoreOptions& options);

struct MigrateDataOptions {
  std::string from;  // places as ParsePlace takes them
  std::string to;
};
/// Copies all of one store, which may be served meanwhile, into another, which must be empty.
int MigrateDataCommand(const MigrateDataOptions& options);

struct MigrateOptions {
  PlaceOverrides place;
  bool status = false;  // only tell
  bool json = false;
  std::optional<int> to;  // the newest without it
};
/// Tells which schema a database has, or brings it to a newer one.
int MigrateCommand(const MigrateOptions& options);

}  // namespace imprint

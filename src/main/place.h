#pragma once

#include <memory>
#include <string>

#include "base/error.h"
#include "ports/blob_store.h"
#include "ports/direct_uploads.h"
#include "ports/metrics.h"
#include "ports/store.h"

namespace imprint {

/// Where one Imprint keeps everything.
struct PlaceOptions {
  std::string data = "imprint-data";  // folder of what is not kept elsewhere
  std::string database;               // postgres:// URL; empty: SQLite in `data`
  std::string blobs;                  // s3:// URL; empty: files in `data`
  std::size_t connections = 16;       // to a database server, at most
};

/// Reads a place as a command names it: a data folder, a configuration file (*.toml), or
/// "DATABASE,BLOBS" of which either may be a folder. kInvalidField for anything else.
Result<PlaceOptions> ParsePlace(const std::string& text);

/// The database of a place, without its password, for people.
std::string DescribePlace(const PlaceOptions& options);

/// The store and the blobs of one Imprint, open.
class OpenedPlace {
 public:
  virtual ~OpenedPlace() = default;
  virtual Store& store() = 0;
  virtual BlobStore& blobs() = 0;
  /// Null where files come through this process.
  virtual DirectUploads* direct_uploads() = 0;
  /// Whether blobs can be had now, by one small request: kUnavailable otherwise.
  virtual Status CheckBlobs() = 0;
  /// True when looking something up may mean asking another machine.
  virtual bool remote() const = 0;
};

/// Opens or makes everything and brings the schema up to date. Errors are for the operator and
/// hold no password: kInvalidField for what cannot be understood, kUnavailable for what cannot be
/// reached or used, kInternal for what is damaged or newer than this program.
Result<std::unique_ptr<OpenedPlace>> OpenPlace(const PlaceOptions& options,
                                               Metrics& metrics = Metrics::None());

/// The schema of a place's database, which is left as it is.
Result<SchemaStatus> SchemaOf(const PlaceOptions& options);
/// Brings it up to schema `to`; kInvalidField for one that is older than what is there, or unknown.
Status MigrateTo(const PlaceOptions& options, int to);

}  // namespace imprint

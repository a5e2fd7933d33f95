#include "main/place.h"

#include <fmt/format.h>

#include <cstdlib>
#include <filesystem>
#include <functional>
#include <utility>

#include "blob/file/file_blob_store.h"
#include "blob/s3/open.h"
#include "main/config.h"
#include "store/postgres/postgres_store.h"
#include "store/postgres/target.h"
#include "store/sqlite/sqlite_store.h"

namespace imprint {
namespace {

namespace fs = std::filesystem;

bool IsPostgres(std::string_view text) {
  return text.starts_with("postgres://") || text.starts_with("postgresql://");
}

bool IsS3(std::string_view text) {
  return text.starts_with("s3://");
}

Status MakeFolder(const fs::path& folder) {
  std::error_code error;
  if (fs::create_directories(folder, error)) {
    fs::permissions(folder, fs::perms::owner_all, error);
  }
  if (error || !fs::is_directory(folder)) {
    return Fail(ErrorCode::kUnavailable,
                fmt::format("Cannot make the folder {}.", folder.string()));
  }
  return {};
}

std::string DatabaseFile(const PlaceOptions& options) {
  return (fs::path(options.data) / "imprint.db").string();
}

PostgresOptions PostgresOptionsOf(const PlaceOptions& options, Metrics& metrics) {
  PostgresOptions result;
  result.url = options.database;
  result.connections = options.connections;
  result.metrics = &metrics;
  return result;
}

Status CheckDatabase(const PlaceOptions& options) {
  if (options.database.empty() || IsPostgres(options.database)) return {};
  return Fail(ErrorCode::kInvalidField, "Say a postgres:// URL.", "--database");
}

Result<std::unique_ptr<Store>> OpenStore(const PlaceOptions& options, Metrics& metrics) {
  if (auto good = CheckDatabase(options); !good) return Fail(std::move(good.error()));
  if (!options.database.empty()) {
    return PostgresStore::Open(PostgresOptionsOf(options, metrics));
  }
  SqliteOptions sqlite;
  sqlite.metrics = &metrics;
  return SqliteStore::Open(DatabaseFile(options), sqlite);
}

class Impl final : public OpenedPlace {
 public:
  Store& store() override { return *store_; }
  BlobStore& blobs() override { return *blobs_; }
  DirectUploads* direct_uploads() override { return direct_.get(); }
  Status CheckBlobs() override { return check_blobs_(); }
  bool remote() const override { return remote_; }

  std::unique_ptr<Store> store_;
  std::unique_ptr<BlobStore> blobs_;
  std::unique_ptr<DirectUploads> direct_;
  std::function<Status()> check_blobs_;
  bool remote_ = false;
};

Status OpenBlobs(const PlaceOptions& options, Metrics& metrics, Impl& place) {
  if (options.blobs.empty()) {
    auto files = FileBlobStore::Open((fs::path(options.data) / "blobs").string());
    if (!files) return Fail(std::move(files.error()));
    place.blobs_ = std::move(*files);
    place.check_blobs_ = [blobs = place.blobs_.get()]() -> Status {
      auto size = blobs->Size(Hash());  // of a blob that nobody has
      if (!size && size.error().code() != ErrorCode::kNotFound) {
        return Fail(std::move(size.error()));
      }
      return {};
    };
    return {};
  }
  auto s3 = S3OptionsFrom(options.blobs, [](const char* name) { return std::getenv(name); });
  if (!s3) return Fail(std::move(s3.error()));
  s3->metrics = &metrics;
  auto opened = OpenS3(*s3);
  if (!opened) return Fail(std::move(opened.error()));
  place.blobs_ = std::move(opened->blobs);
  place.direct_ = std::move(opened->direct_uploads);
  place.check_blobs_ = std::move(opened->check);
  return {};
}

// One part of "DATABASE,BLOBS".
Status TakePart(const std::string& part, PlaceOptions& options) {
  if (part.empty()) {
    return Fail(ErrorCode::kInvalidField,
                "A place is a data folder, a configuration file, or "
                "DATABASE,BLOBS.");
  }
  if (IsPostgres(part)) {
    options.database = part;
  } else if (IsS3(part)) {
    options.blobs = part;
  } else {
    options.data = part;
  }
  return {};
}

}  // namespace

Result<PlaceOptions> ParsePlace(const std::string& text) {
  if (text.ends_with(".toml")) {
    Config config;
    if (auto read = ReadConfigFile(text, config); !read) return Fail(std::move(read.error()));
    return config.place;
  }
  PlaceOptions options;
  // A URL may hold commas of its own, in a list of hosts, but no blobs' place begins with one.
  const std::size_t comma = text.rfind(',');
  const bool two = comma != std::string::npos && IsPostgres(text);
  if (auto first = TakePart(text.substr(0, two ? comma : std::string::npos), options); !first) {
    return Fail(std::move(first.error()));
  }
  if (two) {
    if (auto second = TakePart(text.substr(comma + 1), options); !second) {
      return Fail(std::move(second.error()));
    }
  } else if (!options.database.empty() || !options.blobs.empty()) {
    return Fail(
        ErrorCode::kInvalidField,
        "Say where the blobs are, behind a comma: DATABASE,s3://BUCKET or DATABASE,FOLDER.");
  }
  return options;
}

std::string DescribePlace(const PlaceOptions& options) {
  std::string database = DatabaseFile(options);
  if (!options.database.empty()) {
    const auto target = postgres::Target::Parse(options.database, std::chrono::seconds(1));
    database = target ? "postgres://" + target->Text() : "a database whose URL is not understood";
  }
  const std::string blobs =
      options.blobs.empty() ? (fs::path(options.data) / "blobs").string() : options.blobs;
  return database + " and " + blobs;
}

Result<std::unique_ptr<OpenedPlace>> OpenPlace(const PlaceOptions& options, Metrics& metrics) {
  const bool needs_folder = options.database.empty() || options.blobs.empty();
  if (needs_folder) {
    if (auto made = MakeFolder(options.data); !made) return Fail(std::move(made.error()));
  }
  auto place = std::make_unique<Impl>();
  // A version that is not in memory comes from the bucket, so that waits for another machine, too.
  place->remote_ = !options.database.empty() || !options.blobs.empty();
  auto store = OpenStore(options, metrics);
  if (!store) return Fail(std::move(store.error()));
  place->store_ = std::move(*store);
  if (auto opened = OpenBlobs(options, metrics, *place); !opened) {
    return Fail(std::move(opened.error()));
  }
  return std::unique_ptr<OpenedPlace>(std::move(place));
}

Result<SchemaStatus> SchemaOf(const PlaceOptions& options) {
  if (auto good = CheckDatabase(options); !good) return Fail(std::move(good.error()));
  if (options.database.empty()) return SqliteStore::Schema(DatabaseFile(options));
  return PostgresStore::Schema(PostgresOptionsOf(options, Metrics::None()));
}

Status MigrateTo(const PlaceOptions& options, int to) {
  if (auto good = CheckDatabase(options); !good) return good;
  if (!options.database.empty()) {
    return PostgresStore::Migrate(PostgresOptionsOf(options, Metrics::None()), to);
  }
  if (auto made = MakeFolder(options.data); !made) return made;
  return SqliteStore::Migrate(DatabaseFile(options), to);
}

}  // namespace imprint

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <utility>

#include "base/crypto.h"
#include "blob/file.h"
#include "main/backup_manifest.h"
#include "main/copy_report.h"
#include "main/place.h"
#include "main/report.h"
#include "main/store_commands.h"
#include "ports/clock.h"

namespace imprint {
namespace {

namespace fs = std::filesystem;

constexpr char kManifest[] = "backup.json";

tl::unexpected<Error> Cannot(const char* what, const fs::path& path, const std::string& why) {
  return Fail(ErrorCode::kUnavailable, fmt::format("Cannot {} {}: {}.", what, path.string(), why));
}

/// A folder that is removed with all it holds, unless it is kept.
class TemporaryFolder {
 public:
  TemporaryFolder() = default;
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
  ~TemporaryFolder() {
    std::error_code ignored;
    if (!path_.empty()) fs::remove_all(path_, ignored);
  }

  /// For its owner only; it must not exist.
  Status Make(const fs::path& path) {
    if (::mkdir(path.c_str(), 0700) != 0) return Cannot("make", path, std::strerror(errno));
    path_ = path;
    return {};
  }
  /// A fresh one of that name with a random end.
  Status MakeUnique(const fs::path& path) {
    std::string name = path.string() + ".XXXXXX";
    if (::mkdtemp(name.data()) == nullptr) return Cannot("make", name, std::strerror(errno));
    path_ = name;
    return {};
  }
  void Keep() { path_.clear(); }
  const fs::path& path() const { return path_; }

 private:
  fs::path path_;
};

PlaceOptions PlaceIn(const fs::path& folder) {
  PlaceOptions options;
  options.data = folder.string();
  return options;
}

// "a/b/" names the same folder as "a/b" but would put what is written beside it inside of it.
fs::path WithoutSlash(const std::string& text) {
  fs::path path = fs::absolute(text).lexically_normal();
  return path.has_filename() ? path : path.parent_path();
}

Status RequireFree(const fs::path& output, const fs::path& partial) {
  if (fs::exists(output)) {
    return Fail(ErrorCode::kConflict,
                fmt::format("{} exists already: a backup makes its own folder.", output.string()),
                "--output");
  }
  if (fs::exists(partial)) {
    return Fail(
        ErrorCode::kConflict,
        fmt::format("{} is left over from a backup that was not finished, or one is running: "
                    "remove it first.",
                    partial.string()));
  }
  return {};
}

Status WriteDurably(const fs::path& path, const std::string& text) {
  const auto file = File::Open(path.string(), O_WRONLY | O_CREAT | O_EXCL);
  if (!file) return Fail(file.error());
  if (auto written = file->WriteAll(text); !written) return written;
  return file->Sync();
}

// Whoever sees `output` sees all of it.
Status Publish(TemporaryFolder& partial, const fs::path& output) {
  if (auto synced = SyncFolder(partial.path().string()); !synced) return synced;
  std::error_code error;
  fs::rename(partial.path(), output, error);
  if (error) return Cannot("make", output, error.message());
  partial.Keep();
  return SyncFolder(output.parent_path().string());
}

Result<DataSummary> CopyInto(const fs::path& folder, OpenedPlace& from) {
  auto to = OpenPlace(PlaceIn(folder));
  if (!to) return Fail(std::move(to.error()));
  return CopyWithProgress(from, **to);
}

Status Backup(const BackupOptions& options) {
  if (!crypto::Initialise()) return Fail(ErrorCode::kInternal, "libsodium cannot be initialised.");
  const auto config = StoreConfig(options.place);
  if (!config) return Fail(config.error());
  const fs::path output = WithoutSlash(options.output);
  const fs::path partial = output.string() + ".partial";
  if (auto free = RequireFree(output, partial); !free) return free;
  auto from = OpenSource(config->place);
  if (!from) return Fail(std::move(from.error()));

  TemporaryFolder folder;
  if (auto made = folder.Make(partial); !made) return made;
  const Time now = SystemClock().Now();
  auto copied = CopyInto(folder.path(), **from);
  if (!copied) return Fail(std::move(copied.error()));
  const auto schema = SchemaOf(PlaceIn(folder.path()));
  if (!schema) return Fail(schema.error());
  const BackupManifest manifest{now, IMPRINT_VERSION, schema->current, *copied};
  auto written = WriteDurably(folder.path() / kManifest, WriteManifest(manifest));
  if (written) written = Publish(folder, output);
  if (!written) return written;
  PrintSummary(*copied);
  fmt::print(stderr, "Wrote {}. The secret key is not in it: keep it elsewhere.\n",
             output.string());
  return {};
}

Result<std::string> ReadManifest(const fs::path& backup) {
  std::ifstream file(backup / kManifest, std::ios::binary);
  if (!file) {
    return Fail(ErrorCode::kNotFound,
                fmt::format("{} is not a backup: it holds no {}.", backup.string(), kManifest));
  }
  return std::string(std::istreambuf_iterator<char>(file), {});
}

// A backup stays what it is, also when its database has to be brought up to date to be read: that
// is done to a copy, beside a link to its blobs.
Result<PlaceOptions> ReadableForm(const fs::path& backup, TemporaryFolder& scratch) {
  const auto schema = SchemaOf(PlaceIn(backup));
  if (!schema) return Fail(schema.error());
  if (schema->current == 0) {
    return Fail(ErrorCode::kNotFound,
                fmt::format("{} is not a backup: it holds no database.", backup.string()));
  }
  if (schema->current >= schema->newest) return PlaceIn(backup);
  auto made = scratch.MakeUnique(fs::temp_directory_path() / "imprint-restore");
  if (!made) return Fail(std::move(made.error()));
  std::error_code error;
  fs::copy_file(backup / "imprint.db", scratch.path() / "imprint.db", error);
  if (!error) fs::create_directory_symlink(backup / "blobs", scratch.path() / "blobs", error);
  if (error) return Cannot("copy", backup / "imprint.db", error.message());
  return PlaceIn(scratch.path());
}

Status VerifyBackup(const std::string& manifest, const PlaceOptions& options, OpenedPlace& place) {
  const auto schema = SchemaOf(options);
  if (!schema) return Fail(schema.error());
  const auto holds = Summarize(place.store(), place.blobs());
  if (!holds) return Fail(holds.error());
  return CheckManifest(manifest, *holds, schema->current);
}

Status Restore(const RestoreOptions& options) {
  if (!crypto::Initialise()) return Fail(ErrorCode::kInternal, "libsodium cannot be initialised.");
  const auto config = StoreConfig(options.place);
  if (!config) return Fail(config.error());
  const fs::path backup = WithoutSlash(options.backup);
  const auto manifest = ReadManifest(backup);
  if (!manifest) return Fail(manifest.error());
  TemporaryFolder scratch;
  const auto form = ReadableForm(backup, scratch);
  if (!form) return Fail(form.error());
  auto from = OpenPlace(*form);
  if (!from) return Fail(std::move(from.error()));
  if (auto good = VerifyBackup(*manifest, *form, **from); !good) return good;
  auto to = OpenPlace(config->place);
  if (!to) return Fail(std::move(to.error()));
  const auto copied = CopyWithProgress(**from, **to);
  if (!copied) return Fail(copied.error());
  PrintSummary(*copied);
  fmt::print(stderr,
             "Restored {} into {}. Start it with the secret key that the backup belongs to.\n",
             backup.string(), DescribePlace(config->place));
  return {};
}

}  // namespace

int BackupCommand(const BackupOptions& options) {
  const auto done = Backup(options);
  return done ? 0 : ReportFailure(done.error());
}

int RestoreCommand(const RestoreOptions& options) {
  const auto done = Restore(options);
  return done ? 0 : ReportFailure(done.error());
}

}  // namespace imprint

#include "bundle/archive.h"

#include <sys/stat.h>
#include <zip.h>

#include <algorithm>
#include <memory>
#include <optional>

#include "bundle/path_rules.h"
#include "bundle/problem_list.h"
#include "bundle/read_file.h"
#include "bundle/zip_directory.h"

namespace imprint {
namespace {

constexpr std::uint16_t kEncryptedFlags = 0x0001 | 0x0040 | 0x2000;
constexpr std::uint16_t kPatchFlag = 0x0020;
constexpr std::uint16_t kAesMethod = 99;
constexpr std::uint32_t kReparsePoint = 0x0400;  // how Windows marks its links

using Complaint = std::optional<Problem>;

Problem Bad(std::string message) {
  return {ErrorCode::kInvalidBundle, std::move(message)};
}

// The type bits are looked at whatever system the entry claims to come from: extractors differ in
// when they believe them.
Complaint CheckKind(const ZipEntry& entry) {
  const std::uint32_t type = (entry.external_attributes >> 16) & S_IFMT;
  if (type == S_IFLNK) return Bad("symbolic links are not allowed");
  const std::uint32_t honest = entry.IsFolder() ? S_IFDIR : S_IFREG;
  if (type != 0 && type != honest) return Bad("is not a regular file");
  if ((entry.external_attributes & kReparsePoint) != 0) return Bad("links are not allowed");
  if (entry.IsFolder() && entry.size != 0) return Bad("is a folder that has content");
  return std::nullopt;
}

Complaint CheckCoding(const ZipEntry& entry) {
  if ((entry.flags & kEncryptedFlags) != 0 || entry.method == kAesMethod) {
    return Bad("is encrypted; upload it without a password");
  }
  if (entry.method != ZIP_CM_STORE && entry.method != ZIP_CM_DEFLATE) {
    return Bad("uses compression method " + std::to_string(entry.method) +
               "; only stored and deflate are taken");
  }
  if ((entry.flags & kPatchFlag) != 0) return Bad("is a patch to another archive");
  if (entry.method == ZIP_CM_STORE && entry.compressed_size != entry.size) {
    return Bad("is stored, but declares two different sizes");
  }
  return std::nullopt;
}

Complaint CheckDeclaredSize(const ZipEntry& entry, const Limits& limits) {
  if (entry.size <= limits.bundle_file_bytes) return std::nullopt;
  return Problem{ErrorCode::kTooLarge, "would take " + std::to_string(entry.size) +
                                           " bytes; the limit for one file is " +
                                           std::to_string(limits.bundle_file_bytes)};
}

Complaint CheckEntry(const ZipEntry& entry, const Limits& limits) {
  if (auto problem = PathProblem(entry.name)) return Bad(*problem);
  if (IsLeftover(entry.name)) return std::nullopt;
  if (auto problem = CheckKind(entry)) return problem;
  if (entry.IsFolder()) return std::nullopt;
  if (IsArchiveName(entry.name)) return Bad("archives inside the archive are not allowed");
  if (auto problem = CheckCoding(entry)) return problem;
  return CheckDeclaredSize(entry, limits);
}

// Reads one archive; every check that needs no inflating comes first.
class ZipReader {
 public:
  ZipReader(std::string_view bytes, const ZipDirectory& directory, const Limits& limits)
      : bytes_(bytes), directory_(directory), limits_(limits), problems_(limits.bundle_problems) {}

  Result<std::vector<ArchiveFile>> Run() && {
    CheckEntries();
    if (problems_.empty()) CheckClashes();
    if (problems_.empty()) CheckPlaces();
    if (problems_.empty()) CheckTotal();
    if (!problems_.empty()) return Fail(std::move(problems_).Take());
    if (auto opened = Open(); !opened) return Fail(std::move(opened).error());
    std::vector<ArchiveFile> files = Inflate();
    if (!problems_.empty()) return Fail(std::move(problems_).Take());
    std::sort(files.begin(), files.end(),
              [](const ArchiveFile& a, const ArchiveFile& b) { return a.path < b.path; });
    return files;
  }

 private:
  struct Discard {
    void operator()(zip_t* archive) const { zip_discard(archive); }
    void operator()(zip_file_t* file) const { zip_fclose(file); }
  };

  void Add(const ZipEntry& entry, Problem problem) {
    problem.field = Printable(entry.name);
    problems_.Add(std::move(problem));
  }

  void CheckEntries() {
    for (std::size_t i = 0; i < directory_.entries.size(); ++i) {
      const ZipEntry& entry = directory_.entries[i];
      if (auto problem = CheckEntry(entry, limits_)) {
        Add(entry, std::move(*problem));
      } else if (!IsLeftover(entry.name)) {
        kept_.push_back(i);
      }
    }
  }

  void CheckClashes() {
    std::vector<std::string_view> names;
    for (const std::size_t i : kept_) names.push_back(directory_.entries[i].name);
    for (auto& clash : FindClashes(names)) {
      Add(directory_.entries[kept_[clash.index]], Bad(std::move(clash.message)));
    }
  }

  // Entries that share data are how a small archive declares a huge one.
  void CheckPlaces() {
    std::vector<std::pair<ZipRange, std::size_t>> places;
    for (const std::size_t i : kept_) {
      const auto place = LocateZipEntry(bytes_, directory_, directory_.entries[i]);
      if (place) {
        places.emplace_back(*place, i);
      } else {
        Add(directory_.entries[i], Bad(place.error()));
      }
    }
    std::sort(places.begin(), places.end(),
              [](const auto& a, const auto& b) { return a.first.begin < b.first.begin; });
    for (std::size_t i = 1; i < places.size(); ++i) {
      if (places[i].first.begin < places[i - 1].first.end) {
        Add(directory_.entries[places[i].second], Bad("shares its data with another entry"));
      }
    }
  }

  void CheckTotal() {
    std::uint64_t total = 0;
    for (const std::size_t i : kept_) total += directory_.entries[i].size;
    if (total > limits_.bundle_total_bytes) {
      problems_.Add(ErrorCode::kTooLarge, "the files would take " + std::to_string(total) +
                                              " bytes; the limit for all of them is " +
                                              std::to_string(limits_.bundle_total_bytes));
    }
  }

  Status Open() {
    zip_error_t error;
    zip_error_init(&error);
    zip_source_t* source = zip_source_buffer_create(bytes_.data(), bytes_.size(), 0, &error);
    if (source != nullptr) {
      // Not ZIP_CHECKCONS: it refuses honest archives, and what it would find is checked above.
      archive_.reset(zip_open_from_source(source, ZIP_RDONLY, &error));
      if (archive_ == nullptr) zip_source_free(source);
    }
    const std::string reason = archive_ == nullptr ? zip_error_strerror(&error) : "";
    zip_error_fini(&error);
    if (archive_ == nullptr) {
      return Fail(ErrorCode::kInvalidBundle, "the zip archive cannot be read: " + reason);
    }
    const auto count = static_cast<std::uint64_t>(zip_get_num_entries(archive_.get(), 0));
    if (count == directory_.entries.size()) return {};
    return Fail(ErrorCode::kInvalidBundle, "the zip archive has more than one directory");
  }

  std::vector<ArchiveFile> Inflate() {
    std::vector<ArchiveFile> files;
    for (const std::size_t i : kept_) {
      const ZipEntry& entry = directory_.entries[i];
      if (entry.IsFolder()) continue;
      std::string bytes;
      if (auto problem = InflateEntry(i, bytes)) {
        Add(entry, std::move(*problem));
      } else if (problems_.empty()) {
        files.push_back({std::string(entry.name), std::move(bytes)});
      }
    }
    return files;
  }

  Complaint InflateEntry(std::size_t index, std::string& bytes) {
    const ZipEntry& entry = directory_.entries[index];
    const std::unique_ptr<zip_file_t, Discard> file(
        zip_fopen_index(archive_.get(), index, ZIP_FL_UNCHANGED));
    if (file == nullptr) return Bad(zip_error_strerror(zip_get_error(archive_.get())));
    bytes.resize(entry.size + 1);  // room for the byte that gives a lying size away
    std::size_t have = 0;
    while (have < bytes.size()) {
      const auto got = zip_fread(file.get(), bytes.data() + have, bytes.size() - have);
      if (got < 0) return ReadProblem(*zip_file_get_error(file.get()));
      if (got == 0) break;
      have += static_cast<std::size_t>(got);
    }
    bytes.resize(have);
    if (have != entry.size) return SizeProblem(entry, have);
    if (IsArchiveContent(bytes)) return Bad("archives inside the archive are not allowed");
    return std::nullopt;
  }

  static Problem ReadProblem(const zip_error_t& error) {
    switch (zip_error_code_zip(&error)) {
      case ZIP_ER_CRC:
        return Bad("does not match its checksum (CRC-32)");
      case ZIP_ER_EOF:
        return Bad("is cut short");
      case ZIP_ER_INCONS:
        return Bad("does not have the size that it declares");
      default:
        return Bad("holds damaged compressed data");
    }
  }

  static Problem SizeProblem(const ZipEntry& entry, std::size_t have) {
    return Bad(std::string(have > entry.size ? "holds more" : "holds less") + " than the " +
               std::to_string(entry.size) + " bytes that it declares");
  }

  std::string_view bytes_;
  const ZipDirectory& directory_;
  const Limits& limits_;
  ProblemList problems_;
  std::vector<std::size_t> kept_;  // indices of the entries to read
  std::unique_ptr<zip_t, Discard> archive_;
};

}  // namespace

Result<std::vector<ArchiveFile>> ReadZipBytes(std::string_view bytes, const Limits& limits) {
  const auto directory = ReadZipDirectory(bytes, limits);
  if (!directory) return Fail(directory.error());
  return ZipReader(bytes, *directory, limits).Run();
}

Result<std::vector<ArchiveFile>> ReadZipFile(const std::string& path, const Limits& limits) {
  const auto bytes = ReadRegularFile(path, limits.upload_bytes, Symlinks::kFollow, "");
  if (!bytes) return Fail(bytes.error());
  return ReadZipBytes(*bytes, limits);
}

}  // namespace imprint

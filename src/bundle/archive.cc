#include "bundle/archive.h"

#include <sys/stat.h>

#include <algorithm>
#include <optional>

#include "bundle/inflate.h"
#include "bundle/path_rules.h"
#include "bundle/problem_list.h"

namespace imprint {
namespace {

constexpr std::uint16_t kEncryptedFlags = 0x0001 | 0x0040 | 0x2000;
constexpr std::uint16_t kPatchFlag = 0x0020;
constexpr std::uint16_t kStored = 0;
constexpr std::uint16_t kDeflated = 8;
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
  if (entry.method != kStored && entry.method != kDeflated) {
    return Bad("uses compression method " + std::to_string(entry.method) +
               "; only stored and deflate are taken");
  }
  if ((entry.flags & kPatchFlag) != 0) return Bad("is a patch to another archive");
  if (entry.method == kStored && entry.compressed_size != entry.size) {
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

}  // namespace

// Every check that needs no inflating.
class ZipReader::Checks {
 public:
  Checks(ZipReader& reader, const Limits& limits)
      : reader_(reader), limits_(limits), problems_(limits.bundle_problems) {}

  Status Run() && {
    CheckEntries();
    if (problems_.empty()) CheckClashes();
    if (problems_.empty()) {
      if (auto read = CheckPlaces(); !read) return read;
    }
    if (problems_.empty()) CheckTotal();
    if (!problems_.empty()) return Fail(std::move(problems_).Take());
    KeepFiles();
    return {};
  }

 private:
  const ZipEntry& EntryAt(std::size_t index) const { return reader_.directory_.entries[index]; }

  void Add(const ZipEntry& entry, Problem problem) {
    problem.field = Printable(entry.name);
    problems_.Add(std::move(problem));
  }

  void CheckEntries() {
    for (std::size_t i = 0; i < reader_.directory_.entries.size(); ++i) {
      const ZipEntry& entry = EntryAt(i);
      if (auto problem = CheckEntry(entry, limits_)) {
        Add(entry, std::move(*problem));
      } else if (!IsLeftover(entry.name)) {
        kept_.push_back({i});
      }
    }
  }

  void CheckClashes() {
    std::vector<std::string_view> names;
    for (const File& file : kept_) names.push_back(EntryAt(file.entry).name);
    for (auto& clash : FindClashes(names)) {
      Add(EntryAt(kept_[clash.index].entry), Bad(std::move(clash.message)));
    }
  }

  // Fails only when the archive cannot be read.
  Status CheckPlaces() {
    for (File& file : kept_) {
      const ZipEntry& entry = EntryAt(file.entry);
      auto place = LocateZipEntry(*reader_.bytes_, reader_.directory_, entry);
      if (place) {
        file.place = *place;
      } else if (place.error().code() == ErrorCode::kInvalidBundle) {
        Add(entry, std::move(place.error().problems.front()));
      } else {
        return Fail(std::move(place.error()));
      }
    }
    CheckOverlaps();
    return {};
  }

  // Entries that share data are how a small archive declares a huge one. One that has no place
  // stands at 0 to 0 and is in nobody's way.
  void CheckOverlaps() {
    std::sort(kept_.begin(), kept_.end(),
              [](const File& a, const File& b) { return a.place.begin < b.place.begin; });
    for (std::size_t i = 1; i < kept_.size(); ++i) {
      if (kept_[i].place.begin < kept_[i - 1].place.end) {
        Add(EntryAt(kept_[i].entry), Bad("shares its data with another entry"));
      }
    }
  }

  void CheckTotal() {
    for (const File& file : kept_) {
      const std::uint64_t size = EntryAt(file.entry).size;
      reader_.inflated_bytes_ += size;
      reader_.largest_file_ = std::max(reader_.largest_file_, size);
    }
    if (reader_.inflated_bytes_ > limits_.bundle_total_bytes) {
      problems_.Add(ErrorCode::kTooLarge, "the files would take " +
                                              std::to_string(reader_.inflated_bytes_) +
                                              " bytes; the limit for all of them is " +
                                              std::to_string(limits_.bundle_total_bytes));
    }
  }

  void KeepFiles() {
    std::erase_if(kept_, [&](const File& file) { return EntryAt(file.entry).IsFolder(); });
    std::sort(kept_.begin(), kept_.end(), [&](const File& a, const File& b) {
      return EntryAt(a.entry).name < EntryAt(b.entry).name;
    });
    reader_.files_ = std::move(kept_);
  }

  ZipReader& reader_;
  const Limits& limits_;
  ProblemList problems_;
  std::vector<File> kept_;
};

Result<std::unique_ptr<ZipReader>> ZipReader::Make(std::unique_ptr<ByteSource> bytes,
                                                   const Limits& limits) {
  auto directory = ReadZipDirectory(*bytes, limits);
  if (!directory) return Fail(std::move(directory.error()));
  std::unique_ptr<ZipReader> reader(new ZipReader(std::move(bytes), std::move(*directory)));
  if (auto good = Checks(*reader, limits).Run(); !good) return Fail(std::move(good.error()));
  return reader;
}

Result<std::unique_ptr<ZipReader>> ZipReader::Open(const std::string& path, const Limits& limits) {
  auto bytes = OpenByteSource(path, limits.upload_bytes);
  if (!bytes) return Fail(std::move(bytes.error()));
  return Make(std::move(*bytes), limits);
}

Result<std::unique_ptr<ZipReader>> ZipReader::OpenBytes(std::string_view bytes,
                                                        const Limits& limits) {
  return Make(BytesInMemory(bytes), limits);
}

Result<std::string_view> ZipReader::Read(std::size_t index, std::string& buffer) {
  const ZipEntry& entry = EntryOf(index);
  const CodedBytes coded{files_[index].place.data, entry.compressed_size,
                         entry.method == kDeflated ? Coding::kDeflated : Coding::kStored};
  auto decoded = Decode(*bytes_, coded, {entry.size, entry.crc}, buffer);
  if (decoded && IsArchiveContent(buffer)) {
    decoded = Fail(ErrorCode::kInvalidBundle, "archives inside the archive are not allowed");
  }
  if (decoded) return std::string_view(buffer);
  for (Problem& problem : decoded.error().problems) problem.field = Printable(entry.name);
  return Fail(std::move(decoded.error()));
}

namespace {

Result<std::vector<ArchiveFile>> ReadAll(Result<std::unique_ptr<ZipReader>> zip,
                                         const Limits& limits) {
  if (!zip) return Fail(std::move(zip.error()));
  std::vector<ArchiveFile> files;
  ProblemList problems(limits.bundle_problems);
  for (std::size_t i = 0; i < (*zip)->size(); ++i) {
    std::string bytes;
    auto read = (*zip)->Read(i, bytes);
    if (!read && read.error().code() != ErrorCode::kInvalidBundle) {
      return Fail(std::move(read.error()));
    }
    if (!read) {
      problems.Add(std::move(read.error().problems.front()));
    } else if (problems.empty()) {
      files.push_back({std::string((*zip)->path(i)), std::move(bytes)});
    }
  }
  if (!problems.empty()) return Fail(std::move(problems).Take());
  return files;
}

}  // namespace

Result<std::vector<ArchiveFile>> ReadZipBytes(std::string_view bytes, const Limits& limits) {
  return ReadAll(ZipReader::OpenBytes(bytes, limits), limits);
}

Result<std::vector<ArchiveFile>> ReadZipFile(const std::string& path, const Limits& limits) {
  return ReadAll(ZipReader::Open(path, limits), limits);
}

}  // namespace imprint

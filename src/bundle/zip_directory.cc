#include "bundle/zip_directory.h"

#include <algorithm>
#include <optional>

namespace imprint {
namespace {

using namespace std::string_view_literals;

constexpr std::string_view kLocalMagic = "PK\x03\x04"sv;
constexpr std::string_view kCentralMagic = "PK\x01\x02"sv;
constexpr std::string_view kEndMagic = "PK\x05\x06"sv;
constexpr std::string_view kEnd64Magic = "PK\x06\x06"sv;
constexpr std::string_view kLocator64Magic = "PK\x06\x07"sv;

constexpr std::size_t kLocalBytes = 30;
constexpr std::size_t kCentralBytes = 46;
constexpr std::size_t kEndBytes = 22;
constexpr std::size_t kEnd64Bytes = 56;
constexpr std::size_t kLocator64Bytes = 20;
constexpr std::size_t kMaxCommentBytes = 0xffff;
constexpr std::uint64_t kMostRecordBytes = 512;  // of a directory, on average

constexpr std::uint16_t kZip64ExtraId = 0x0001;
constexpr std::uint32_t kSaturated32 = 0xffffffff;
constexpr std::uint16_t kSaturated16 = 0xffff;
constexpr std::uint16_t kEncryptedFlag = 0x0001;

bool Has(std::string_view bytes, std::uint64_t at, std::uint64_t count) {
  return at <= bytes.size() && count <= bytes.size() - at;
}

// The little-endian number at `at`, which the caller knows to lie inside.
template <typename T>
T Number(std::string_view bytes, std::size_t at) {
  T value = 0;
  for (std::size_t i = sizeof(T); i-- > 0;) {
    value = static_cast<T>((std::uint64_t{value} << 8) | static_cast<unsigned char>(bytes[at + i]));
  }
  return value;
}

std::uint16_t U16(std::string_view b, std::size_t at) {
  return Number<std::uint16_t>(b, at);
}
std::uint32_t U32(std::string_view b, std::size_t at) {
  return Number<std::uint32_t>(b, at);
}
std::uint64_t U64(std::string_view b, std::size_t at) {
  return Number<std::uint64_t>(b, at);
}

struct EndRecord {
  std::uint64_t entries = 0;
  std::uint64_t directory_bytes = 0;
  std::uint64_t directory_offset = 0;
  std::uint64_t directory_end = 0;
};

auto Broken(std::string message) {
  return Fail(ErrorCode::kInvalidBundle, std::move(message));
}

auto Damaged() {
  return Broken("the zip archive's directory is damaged");
}

/// The end of an archive, where its end records are.
struct Tail {
  std::string bytes;
  std::uint64_t begin = 0;  // where `bytes` begin in the archive

  std::uint64_t end() const { return begin + bytes.size(); }
};

// libzip and others look for end records in this window; twenty bytes more show what is in front.
constexpr std::size_t kWindowBytes = kMaxCommentBytes + kEndBytes + kLocator64Bytes;
constexpr std::size_t kTailBytes = kWindowBytes + kLocator64Bytes;

Result<Tail> ReadTail(ByteSource& bytes) {
  const std::uint64_t count = std::min<std::uint64_t>(bytes.size(), kTailBytes);
  const std::uint64_t begin = bytes.size() - count;
  std::string buffer;
  const auto read = bytes.Read(begin, count, buffer);
  if (!read) return Fail(read.error());
  return Tail{std::string(*read), begin};
}

// The record whose comment ends exactly where the archive ends.
std::optional<std::size_t> FindEndRecord(std::string_view tail) {
  if (tail.size() < kEndBytes) return std::nullopt;
  const std::size_t last = tail.size() - kEndBytes;
  const std::size_t first = last > kMaxCommentBytes ? last - kMaxCommentBytes : 0;
  for (std::size_t at = last + 1; at-- > first;) {
    if (tail.substr(at).starts_with(kEndMagic) && U16(tail, at + 20) == last - at) return at;
  }
  return std::nullopt;
}

bool HasLocator64(std::string_view tail, std::size_t end_record) {
  return end_record >= kLocator64Bytes &&
         tail.substr(end_record - kLocator64Bytes).starts_with(kLocator64Magic);
}

// A reader that is less strict might take this record for the end record.
bool LooksLikeEndRecord(const Tail& tail, std::size_t at) {
  const std::string_view bytes = tail.bytes;
  if (HasLocator64(bytes, at)) return true;
  return U32(bytes, at + 4) == 0 && U16(bytes, at + 8) == U16(bytes, at + 10) &&
         std::uint64_t{U32(bytes, at + 12)} + U32(bytes, at + 16) <= tail.begin + at;
}

// Whoever unpacks the archive by another directory would see other files than are checked here.
bool HasOtherEndRecord(const Tail& tail, std::size_t end_record) {
  const std::string_view bytes = tail.bytes;
  std::size_t at = bytes.size() > kWindowBytes ? bytes.size() - kWindowBytes : 0;
  for (; (at = bytes.find(kEndMagic, at)) != std::string_view::npos; ++at) {
    if (at != end_record && Has(bytes, at, kEndBytes) && LooksLikeEndRecord(tail, at)) return true;
  }
  return false;
}

auto SplitArchive() {
  return Broken("the zip archive is one part of a split archive; upload it in one piece");
}

Result<EndRecord> ReadPlainEnd(const Tail& tail, std::size_t at) {
  const std::string_view bytes = tail.bytes;
  if (U32(bytes, at + 4) != 0 || U16(bytes, at + 8) != U16(bytes, at + 10)) return SplitArchive();
  return EndRecord{U16(bytes, at + 10), U32(bytes, at + 12), U32(bytes, at + 16), tail.begin + at};
}

// True when the 32-bit record leaves the value to the ZIP64 record, or repeats it.
template <typename T>
bool Agrees(T plain, T saturated, std::uint64_t wide) {
  return plain == saturated || plain == wide;
}

Result<EndRecord> ReadZip64End(ByteSource& archive, const EndRecord& plain, const Tail& tail,
                               std::size_t locator) {
  const std::uint64_t at = U64(tail.bytes, locator + 8);
  if (U32(tail.bytes, locator + 4) != 0 || U32(tail.bytes, locator + 16) > 1) return SplitArchive();
  const std::uint64_t behind = tail.begin + locator;
  if (behind < kEnd64Bytes || at > behind - kEnd64Bytes) return Damaged();
  std::string buffer;
  const auto record = archive.Read(at, kEnd64Bytes, buffer);
  if (!record) return Fail(record.error());
  const std::string_view bytes = *record;
  if (!bytes.starts_with(kEnd64Magic) || U64(bytes, 4) != behind - at - 12) return Damaged();
  if (U64(bytes, 16) != 0 || U64(bytes, 24) != U64(bytes, 32)) return SplitArchive();
  const EndRecord end{U64(bytes, 32), U64(bytes, 40), U64(bytes, 48), at};
  if (!Agrees<std::uint64_t>(plain.entries, kSaturated16, end.entries) ||
      !Agrees<std::uint64_t>(plain.directory_bytes, kSaturated32, end.directory_bytes) ||
      !Agrees<std::uint64_t>(plain.directory_offset, kSaturated32, end.directory_offset)) {
    return Damaged();
  }
  return end;
}

Status CheckFront(ByteSource& bytes) {
  std::string buffer;
  const auto magic =
      bytes.Read(0, std::min<std::uint64_t>(bytes.size(), kLocalMagic.size()), buffer);
  if (!magic) return Fail(magic.error());
  if (*magic == kLocalMagic || *magic == kEndMagic) return {};
  return Broken("the file is not a zip archive");
}

Result<EndRecord> ReadEndRecord(ByteSource& bytes) {
  if (auto zip = CheckFront(bytes); !zip) return Fail(std::move(zip.error()));
  const auto tail = ReadTail(bytes);
  if (!tail) return Fail(tail.error());
  const auto at = FindEndRecord(tail->bytes);
  if (!at) return Broken("the zip archive is cut short: its end record is missing");
  if (HasOtherEndRecord(*tail, *at)) return Broken("the zip archive has more than one directory");
  auto end = ReadPlainEnd(*tail, *at);
  if (end && HasLocator64(tail->bytes, *at)) {
    return ReadZip64End(bytes, *end, *tail, *at - kLocator64Bytes);
  }
  return end;
}

// Fills in the sizes that the record leaves to its ZIP64 field; false when the field is too short.
bool ReadZip64Extra(std::string_view extra, ZipEntry& entry) {
  for (std::uint64_t* value : {&entry.size, &entry.compressed_size, &entry.header_offset}) {
    if (*value != kSaturated32) continue;
    if (extra.size() < 8) return false;
    *value = U64(extra, 0);
    extra.remove_prefix(8);
  }
  return true;
}

bool ReadExtras(std::string_view extras, ZipEntry& entry) {
  while (extras.size() >= 4) {
    const std::size_t length = U16(extras, 2);
    if (length > extras.size() - 4) return false;
    if (U16(extras, 0) == kZip64ExtraId) return ReadZip64Extra(extras.substr(4, length), entry);
    extras.remove_prefix(4 + length);
  }
  return true;
}

// Reads the record at the front of `bytes` and removes it from there.
std::optional<ZipEntry> TakeCentralRecord(std::string_view& bytes) {
  if (!bytes.starts_with(kCentralMagic) || !Has(bytes, 0, kCentralBytes)) return std::nullopt;
  const std::size_t name = U16(bytes, 28);
  const std::size_t extra = U16(bytes, 30);
  const std::size_t comment = U16(bytes, 32);
  if (!Has(bytes, kCentralBytes, name + extra + comment)) return std::nullopt;
  ZipEntry entry{.name = bytes.substr(kCentralBytes, name),
                 .flags = U16(bytes, 8),
                 .method = U16(bytes, 10),
                 .crc = U32(bytes, 16),
                 .external_attributes = U32(bytes, 38),
                 .compressed_size = U32(bytes, 20),
                 .size = U32(bytes, 24),
                 .header_offset = U32(bytes, 42)};
  if (!ReadExtras(bytes.substr(kCentralBytes + name, extra), entry)) return std::nullopt;
  bytes.remove_prefix(kCentralBytes + name + extra + comment);
  return entry;
}

Status CheckLimits(const EndRecord& end, const Limits& limits) {
  if (end.entries > limits.bundle_entries) {
    return Fail(ErrorCode::kTooLarge, "the zip archive has " + std::to_string(end.entries) +
                                          " entries; the limit is " +
                                          std::to_string(limits.bundle_entries));
  }
  if (end.directory_offset > end.directory_end ||
      end.directory_bytes != end.directory_end - end.directory_offset) {
    return Damaged();
  }
  const std::uint64_t most = limits.bundle_entries * kMostRecordBytes;
  if (end.directory_bytes > most) {
    return Fail(ErrorCode::kTooLarge, "the zip archive's directory takes " +
                                          std::to_string(end.directory_bytes) +
                                          " bytes; the limit is " + std::to_string(most));
  }
  return {};
}

}  // namespace

std::uint64_t MostDirectoryBytes(const Limits& limits) {
  return limits.bundle_entries * (kMostRecordBytes + sizeof(ZipEntry)) + kTailBytes;
}

Result<ZipDirectory> ReadZipDirectory(ByteSource& bytes, const Limits& limits) {
  const auto end = ReadEndRecord(bytes);
  if (!end) return Fail(end.error());
  if (auto within = CheckLimits(*end, limits); !within) return Fail(std::move(within.error()));
  std::string buffer;
  const auto read = bytes.Read(end->directory_offset, end->directory_bytes, buffer);
  if (!read) return Fail(read.error());
  if (read->data() != buffer.data()) buffer = *read;
  ZipDirectory directory{
      {}, end->directory_offset, std::make_unique<const std::string>(std::move(buffer))};
  std::string_view records = *directory.records;
  directory.entries.reserve(std::min(end->entries, records.size() / kCentralBytes + 1));
  for (std::uint64_t i = 0; i < end->entries; ++i) {
    const auto entry = TakeCentralRecord(records);
    if (!entry) return Damaged();
    directory.entries.push_back(*entry);
  }
  if (!records.empty()) return Damaged();
  return directory;
}

Result<ZipRange> LocateZipEntry(ByteSource& bytes, const ZipDirectory& directory,
                                const ZipEntry& entry) {
  const auto nowhere = [] { return Broken("the archive's directory leads to no such entry"); };
  const std::uint64_t at = entry.header_offset;
  if (at > directory.offset || directory.offset - at < kLocalBytes) return nowhere();
  const std::uint64_t room = directory.offset - at;
  std::string buffer;
  const auto header =
      bytes.Read(at, std::min<std::uint64_t>(kLocalBytes + entry.name.size(), room), buffer);
  if (!header) return Fail(header.error());
  if (!header->starts_with(kLocalMagic)) return nowhere();
  const std::uint64_t name = U16(*header, 26);
  const std::uint64_t data = kLocalBytes + name + U16(*header, 28);
  if (data > room || entry.compressed_size > room - data) return Broken("the entry is cut short");
  if (name != entry.name.size() || header->substr(kLocalBytes) != entry.name ||
      U16(*header, 8) != entry.method || ((U16(*header, 6) ^ entry.flags) & kEncryptedFlag) != 0) {
    return Broken("the entry's own header contradicts the directory");
  }
  return ZipRange{at, at + data, at + data + entry.compressed_size};
}

}  // namespace imprint

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

// The record whose comment ends exactly where the archive ends.
std::optional<std::size_t> FindEndRecord(std::string_view bytes) {
  if (bytes.size() < kEndBytes) return std::nullopt;
  const std::size_t last = bytes.size() - kEndBytes;
  const std::size_t first = last > kMaxCommentBytes ? last - kMaxCommentBytes : 0;
  for (std::size_t at = last + 1; at-- > first;) {
    if (bytes.substr(at).starts_with(kEndMagic) && U16(bytes, at + 20) == last - at) return at;
  }
  return std::nullopt;
}

// A reader that is less strict might take this record for the end record.
bool LooksLikeEndRecord(std::string_view bytes, std::size_t at) {
  if (at >= kLocator64Bytes && bytes.substr(at - kLocator64Bytes).starts_with(kLocator64Magic)) {
    return true;
  }
  return U32(bytes, at + 4) == 0 && U16(bytes, at + 8) == U16(bytes, at + 10) &&
         std::uint64_t{U32(bytes, at + 12)} + U32(bytes, at + 16) <= at;
}

// libzip looks for end records by itself; the count checked here must be the one that it uses.
bool HasOtherEndRecord(std::string_view bytes, std::size_t end_record) {
  constexpr std::size_t kWindow = kMaxCommentBytes + kEndBytes + kLocator64Bytes;
  std::size_t at = bytes.size() > kWindow ? bytes.size() - kWindow : 0;
  for (; (at = bytes.find(kEndMagic, at)) != std::string_view::npos; ++at) {
    if (at != end_record && Has(bytes, at, kEndBytes) && LooksLikeEndRecord(bytes, at)) return true;
  }
  return false;
}

auto SplitArchive() {
  return Broken("the zip archive is one part of a split archive; upload it in one piece");
}

Result<EndRecord> ReadPlainEnd(std::string_view bytes, std::size_t at) {
  if (U32(bytes, at + 4) != 0 || U16(bytes, at + 8) != U16(bytes, at + 10)) return SplitArchive();
  return EndRecord{U16(bytes, at + 10), U32(bytes, at + 12), U32(bytes, at + 16), at};
}

// True when the 32-bit record leaves the value to the ZIP64 record, or repeats it.
template <typename T>
bool Agrees(T plain, T saturated, std::uint64_t wide) {
  return plain == saturated || plain == wide;
}

Result<EndRecord> ReadZip64End(std::string_view bytes, const EndRecord& plain,
                               std::size_t locator) {
  const std::uint64_t at = U64(bytes, locator + 8);
  if (U32(bytes, locator + 4) != 0 || U32(bytes, locator + 16) > 1) return SplitArchive();
  if (locator < kEnd64Bytes || at > locator - kEnd64Bytes) return Damaged();
  if (!bytes.substr(at).starts_with(kEnd64Magic)) return Damaged();
  if (U64(bytes, at + 4) != locator - at - 12) return Damaged();
  if (U64(bytes, at + 16) != 0 || U64(bytes, at + 24) != U64(bytes, at + 32)) {
    return SplitArchive();
  }
  const EndRecord end{U64(bytes, at + 32), U64(bytes, at + 40), U64(bytes, at + 48), at};
  if (!Agrees<std::uint64_t>(plain.entries, kSaturated16, end.entries) ||
      !Agrees<std::uint64_t>(plain.directory_bytes, kSaturated32, end.directory_bytes) ||
      !Agrees<std::uint64_t>(plain.directory_offset, kSaturated32, end.directory_offset)) {
    return Damaged();
  }
  return end;
}

Result<EndRecord> ReadEndRecord(std::string_view bytes) {
  if (!bytes.starts_with(kLocalMagic) && !bytes.starts_with(kEndMagic)) {
    return Broken("the file is not a zip archive");
  }
  const auto at = FindEndRecord(bytes);
  if (!at) return Broken("the zip archive is cut short: its end record is missing");
  if (HasOtherEndRecord(bytes, *at)) return Broken("the zip archive has more than one directory");
  auto end = ReadPlainEnd(bytes, *at);
  if (end && *at >= kLocator64Bytes &&
      bytes.substr(*at - kLocator64Bytes).starts_with(kLocator64Magic)) {
    return ReadZip64End(bytes, *end, *at - kLocator64Bytes);
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

}  // namespace

Result<ZipDirectory> ReadZipDirectory(std::string_view bytes, const Limits& limits) {
  const auto end = ReadEndRecord(bytes);
  if (!end) return Fail(end.error());
  if (end->entries > limits.bundle_entries) {
    return Fail(ErrorCode::kTooLarge, "the zip archive has " + std::to_string(end->entries) +
                                          " entries; the limit is " +
                                          std::to_string(limits.bundle_entries));
  }
  if (end->directory_offset > end->directory_end ||
      end->directory_bytes != end->directory_end - end->directory_offset) {
    return Damaged();
  }
  ZipDirectory directory{{}, end->directory_offset};
  std::string_view records = bytes.substr(end->directory_offset, end->directory_bytes);
  directory.entries.reserve(std::min(end->entries, records.size() / kCentralBytes + 1));
  for (std::uint64_t i = 0; i < end->entries; ++i) {
    const auto entry = TakeCentralRecord(records);
    if (!entry) return Damaged();
    directory.entries.push_back(*entry);
  }
  if (!records.empty()) return Damaged();
  return directory;
}

tl::expected<ZipRange, std::string> LocateZipEntry(std::string_view bytes,
                                                   const ZipDirectory& directory,
                                                   const ZipEntry& entry) {
  const std::string_view area = bytes.substr(0, directory.offset);
  const std::uint64_t at = entry.header_offset;
  if (!Has(area, at, kLocalBytes) || !area.substr(at).starts_with(kLocalMagic)) {
    return tl::unexpected<std::string>("the archive's directory leads to no such entry");
  }
  const std::string_view header = area.substr(at);
  const std::size_t name = U16(header, 26);
  const std::uint64_t data = kLocalBytes + name + U16(header, 28);
  if (!Has(header, data, entry.compressed_size)) {
    return tl::unexpected<std::string>("the entry is cut short");
  }
  if (header.substr(kLocalBytes, name) != entry.name || U16(header, 8) != entry.method ||
      ((U16(header, 6) ^ entry.flags) & kEncryptedFlag) != 0) {
    return tl::unexpected<std::string>("the entry's own header contradicts the directory");
  }
  return ZipRange{at, at + data + entry.compressed_size};
}

}  // namespace imprint

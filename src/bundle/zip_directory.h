#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "base/limits.h"
#include "bundle/byte_source.h"

namespace imprint {

/// One record of a zip's central directory, as it stands there. Nothing in it is checked.
struct ZipEntry {
  std::string_view name;  // raw bytes of the archive
  std::uint16_t flags = 0;
  std::uint16_t method = 0;
  std::uint32_t crc = 0;
  std::uint32_t external_attributes = 0;
  std::uint64_t compressed_size = 0;
  std::uint64_t size = 0;
  std::uint64_t header_offset = 0;

  bool IsFolder() const { return name.ends_with('/'); }
};

struct ZipDirectory {
  std::vector<ZipEntry> entries;
  std::uint64_t offset = 0;                    // where it begins, and the entries' data ends
  std::unique_ptr<const std::string> records;  // what the entries' names point into
};

/// The most memory that ReadZipDirectory takes, roughly.
std::uint64_t MostDirectoryBytes(const Limits& limits);

/// Reads the directory of a zip, with or without ZIP64. The entry count is held against
/// `limits.bundle_entries`, and the directory's size against what so many entries need (kTooLarge),
/// before anything is read. kInvalidBundle when the bytes are no zip, are cut short, are a part of
/// a split archive or hold more than one directory; kUnavailable when they cannot be read.
Result<ZipDirectory> ReadZipDirectory(ByteSource& bytes, const Limits& limits);

/// Where an entry lies in its archive: its local header at `begin` and its data.
struct ZipRange {
  std::uint64_t begin = 0;
  std::uint64_t data = 0;
  std::uint64_t end = 0;
};

/// Finds the entry by its local header, which must agree with the directory on the name, the
/// method and encryption; otherwise kInvalidBundle.
Result<ZipRange> LocateZipEntry(ByteSource& bytes, const ZipDirectory& directory,
                                const ZipEntry& entry);

}  // namespace imprint

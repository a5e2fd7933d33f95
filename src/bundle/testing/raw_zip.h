#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace imprint::test {

/// One entry of a hand-made zip. What is not set is what an honest archive would say.
struct RawEntry {
  std::string name;
  std::string content = {};              // what the checksum is of
  bool deflate = false;                  // otherwise stored
  std::optional<std::string> data = {};  // the coded bytes, instead of the content's
  std::optional<std::uint32_t> crc = {};
  std::optional<std::uint64_t> size = {};  // declared, in both headers
  std::optional<std::uint64_t> compressed_size = {};
  std::optional<std::uint16_t> method = {};
  std::optional<std::string> local_name = {};
  std::optional<std::uint32_t> header_offset = {};  // in the directory
  std::uint16_t flags = 0;
  std::uint16_t made_by = 0x0314;  // Unix
  std::uint32_t mode = 0100644;    // the upper half of the external attributes
  std::uint16_t dos_attributes = 0;
  bool data_descriptor = false;  // sizes and checksum behind the data
  bool zip64 = false;            // sizes and offset in the ZIP64 field of the directory
};

struct RawZip {
  std::vector<RawEntry> entries = {};
  std::optional<std::uint64_t> count = {};  // what the end record says
  std::uint16_t disk = 0;
  std::optional<std::uint32_t> directory_bytes = {};
  std::optional<std::uint32_t> directory_offset = {};
  std::string comment = {};
  bool zip64 = false;  // with a ZIP64 end record
};

std::string Build(const RawZip& zip);
std::string ZipOf(std::vector<RawEntry> entries);

/// Raw deflate data of `content`, and of `count` zero bytes without holding them.
std::string Deflate(std::string_view content);
std::string DeflateZeros(std::uint64_t count);

}  // namespace imprint::test

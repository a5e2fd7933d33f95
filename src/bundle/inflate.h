#pragma once

#include <cstdint>
#include <string>

#include "base/error.h"
#include "bundle/byte_source.h"

namespace imprint {

enum class Coding { kStored, kDeflated };

/// Where the coded bytes of a file lie, all inside of their source.
struct CodedBytes {
  std::uint64_t begin = 0;
  std::uint64_t count = 0;
  Coding coding = Coding::kStored;
};

/// What a file says of itself.
struct Declared {
  std::uint64_t size = 0;
  std::uint32_t crc = 0;  // CRC-32
};

/// Puts the plain bytes into `plain`, never more than are declared and one. kInvalidBundle with
/// what is wrong when they are damaged or not what is declared, kUnavailable when the source cannot
/// be read. Needs about 128 KiB beside them.
Status Decode(ByteSource& source, const CodedBytes& coded, const Declared& declared,
              std::string& plain);

}  // namespace imprint

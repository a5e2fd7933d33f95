#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "bundle/archive.h"
#include "bundle/archive_writer.h"
#include "bundle/path_rules.h"

// Whatever the bytes are, the reader keeps its limits, gives only safe paths, and what it gives
// can be packed and read again.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  imprint::Limits limits;
  limits.bundle_entries = 64;
  limits.bundle_file_bytes = 1 << 16;
  limits.bundle_total_bytes = 1 << 18;
  limits.bundle_problems = 8;
  const auto files = imprint::ReadZipBytes({reinterpret_cast<const char*>(data), size}, limits);
  if (!files) {
    if (files.error().problems.size() > limits.bundle_problems + 1) std::abort();
    return 0;
  }
  std::uint64_t total = 0;
  for (const auto& file : *files) {
    if (imprint::PathProblem(file.path) || file.bytes.size() > limits.bundle_file_bytes) {
      std::abort();
    }
    total += file.bytes.size();
  }
  if (total > limits.bundle_total_bytes) std::abort();
  if (files->empty()) return 0;
  const auto packed = imprint::WriteZipBytes(*files);
  if (!packed) std::abort();
  const auto again = imprint::ReadZipBytes(*packed, limits);
  if (!again || *again != *files) std::abort();
  return 0;
}

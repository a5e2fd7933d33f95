#include "blob/hash_text.h"

#include <charconv>

namespace imprint {

std::string HexOf(const std::uint8_t* bytes, std::size_t count) {
  constexpr char kDigits[] = "0123456789abcdef";
  std::string hex;
  hex.reserve(2 * count);
  for (std::size_t i = 0; i < count; ++i) {
    hex += kDigits[bytes[i] >> 4];
    hex += kDigits[bytes[i] & 15];
  }
  return hex;
}

std::string HexOf(const Hash& hash) {
  return HexOf(hash.bytes.data(), hash.bytes.size());
}

std::optional<Hash> HashFromHex(std::string_view hex) {
  Hash hash;
  if (hex.size() != 2 * hash.bytes.size()) return std::nullopt;
  for (std::size_t i = 0; i < hash.bytes.size(); ++i) {
    const char* digits = hex.data() + 2 * i;
    const auto [end, error] = std::from_chars(digits, digits + 2, hash.bytes[i], 16);
    if (error != std::errc{} || end != digits + 2) return std::nullopt;
  }
  return HexOf(hash) == hex ? std::optional(hash) : std::nullopt;
}

}  // namespace imprint

#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/error.h"

namespace imprint::crypto {

using Key = std::array<std::uint8_t, 32>;
using Digest = std::array<std::uint8_t, 32>;

/// Must be called once before anything else here; false when the library refuses to work.
bool Initialise();

Digest Sha256(std::string_view bytes);
/// HMAC-SHA-256.
Digest Authenticate(const Key& key, std::string_view message);
/// Takes the same time wherever the two differ.
bool EqualConstantTime(std::string_view a, std::string_view b);

Key RandomKey();
/// `bytes` random bytes as URL-safe base64 without padding.
std::string RandomText(std::size_t bytes);
std::string Hex(std::string_view bytes);
/// nullopt unless `hex` is exactly 64 hex digits.
std::optional<Key> KeyFromHex(std::string_view hex);

/// A key for one purpose, derived from a master key; `purpose` is 8 characters.
Key DeriveKey(const Key& master, std::string_view purpose);

inline std::string_view AsText(const Digest& digest) {
  return {reinterpret_cast<const char*>(digest.data()), digest.size()};
}

/// Encrypts and authenticates small secrets with one key. Safe from any thread.
class SecretBox {
 public:
  explicit SecretBox(const Key& key) : key_(key) {}
  std::string Seal(std::string_view plain) const;
  /// kInternal when `sealed` was not made with this key or was changed.
  Result<std::string> Open(std::string_view sealed) const;

 private:
  Key key_;
};

}  // namespace imprint::crypto

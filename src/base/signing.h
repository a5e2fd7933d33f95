#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/error.h"

namespace imprint::signing {

using PublicKey = std::array<std::uint8_t, 32>;
using Signature = std::array<std::uint8_t, 64>;

/// An Ed25519 key pair of a publisher. The seed is the secret.
struct KeyPair {
  PublicKey public_key{};
  std::array<std::uint8_t, 32> seed{};
};

KeyPair NewKeyPair();
/// The pair of a seed.
KeyPair KeyPairOf(const std::array<std::uint8_t, 32>& seed);

/// Signs the version with that id (the 32 bytes of its Hash), as "imprint template version 1" says:
/// what is signed names its purpose, so that the signature is good for nothing else.
Signature SignVersion(const KeyPair& keys, std::string_view version_id);
bool VerifyVersion(const PublicKey& key, const Signature& signature, std::string_view version_id);

}  // namespace imprint::signing

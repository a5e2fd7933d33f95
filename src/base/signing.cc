#include "base/signing.h"

#include <sodium.h>

namespace imprint::signing {
namespace {

static_assert(crypto_sign_PUBLICKEYBYTES == std::tuple_size_v<PublicKey>);
static_assert(crypto_sign_BYTES == std::tuple_size_v<Signature>);
static_assert(crypto_sign_SEEDBYTES == 32);

std::string MessageOf(std::string_view version_id) {
  std::string message = "imprint template version 1\n";
  message += version_id;
  return message;
}

const unsigned char* Bytes(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

/// The library's form of a secret key, wiped when it goes.
struct SecretKey {
  std::array<unsigned char, crypto_sign_SECRETKEYBYTES> bytes{};
  SecretKey() = default;
  SecretKey(const SecretKey&) = delete;
  SecretKey& operator=(const SecretKey&) = delete;
  ~SecretKey() { sodium_memzero(bytes.data(), bytes.size()); }
};

PublicKey Expand(const std::array<std::uint8_t, 32>& seed, SecretKey& secret) {
  PublicKey key{};
  crypto_sign_seed_keypair(key.data(), secret.bytes.data(), seed.data());
  return key;
}

}  // namespace

KeyPair NewKeyPair() {
  std::array<std::uint8_t, 32> seed{};
  randombytes_buf(seed.data(), seed.size());
  return KeyPairOf(seed);
}

KeyPair KeyPairOf(const std::array<std::uint8_t, 32>& seed) {
  SecretKey secret;
  return {Expand(seed, secret), seed};
}

Signature SignVersion(const KeyPair& keys, std::string_view version_id) {
  SecretKey secret;
  Expand(keys.seed, secret);
  const std::string message = MessageOf(version_id);
  Signature signature{};
  crypto_sign_detached(signature.data(), nullptr, Bytes(message), message.size(),
                       secret.bytes.data());
  return signature;
}

bool VerifyVersion(const PublicKey& key, const Signature& signature, std::string_view version_id) {
  const std::string message = MessageOf(version_id);
  return crypto_sign_verify_detached(signature.data(), Bytes(message), message.size(),
                                     key.data()) == 0;
}

}  // namespace imprint::signing

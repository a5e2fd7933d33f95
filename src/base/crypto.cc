#include "base/crypto.h"

#include <sodium.h>

#include <cstring>

namespace imprint::crypto {
namespace {

const unsigned char* Bytes(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

}  // namespace

bool Initialise() {
  return sodium_init() >= 0;
}

Digest Sha256(std::string_view bytes) {
  Digest digest;
  crypto_hash_sha256(digest.data(), Bytes(bytes), bytes.size());
  return digest;
}

Digest Authenticate(const Key& key, std::string_view message) {
  Digest digest;
  crypto_auth_hmacsha256(digest.data(), Bytes(message), message.size(), key.data());
  return digest;
}

bool EqualConstantTime(std::string_view a, std::string_view b) {
  return a.size() == b.size() && sodium_memcmp(a.data(), b.data(), a.size()) == 0;
}

Key RandomKey() {
  Key key;
  randombytes_buf(key.data(), key.size());
  return key;
}

std::string RandomText(std::size_t bytes) {
  std::string random(bytes, '\0');
  randombytes_buf(random.data(), random.size());
  constexpr int kVariant = sodium_base64_VARIANT_URLSAFE_NO_PADDING;
  std::string text(sodium_base64_encoded_len(bytes, kVariant), '\0');
  sodium_bin2base64(text.data(), text.size(), Bytes(random), random.size(), kVariant);
  text.resize(std::strlen(text.c_str()));
  return text;
}

std::string Hex(std::string_view bytes) {
  std::string hex(bytes.size() * 2 + 1, '\0');
  sodium_bin2hex(hex.data(), hex.size(), Bytes(bytes), bytes.size());
  hex.pop_back();
  return hex;
}

std::optional<Key> KeyFromHex(std::string_view hex) {
  Key key;
  std::size_t length = 0;
  if (hex.size() != key.size() * 2 ||
      sodium_hex2bin(key.data(), key.size(), hex.data(), hex.size(), nullptr, &length, nullptr) !=
          0 ||
      length != key.size()) {
    return std::nullopt;
  }
  return key;
}

Key DeriveKey(const Key& master, std::string_view purpose) {
  static_assert(crypto_kdf_KEYBYTES == sizeof(Key));
  char context[crypto_kdf_CONTEXTBYTES] = {};
  std::memcpy(context, purpose.data(), std::min(purpose.size(), sizeof(context)));
  Key key;
  crypto_kdf_derive_from_key(key.data(), key.size(), 1, context, master.data());
  return key;
}

std::string SecretBox::Seal(std::string_view plain) const {
  std::string sealed(crypto_secretbox_NONCEBYTES + crypto_secretbox_MACBYTES + plain.size(), '\0');
  auto* nonce = reinterpret_cast<unsigned char*>(sealed.data());
  randombytes_buf(nonce, crypto_secretbox_NONCEBYTES);
  crypto_secretbox_easy(nonce + crypto_secretbox_NONCEBYTES, Bytes(plain), plain.size(), nonce,
                        key_.data());
  return sealed;
}

Result<std::string> SecretBox::Open(std::string_view sealed) const {
  constexpr std::size_t kOverhead = crypto_secretbox_NONCEBYTES + crypto_secretbox_MACBYTES;
  const auto broken = [] {
    return Fail(Error(ErrorCode::kInternal, "A stored secret cannot be read.")
                    .WithDetail("a sealed secret does not open: is this the key that sealed it?"));
  };
  if (sealed.size() < kOverhead) return broken();
  std::string plain(sealed.size() - kOverhead, '\0');
  const unsigned char* nonce = Bytes(sealed);
  if (crypto_secretbox_open_easy(
          reinterpret_cast<unsigned char*>(plain.data()), nonce + crypto_secretbox_NONCEBYTES,
          sealed.size() - crypto_secretbox_NONCEBYTES, nonce, key_.data()) != 0) {
    return broken();
  }
  return plain;
}

}  // namespace imprint::crypto

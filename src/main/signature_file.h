#pragma once

#include <string>

#include "base/error.h"
#include "base/signing.h"
#include "model/records.h"

namespace imprint {

/// What `imprint sign` writes: {"version": hash, "publicKey": base64, "signature": base64}.
struct SignatureFile {
  Hash version;
  signing::PublicKey public_key{};
  signing::Signature signature{};
};

std::string WriteSignature(const SignatureFile& signature);
/// kInvalidField when the text is not such JSON.
Result<SignatureFile> ParseSignature(std::string_view text, const std::string& shown);
/// The same, of a file; kNotFound and kUnavailable as well.
Result<SignatureFile> ReadSignatureFile(const std::string& path);

/// {"publicKey", "signature"}, as the API takes it.
std::string SignatureMember(const SignatureFile& signature);

std::string PublicKeyText(const signing::PublicKey& key);
/// kInvalidField when it is not 32 bytes in base64.
Result<signing::PublicKey> ParsePublicKey(std::string_view text);

/// What `imprint keygen` writes, which holds the secret.
std::string WriteKeyFile(const signing::KeyPair& keys);
/// kForbidden where others than its owner may read it, kInvalidField when it is no such file.
Result<signing::KeyPair> ReadKeyFile(const std::string& path);

}  // namespace imprint

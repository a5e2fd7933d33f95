#include "main/signature_file.h"

#include <fmt/format.h>
#include <sys/stat.h>

#include <algorithm>
#include <optional>

#include "base/base64.h"
#include "base/crypto.h"
#include "base/json/document.h"
#include "base/json/writer.h"
#include "bundle/regular_file.h"

namespace imprint {
namespace {

constexpr std::uint64_t kMostBytes = 64 * 1024;
constexpr std::string_view kKeyType = "imprint signing key";

template <typename Bytes>
std::string Base64Of(const Bytes& bytes) {
  return ToBase64({reinterpret_cast<const char*>(bytes.data()), bytes.size()});
}

template <typename Bytes>
bool FillFromBase64(const std::optional<std::string>& text, Bytes& into) {
  const auto bytes = text ? FromBase64(*text) : std::nullopt;
  if (!bytes || bytes->size() != into.size()) return false;
  std::copy(bytes->begin(), bytes->end(), into.begin());
  return true;
}

}  // namespace

std::string WriteSignature(const SignatureFile& signature) {
  std::string text;
  json::Writer out(text);
  out.BeginObject().Key("version").String(crypto::Hex(crypto::AsText(signature.version.bytes)));
  out.Key("publicKey").String(Base64Of(signature.public_key));
  out.Key("signature").String(Base64Of(signature.signature)).EndObject();
  return text + "\n";
}

Result<SignatureFile> ParseSignature(std::string_view text, const std::string& shown) {
  const auto document = json::Document::Parse(text, 2);
  SignatureFile result;
  if (document) {
    const json::Value root = document->root();
    const auto version = crypto::KeyFromHex(root.StringMember("version").value_or(""));
    if (version) result.version.bytes = *version;
    if (version && FillFromBase64(root.StringMember("publicKey"), result.public_key) &&
        FillFromBase64(root.StringMember("signature"), result.signature)) {
      return result;
    }
  }
  return Fail(ErrorCode::kInvalidField,
              fmt::format("{} is no signature as `imprint sign` writes it.", shown));
}

Result<SignatureFile> ReadSignatureFile(const std::string& path) {
  const auto text = ReadRegularFile(path, kMostBytes, Symlinks::kFollow, path);
  if (!text) return Fail(text.error());
  return ParseSignature(*text, path);
}

std::string SignatureMember(const SignatureFile& signature) {
  std::string text;
  json::Writer out(text);
  out.BeginObject().Key("publicKey").String(Base64Of(signature.public_key));
  out.Key("signature").String(Base64Of(signature.signature)).EndObject();
  return text;
}

std::string PublicKeyText(const signing::PublicKey& key) {
  return Base64Of(key);
}

Result<signing::PublicKey> ParsePublicKey(std::string_view text) {
  signing::PublicKey key{};
  if (FillFromBase64(std::string(text), key)) return key;
  return Fail(ErrorCode::kInvalidField, "A public key is 32 bytes in base64.", "--publisher");
}

std::string WriteKeyFile(const signing::KeyPair& keys) {
  std::string text;
  json::Writer out(text);
  out.BeginObject().Key("type").String(kKeyType);
  out.Key("publicKey").String(Base64Of(keys.public_key));
  out.Key("seed").String(Base64Of(keys.seed)).EndObject();
  return text + "\n";
}

Result<signing::KeyPair> ReadKeyFile(const std::string& path) {
  struct stat status {};
  if (::stat(path.c_str(), &status) == 0 && S_ISREG(status.st_mode) &&
      (status.st_mode & 077) != 0) {
    return Fail(ErrorCode::kForbidden,
                fmt::format("Others may read the key in {}: chmod 600 it.", path));
  }
  const auto text = ReadRegularFile(path, kMostBytes, Symlinks::kFollow, path);
  if (!text) return Fail(text.error());
  const auto document = json::Document::Parse(*text, 2);
  std::array<std::uint8_t, 32> seed{};
  if (document && document->root().StringMember("type") == kKeyType &&
      FillFromBase64(document->root().StringMember("seed"), seed)) {
    return signing::KeyPairOf(seed);
  }
  return Fail(ErrorCode::kInvalidField,
              fmt::format("{} is no key as `imprint keygen` writes it.", path));
}

}  // namespace imprint

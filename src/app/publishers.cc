#include "app/publishers.h"

#include <algorithm>
#include <utility>

#include "base/base64.h"
#include "base/crypto.h"

namespace imprint {
namespace {

// About a megabyte.
constexpr std::size_t kMostKnown = 4096;

template <std::size_t kSize>
std::string_view TextOf(const std::array<std::uint8_t, kSize>& bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

}  // namespace

// A check takes 45 microseconds, and a list asks for a hundred.
bool GenuineSignatures::Holds(const VersionSignature& signature, const Hash& version) {
  std::string all(TextOf(signature.public_key));
  all.append(TextOf(signature.signature)).append(crypto::AsText(version.bytes));
  {
    const std::lock_guard lock(mutex_);
    if (known_.contains(all)) return true;
  }
  if (!signing::VerifyVersion(signature.public_key, signature.signature,
                              crypto::AsText(version.bytes))) {
    return false;
  }
  const std::lock_guard lock(mutex_);
  if (known_.size() >= kMostKnown) known_.clear();
  known_.insert(std::move(all));
  return true;
}

std::optional<std::string> Publishers::NameOf(const signing::PublicKey& key) const {
  const auto found = names.find(key);
  if (found == names.end()) return std::nullopt;
  return found->second;
}

bool Publishers::Trusts(const VersionSignature& signature, const Hash& version) const {
  return names.contains(signature.public_key) && genuine.Holds(signature, version);
}

Status AddPublisher(std::string_view text, Publishers& publishers) {
  const std::size_t sign = text.find('=');
  const std::string_view name = text.substr(0, sign);
  const auto bytes =
      sign == std::string_view::npos ? std::nullopt : FromBase64(text.substr(sign + 1));
  signing::PublicKey key{};
  if (name.empty() || !bytes || bytes->size() != key.size()) {
    return Fail(ErrorCode::kInvalidField, "Say NAME=KEY, with a public key in base64.");
  }
  std::copy(bytes->begin(), bytes->end(), key.begin());
  if (!publishers.names.emplace(key, name).second) {
    return Fail(ErrorCode::kInvalidField, "The same public key is there already.");
  }
  return {};
}

Status CheckSigned(const Publishers& publishers, StoreReader& reader,
                   const std::optional<TemplateId>& from_template, const Hash& version) {
  if (!publishers.required) return {};
  if (from_template) {
    auto rows = reader.ListTemplateVersions(*from_template);
    if (!rows) return tl::unexpected<Error>(std::move(rows.error()));
    const bool is_signed = std::any_of(rows->begin(), rows->end(), [&](const TemplateVersion& row) {
      return row.version == version && row.signature && publishers.Trusts(*row.signature, version);
    });
    if (is_signed) return {};
  }
  return Fail(ErrorCode::kUnsigned,
              "This server installs only templates that a publisher it trusts has signed.");
}

}  // namespace imprint

#include "app/publishers.h"

#include <algorithm>

#include "base/base64.h"
#include "base/crypto.h"

namespace imprint {

std::optional<std::string> Publishers::NameOf(const signing::PublicKey& key) const {
  const auto found = names.find(key);
  if (found == names.end()) return std::nullopt;
  return found->second;
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
      return row.version == version && row.signature &&
             publishers.NameOf(row.signature->public_key) &&
             signing::VerifyVersion(row.signature->public_key, row.signature->signature,
                                    crypto::AsText(version.bytes));
    });
    if (is_signed) return {};
  }
  return Fail(ErrorCode::kUnsigned,
              "This server installs only templates that a publisher it trusts has signed.");
}

}  // namespace imprint

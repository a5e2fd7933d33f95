#include "surface/native/version_request.h"

#include <algorithm>
#include <array>

#include "base/base64.h"

namespace imprint::native {
namespace {

template <std::size_t kSize>
void ReadBytes(ObjectReader& reader, std::string_view name, std::string_view what, Faults& faults,
               std::array<std::uint8_t, kSize>& into) {
  reader.Require(name);
  const auto text = reader.Text(name);
  if (!text) return;
  const auto bytes = FromBase64(*text);
  if (!bytes || bytes->size() != kSize) return faults.Add(reader.PathOf(name), what);
  std::copy(bytes->begin(), bytes->end(), into.begin());
}

std::optional<VersionSignature> ReadSignature(ObjectReader& parent, Faults& faults) {
  const json::Value value = parent.Object("signature");
  if (!value.valid()) return std::nullopt;
  ObjectReader reader(value, parent.PathOf("signature"), faults);
  VersionSignature signature;
  ReadBytes(reader, "publicKey", "must be 32 bytes in base64", faults, signature.public_key);
  ReadBytes(reader, "signature", "must be 64 bytes in base64", faults, signature.signature);
  reader.RefuseOthers();
  return signature;
}

// Nothing: absent, and it stays; null: it is no longer deprecated.
std::optional<std::optional<std::string>> ReadDeprecated(ObjectReader& parent, Faults& faults) {
  const json::Value value = parent.Any("deprecated");
  if (!value.valid()) return std::nullopt;
  if (value.type() == json::Type::kNull) return std::optional<std::string>();
  if (!value.is_object()) {
    faults.Add(parent.PathOf("deprecated"), "must be an object or null");
    return std::nullopt;
  }
  ObjectReader reader(value, parent.PathOf("deprecated"), faults);
  reader.Require("reason");
  std::optional<std::string> reason = reader.AnyText("reason");
  reader.RefuseOthers();
  return std::optional(std::move(reason).value_or(""));
}

}  // namespace

VersionInput ReadVersionInput(ObjectReader& reader, Faults& faults) {
  VersionInput input;
  input.run_key = reader.Text("runKey").value_or("");
  input.document = reader.Object("template");
  input.note = reader.AnyText("note").value_or("");
  input.secrets_as_variables = reader.Choice("secrets", kSecretPolicies) == 1;
  input.signature = ReadSignature(reader, faults);
  if (reader.Has("runKey") && reader.Has("template")) {
    faults.Add("template", "cannot be given together with runKey");
  } else if (!reader.Has("runKey") && !reader.Has("template")) {
    faults.Add("runKey", "or template is required", ErrorCode::kMissingField);
  }
  return input;
}

VersionChange ReadVersionChange(ObjectReader& reader, Faults& faults) {
  VersionChange change;
  change.note = reader.AnyText("note");
  change.deprecated = ReadDeprecated(reader, faults);
  change.signature = ReadSignature(reader, faults);
  return change;
}

}  // namespace imprint::native

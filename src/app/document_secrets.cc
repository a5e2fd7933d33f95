#include "app/document_secrets.h"

#include <map>
#include <vector>

#include "base/json/edit.h"
#include "base/json/stored_depth.h"
#include "base/json/writer.h"
#include "model/references.h"

namespace imprint {
namespace {

using SecretMap = std::map<std::string, std::string>;  // path -> JSON text

struct FoundSecret {
  std::string path;
  json::Value value;
};

bool IsEmpty(json::Value value) {
  if (value.type() == json::Type::kNull) return true;
  if (value.is_string()) return value.raw().empty();
  return (value.is_object() || value.is_array()) && value.items().empty();
}

void FindSecrets(json::Value value, const SecretNode& node, std::string& path,
                 std::vector<FoundSecret>& found) {
  if (node.rule) {
    if (!IsEmpty(value)) found.push_back({path, value});
    return;
  }
  const std::size_t length = path.size();
  std::string scratch;
  value.ForEachMember([&](json::Value key, json::Value child) {
    const std::string_view name = key.StringIn(scratch);
    const SecretNode* next = node.Field(name);
    if (!next) return;
    if (length > 0) path += '.';
    path += name;
    FindSecrets(child, *next, path, found);
    path.resize(length);
  });
}

Result<SecretMap> Unseal(const crypto::SecretBox& box, std::string_view sealed) {
  SecretMap secrets;
  if (sealed.empty()) return secrets;
  auto plain = box.Open(sealed);
  if (!plain) return Pass(plain);
  auto document = json::Document::Parse(*plain, json::kStoredDepth);
  if (!document) return Pass(document);
  document->root().ForEachMember([&](json::Value key, json::Value value) {
    secrets.emplace(key.string(), std::string(value.token()));
  });
  return secrets;
}

std::string Seal(const crypto::SecretBox& box, const SecretMap& secrets) {
  if (secrets.empty()) return {};
  std::string plain;
  json::Writer writer(plain);
  writer.BeginObject();
  for (const auto& [path, value] : secrets) writer.Key(path).Raw(value);
  writer.EndObject();
  return box.Seal(plain);
}

json::Edit MaskOver(json::Value value) {
  const std::uint32_t quote = value.is_string() ? 1 : 0;
  return {value.node().begin - quote, value.node().end + quote, json::Quote(kSecretMask)};
}

}  // namespace

Result<MaskedDocument> TakeSecrets(const crypto::SecretBox& box, Model model,
                                   const json::Document& document, std::string_view sealed_before) {
  std::vector<FoundSecret> found;
  std::string path;
  FindSecrets(document.root(), SecretsOf(model), path, found);
  if (found.empty()) return MaskedDocument{std::string(document.text()), {}};
  auto before = Unseal(box, sealed_before);
  if (!before) return Pass(before);
  SecretMap secrets;
  std::vector<json::Edit> edits;
  for (const FoundSecret& secret : found) {
    if (!secret.value.is_string() || !secret.value.Is(kSecretMask)) {
      secrets[secret.path] = std::string(secret.value.token());
      edits.push_back(MaskOver(secret.value));
    } else if (const auto kept = before->find(secret.path); kept != before->end()) {
      secrets[secret.path] = kept->second;
    } else {
      return Fail(ErrorCode::kInvalidField,
                  "The mask stands for a stored credential, and there is none here.", secret.path);
    }
  }
  return MaskedDocument{json::ApplyEdits(document.text(), edits), Seal(box, secrets)};
}

}  // namespace imprint

#include "model/references.h"

#include <algorithm>
#include <array>
#include <set>

namespace imprint {
namespace {

constexpr std::size_t kModelCount = kModels.size();

std::array<ReferenceTree, kModelCount> BuildReferenceTrees() {
  std::array<ReferenceTree, kModelCount> trees;
  for (const ReferenceRule& rule : ReferenceRules()) {
    trees[static_cast<std::size_t>(rule.model)].Add(rule.path, &rule);
  }
  return trees;
}

void Walk(json::Value value, const ReferenceNode& node, std::string& path,
          std::vector<FoundReference>& found) {
  if (node.rule && value.is_string() && !value.raw().empty()) {
    found.push_back({node.rule, path, value.string()});
    return;
  }
  const std::size_t length = path.size();
  std::string scratch;
  value.ForEachMember([&](json::Value key, json::Value child) {
    const std::string_view name = key.StringIn(scratch);
    const ReferenceNode* next = node.Field(name);
    if (!next) return;
    if (length > 0) path += '.';
    path += name;
    Walk(child, *next, path, found);
    path.resize(length);
  });
  std::size_t index = 0;
  value.ForEachItem([&](json::Value item) {
    if (node.items) {
      path += '[' + std::to_string(index) + ']';
      Walk(item, *node.items, path, found);
      path.resize(length);
    }
    ++index;
  });
}

// Credentials by the place where the vendor's models hold them.
constexpr SecretRule kSecrets[] = {
    {"http.encrypted"},
    {"http.auth.token.token"},
    {"http.auth.token.refreshToken"},
    {"http.auth.basic.password"},
    {"http.auth.oauth.*.token"},
    {"http.auth.oauth.clientSecret"},
    {"http.auth.oauth.encrypted"},
    {"http.clientCertificates.key"},
    {"http.clientCertificates.passphrase"},
    {"rest.encrypted"},
    {"rest.bearerToken"},
    {"rest.refreshToken"},
    {"rest.basicAuth.password"},
    {"rest.cookieAuth.body"},
    {"rdbms.password"},
    {"rdbms.ssl.key"},
    {"jdbc.password"},
    {"mongodb.password"},
    {"ftp.password"},
    {"ftp.authKey"},
    {"ftp.pgpDecryptKey"},
    {"ftp.pgpPassphrase"},
    {"s3.secretAccessKey"},
    {"dynamodb.aws.secretAccessKey"},
    {"netsuite.password"},
    {"netsuite.tokenSecret"},
    {"salesforce.bearerToken"},
    {"salesforce.refreshToken"},
    {"as2.*.privateKey"},
    {"mcp.http.encrypted"},
    {"mcp.http.auth.token.token"},
    {"wrapper.encrypted"},
    {"encrypted"},
    {"oauth2.clientSecret"},
    {"oauth1.consumerSecret"},
};

SecretTree BuildSecretTree() {
  SecretTree tree;
  for (const SecretRule& rule : kSecrets) tree.Add(rule.path, &rule);
  return tree;
}

}  // namespace

const ReferenceNode& ReferencesOf(Model model) {
  static const auto trees = BuildReferenceTrees();
  return trees[static_cast<std::size_t>(model)].root();
}

std::vector<FoundReference> FindReferences(Model model, const json::Document& document) {
  std::vector<FoundReference> found;
  std::string path;
  Walk(document.root(), ReferencesOf(model), path, found);
  return found;
}

bool IsServerManaged(std::string_view field) {
  static const std::set<std::string_view> fields{
      "_id",          "_userId",        "createdAt",  "lastModified", "lastModifiedBy",
      "deletedAt",    "apiIdentifier",  "sandbox",    "draft",        "draftExpiresAt",
      "debugUntil",   "lastExecutedAt", "resolvedAt", "free",         "numInstalls",
      "numInstances", "_templateId",    "_sourceId",  "_connectorId", "__linkedLookupCacheIds",
      "wizardState"};
  return fields.contains(field);
}

const SecretNode& SecretsOf(Model model) {
  static const SecretTree tree = BuildSecretTree();
  static const SecretNode none;
  const bool holds_credentials = model == Model::kConnection || model == Model::kIClient;
  return holds_credentials ? tree.root() : none;
}

}  // namespace imprint

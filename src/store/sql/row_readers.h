#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>

#include "model/model.h"
#include "model/records.h"
#include "store/sql/json_columns.h"

namespace imprint {

// How the columns of a row become a record, in the order in which both SQL stores select them. Row
// is an engine's own: Read(outs...) takes all columns in order, and MarkDamaged() tells that one
// held what no writer puts there.

template <typename Row>
Account ReadAccount(Row& row) {
  Account account;
  row.Read(account.id, account.name, account.partner, account.created);
  return account;
}

template <typename Row>
Token ReadToken(Row& row) {
  Token token;
  row.Read(token.id, token.hash, token.account, token.created, token.expires, token.revoked);
  return token;
}

template <typename Row>
Template ReadTemplate(Row& row) {
  Template found;
  std::string applications;
  std::int64_t dialect = 0;
  row.Read(found.id, found.owner, found.name, found.description, found.image_url, found.website_url,
           found.contact_email, applications, found.published, found.installs, found.created,
           found.modified, found.version, found.pending_upload, dialect, found.language,
           found.setup_guide_url);
  found.dialect = static_cast<Dialect>(dialect);
  auto names = DecodeStrings(applications);
  if (names) {
    found.applications = std::move(*names);
  } else {
    row.MarkDamaged();
  }
  return found;
}

template <typename Row>
Version ReadVersion(Row& row) {
  Version version;
  row.Read(version.id, version.source, version.resources, version.ids, version.created);
  return version;
}

template <typename Row>
Upload ReadUpload(Row& row) {
  Upload upload;
  row.Read(upload.run_key, upload.account, upload.target, upload.file_name, upload.content_type,
           upload.created, upload.expires, upload.blob, upload.size, upload.version);
  return upload;
}

/// Without its blocks.
template <typename Row>
Installation ReadInstallation(Row& row) {
  Installation installation;
  std::string bindings;
  row.Read(installation.account, installation.id, installation.from_template, installation.version,
           bindings, installation.creates_connections, installation.created);
  auto decoded = DecodeBindings(bindings);
  if (decoded) {
    installation.bindings = std::move(*decoded);
  } else {
    row.MarkDamaged();
  }
  return installation;
}

template <typename Row>
IdBlock ReadBlock(Row& row) {
  IdBlock block;
  row.Read(block.first, block.count, block.first_ordinal);
  return block;
}

template <typename Row>
IdempotentResult ReadIdempotent(Row& row) {
  IdempotentResult result;
  row.Read(result.account, result.key, result.request, result.installation, result.created);
  return result;
}

namespace columns {

template <typename Row, typename... Further>
Resource ReadResource(Row& row, Further&... further) {
  Resource resource;
  std::int64_t model = 0;
  std::int64_t origin = 0;
  row.Read(resource.account, resource.id, model, origin, resource.installation, resource.created,
           resource.modified, further...);
  const bool known = model >= 0 && model < static_cast<std::int64_t>(kModels.size()) &&
                     origin >= 0 && origin <= static_cast<std::int64_t>(ResourceOrigin::kTombstone);
  if (known) {
    resource.model = static_cast<Model>(model);
    resource.origin = static_cast<ResourceOrigin>(origin);
  } else {
    row.MarkDamaged();
  }
  return resource;
}

}  // namespace columns

/// Without document, secrets and references.
template <typename Row>
Resource ReadResourceHead(Row& row) {
  return columns::ReadResource(row);
}

/// Without its references.
template <typename Row>
Resource ReadWholeResource(Row& row) {
  std::string sealed_secrets;
  std::string document;
  Resource resource = columns::ReadResource(row, sealed_secrets, document);
  resource.sealed_secrets = std::move(sealed_secrets);
  resource.document = std::move(document);
  return resource;
}

template <typename Row>
AuditEntry ReadAuditEntry(Row& row) {
  AuditEntry entry;
  std::int64_t event = 0;
  std::string fields;
  row.Read(entry.account, entry.id, entry.time, event, entry.resource_type, entry.resource,
           entry.token, entry.address, entry.request, fields);
  auto names = DecodeStrings(fields);
  const bool known = event >= 0 && event <= static_cast<std::int64_t>(AuditEvent::kRevoke);
  if (!names || !known) {
    row.MarkDamaged();
    return entry;
  }
  entry.event = static_cast<AuditEvent>(event);
  entry.fields = std::move(*names);
  return entry;
}

}  // namespace imprint

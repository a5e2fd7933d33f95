#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>

#include "model/model.h"
#include "model/record_json.h"
#include "model/records.h"

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
  const bool known = event >= 0 && event <= static_cast<std::int64_t>(AuditEvent::kRevert);
  if (!names || !known) {
    row.MarkDamaged();
    return entry;
  }
  entry.event = static_cast<AuditEvent>(event);
  entry.fields = std::move(*names);
  return entry;
}

namespace columns {

template <std::size_t kBytes>
bool CopyExactly(const std::string& from, std::array<std::uint8_t, kBytes>& to) {
  if (from.size() != kBytes) return false;
  std::copy(from.begin(), from.end(), to.begin());
  return true;
}

template <typename Row, typename... Further>
InstallationStep ReadStep(Row& row, Further&... further) {
  InstallationStep step;
  std::int64_t change = 0;
  row.Read(step.account, step.installation, step.number, change, step.created, step.token,
           step.version_before, step.version_after, further...);
  if (change >= 0 && change <= static_cast<std::int64_t>(InstallationChange::kRevert)) {
    step.change = static_cast<InstallationChange>(change);
  } else {
    row.MarkDamaged();
  }
  return step;
}

}  // namespace columns

template <typename Row>
TemplateVersion ReadTemplateVersion(Row& row) {
  TemplateVersion found;
  std::optional<std::string> public_key;
  std::optional<std::string> signature;
  row.Read(found.template_id, found.number, found.version, found.note, found.created,
           found.deprecated, public_key, signature);
  if (!public_key && !signature) return found;
  VersionSignature& both = found.signature.emplace();
  const bool whole = public_key && signature &&
                     columns::CopyExactly(*public_key, both.public_key) &&
                     columns::CopyExactly(*signature, both.signature);
  if (!whole) row.MarkDamaged();
  return found;
}

/// Without `before`.
template <typename Row>
InstallationStep ReadStepHead(Row& row) {
  return columns::ReadStep(row);
}

template <typename Row>
InstallationStep ReadWholeStep(Row& row) {
  std::string before;
  InstallationStep step = columns::ReadStep(row, before);
  step.before = std::move(before);
  return step;
}

template <typename Row>
SavedBindings ReadSavedBindings(Row& row) {
  SavedBindings saved;
  std::string bindings;
  row.Read(saved.account, saved.template_id, bindings, saved.modified);
  if (!DecodeSaved(bindings, saved)) row.MarkDamaged();
  return saved;
}

}  // namespace imprint

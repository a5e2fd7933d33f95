#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

#include "base/id.h"
#include "base/time.h"
#include "model/records.h"

/// Small rows for tests of stores. The same number gives the same row.
namespace imprint::samples {

/// The ObjectId whose counter is `n`, and a UUID whose counter is `n`.
Id ObjectIdOf(std::uint32_t n);
Id UuidOf(std::uint32_t n);
Hash HashOf(std::uint32_t n);
Time At(std::int64_t millis);

inline AccountId AccountOf(std::uint32_t n) {
  return AccountId(ObjectIdOf(n));
}
inline TemplateId TemplateOf(std::uint32_t n) {
  return TemplateId(ObjectIdOf(n));
}
inline ResourceId ResourceOf(std::uint32_t n) {
  return ResourceId(ObjectIdOf(n));
}
inline InstallationId InstallationOf(std::uint32_t n) {
  return InstallationId(ObjectIdOf(n));
}

Account MakeAccount(std::uint32_t n);
Token MakeToken(std::uint32_t n);
Template MakeTemplate(std::uint32_t n);
Version MakeVersion(std::uint32_t n);
Upload MakeUpload(std::uint32_t n);
/// Without blocks and bindings.
Installation MakeInstallation(AccountId account, std::uint32_t n);
Resource MakeResource(AccountId account, std::uint32_t n);
IdempotentResult MakeIdempotent(AccountId account, std::string key);
/// Neither deprecated nor signed.
TemplateVersion MakeTemplateVersion(TemplateId template_id, std::uint32_t number);
InstallationStep MakeStep(AccountId account, InstallationId installation, std::uint32_t number);
SavedBindings MakeSaved(AccountId account, TemplateId template_id);

/// A signature made of that byte.
VersionSignature SignatureOf(std::uint8_t byte);

/// Texts that break careless quoting, escaping and length handling.
std::vector<std::string> HostileTexts();

/// All fields, to compare rows with.
inline auto Fields(const Account& a) {
  return std::tie(a.id, a.name, a.partner, a.created);
}
inline auto Fields(const Token& t) {
  return std::tie(t.id, t.hash, t.account, t.created, t.expires, t.revoked);
}
inline auto Fields(const Template& t) {
  return std::tie(t.id, t.owner, t.name, t.description, t.image_url, t.website_url, t.contact_email,
                  t.applications, t.published, t.installs, t.created, t.modified, t.version,
                  t.pending_upload, t.dialect, t.language, t.setup_guide_url);
}
inline auto Fields(const Version& v) {
  return std::tie(v.id, v.source, v.resources, v.ids, v.created);
}
inline auto Fields(const Upload& u) {
  return std::tie(u.run_key, u.account, u.target, u.file_name, u.content_type, u.created, u.expires,
                  u.blob, u.size, u.version);
}
inline auto Fields(const IdBlock& b) {
  return std::tie(b.first, b.count, b.first_ordinal);
}
inline auto Fields(const Installation& i) {
  std::vector<std::tuple<Id, std::uint32_t, std::uint32_t>> blocks;
  for (const auto& block : i.blocks) blocks.emplace_back(Fields(block));
  return std::tuple(i.id, i.account, i.from_template, i.version, i.bindings, i.creates_connections,
                    i.created, std::move(blocks));
}
inline auto Fields(const Resource& r) {
  return std::tie(r.id, r.account, r.model, r.origin, r.installation, r.document, r.sealed_secrets,
                  r.references, r.created, r.modified);
}
inline auto Fields(const IdempotentResult& r) {
  return std::tie(r.account, r.key, r.request, r.installation, r.created);
}
inline const auto& Fields(const TemplateVersion& v) {
  return v;
}
inline const auto& Fields(const InstallationStep& s) {
  return s;
}
inline const auto& Fields(const SavedBindings& s) {
  return s;
}

}  // namespace imprint::samples

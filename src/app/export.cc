#include "app/export.h"

#include <algorithm>
#include <cctype>
#include <utility>

#include "app/export_diga.h"
#include "app/export_ids.h"
#include "app/export_members.h"
#include "bundle/compile.h"
#include "bundle/version_files.h"

namespace imprint {
namespace {

std::string FileName(std::string_view name) {
  constexpr std::size_t kLongest = 80;
  std::string safe;
  for (const char c : name) {
    const auto byte = static_cast<unsigned char>(c);
    const bool plain = byte < 0x80 && (std::isalnum(byte) || c == '_');
    if (plain) safe += c;
    if (!plain && !safe.empty() && safe.back() != '-') safe += '-';
    if (safe.size() == kLongest) break;
  }
  while (!safe.empty() && safe.back() == '-') safe.pop_back();
  return safe.empty() ? "template" : safe;
}

Result<CompiledVersion> CompileMembers(std::vector<ArchiveFile> files, const Limits& limits,
                                       SecretPolicy secrets, std::vector<std::string>& variables) {
  FilesInMemory source(files);
  if (secrets == SecretPolicy::kRefuse) return Compile(source, limits);
  WithoutSecrets cleaned(source, limits.json_depth);
  variables = cleaned.names();
  return Compile(cleaned, limits);
}

}  // namespace

Result<ExportedTemplate> ExportTemplate(const Services& services, AccountId account,
                                        const Id& integration, SecretPolicy secrets) {
  const bool diga = integration.is_uuid();
  auto exported = diga ? ExportDiga(services, account, integration, secrets)
                       : ExportBundle(services, account, Model::kIntegration, integration, secrets);
  if (exported) {
    if (diga) exported->file_name = FileName(exported->file_name) + ".json";
    return exported;
  }
  for (Problem& problem : exported.error().problems) {
    if (problem.code == ErrorCode::kNotFound) problem.field = "integration";
  }
  return exported;
}

Result<ExportedTemplate> ExportBundle(const Services& services, AccountId account, Model root,
                                      const Id& id, SecretPolicy secrets) {
  auto members = GatherMembers(services, {account, root, id, true, {}});
  if (!members) return Pass(members);
  auto ids = TemplateIds(services, members->installations);
  if (!ids) return Pass(ids);
  ExportedTemplate exported;
  auto version = CompileMembers(FilesOfMembers(std::exchange(members->documents, {})),
                                services.limits, secrets, exported.variables);
  if (!version) return Pass(version);
  auto zip = ZipOf(WithTemplateIds(std::move(*version), *ids));
  if (!zip) return Pass(zip);
  exported.file_name = FileName(members->name) + ".zip";
  exported.content_type = "application/zip";
  exported.bytes = std::move(*zip);
  exported.held = std::move(members->held);
  if (exported.held) exported.held->ShrinkTo(exported.bytes.size());
  return exported;
}

}  // namespace imprint

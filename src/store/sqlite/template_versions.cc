#include "store/sqlite/template_versions.h"

#include <array>

#include "store/sql/row_readers.h"

namespace imprint::sqlite {
namespace {

#define IMPRINT_SELECT_TEMPLATE_VERSION                                                 \
  "SELECT template, number, version, note, created, deprecated, public_key, signature " \
  "FROM template_versions "

template <std::size_t kBytes>
Blob BlobOf(const std::array<std::uint8_t, kBytes>& bytes) {
  return {{reinterpret_cast<const char*>(bytes.data()), bytes.size()}};
}

}  // namespace

Result<std::vector<TemplateVersion>> ListTemplateVersions(Connection& connection, TemplateId id) {
  return QueryAll(connection, IMPRINT_SELECT_TEMPLATE_VERSION "WHERE template = ?1 ORDER BY number",
                  ReadTemplateVersion<Statement>, id);
}

Result<std::optional<TemplateVersion>> FindTemplateVersion(Connection& connection, TemplateId id,
                                                           std::optional<std::uint32_t> number) {
  if (number) {
    return QueryOne(connection,
                    IMPRINT_SELECT_TEMPLATE_VERSION "WHERE template = ?1 AND number = ?2",
                    ReadTemplateVersion<Statement>, id, *number);
  }
  return QueryOne(connection,
                  IMPRINT_SELECT_TEMPLATE_VERSION
                  "WHERE template = ?1 ORDER BY number DESC LIMIT 1",
                  ReadTemplateVersion<Statement>, id);
}

Status PutTemplateVersion(Connection& connection, const TemplateVersion& row) {
  std::optional<Blob> public_key;
  std::optional<Blob> signature;
  if (row.signature) {
    public_key = BlobOf(row.signature->public_key);
    signature = BlobOf(row.signature->signature);
  }
  return Execute(connection,
                 "INSERT OR REPLACE INTO template_versions (template, number, version, note, "
                 "created, deprecated, public_key, signature) "
                 "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
                 row.template_id, row.number, row.version, row.note, row.created, row.deprecated,
                 public_key, signature);
}

Status RemoveTemplateVersions(Connection& connection, TemplateId id) {
  return Execute(connection, "DELETE FROM template_versions WHERE template = ?1", id);
}

Status ScanTemplateVersions(Connection& connection, RowVisitor& visitor) {
  return VisitAll(connection, IMPRINT_SELECT_TEMPLATE_VERSION "ORDER BY template, number",
                  ReadTemplateVersion<Statement>, visitor);
}

#undef IMPRINT_SELECT_TEMPLATE_VERSION

}  // namespace imprint::sqlite

#include "store/sqlite/templates.h"

#include <string>
#include <utility>

#include "model/record_json.h"
#include "store/sql/row_readers.h"
#include "store/sqlite/catalogue.h"
#include "store/sqlite/template_versions.h"

namespace imprint::sqlite {
namespace {

#define IMPRINT_SELECT_TEMPLATE                                                                \
  "SELECT id, owner, name, description, image_url, website_url, contact_email, applications, " \
  "published, installs, created, modified, version, pending_upload, dialect, language, "       \
  "setup_guide_url FROM templates "

#define IMPRINT_SELECT_UPLOAD                                                                \
  "SELECT run_key, account, target, file_name, content_type, created, expires, blob, size, " \
  "version FROM uploads "

Status PutRow(Connection& connection, const Template& row) {
  const auto applications = EncodeStrings(row.applications);
  if (!applications) return Fail(applications.error());
  return Execute(connection,
                 "INSERT INTO templates (id, owner, name, description, image_url, "
                 "website_url, contact_email, applications, published, installs, created, "
                 "modified, version, pending_upload, dialect, language, setup_guide_url) "
                 "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, "
                 "?17) "
                 "ON CONFLICT (id) DO UPDATE SET owner = ?2, name = ?3, description = ?4, "
                 "image_url = ?5, website_url = ?6, contact_email = ?7, applications = ?8, "
                 "published = ?9, created = ?11, modified = ?12, version = ?13, "
                 "pending_upload = ?14, dialect = ?15, language = ?16, setup_guide_url = ?17",
                 row.id, row.owner, row.name, row.description, row.image_url, row.website_url,
                 row.contact_email, *applications, row.published, row.installs, row.created,
                 row.modified, row.version, row.pending_upload,
                 static_cast<std::int64_t>(row.dialect), row.language, row.setup_guide_url);
}

}  // namespace

Result<std::optional<Template>> FindTemplate(Connection& connection, TemplateId id) {
  return QueryOne(connection, IMPRINT_SELECT_TEMPLATE "WHERE id = ?1", ReadTemplate<Statement>, id);
}

Result<std::vector<Template>> ListTemplates(Connection& connection, AccountId owner,
                                            Dialect dialect) {
  return QueryAll(connection,
                  IMPRINT_SELECT_TEMPLATE "WHERE owner = ?1 AND dialect = ?2 ORDER BY id",
                  ReadTemplate<Statement>, owner, static_cast<std::int64_t>(dialect));
}

Result<std::vector<Template>> ListPublished(Connection& connection, Dialect dialect,
                                            std::size_t skip, std::size_t limit) {
  return QueryAll(connection,
                  IMPRINT_SELECT_TEMPLATE
                  "WHERE published AND dialect = ?3 ORDER BY id LIMIT ?2 OFFSET ?1",
                  ReadTemplate<Statement>, std::uint64_t{skip}, std::uint64_t{limit},
                  static_cast<std::int64_t>(dialect));
}

Result<std::vector<Template>> ListTemplatesBehind(Connection& connection, AccountId owner,
                                                  Dialect dialect, TemplateId after,
                                                  std::size_t limit) {
  return QueryAll(connection,
                  IMPRINT_SELECT_TEMPLATE
                  "WHERE owner = ?1 AND dialect = ?2 AND id > ?3 ORDER BY id LIMIT ?4",
                  ReadTemplate<Statement>, owner, static_cast<std::int64_t>(dialect), after,
                  std::uint64_t{limit});
}

Result<std::size_t> CountPublishedIn(Connection& connection, Dialect dialect,
                                     std::string_view language, std::optional<TemplateId> before) {
#define IMPRINT_COUNT_PUBLISHED \
  "SELECT count(*) FROM templates WHERE published AND dialect = ?1 AND language = ?2"
  const auto number = static_cast<std::int64_t>(dialect);
  auto count = before ? QueryOne(connection, IMPRINT_COUNT_PUBLISHED " AND id < ?3",
                                 ReadColumn<std::uint64_t>, number, language, *before)
                      : QueryOne(connection, IMPRINT_COUNT_PUBLISHED, ReadColumn<std::uint64_t>,
                                 number, language);
#undef IMPRINT_COUNT_PUBLISHED
  if (!count) return Fail(std::move(count.error()));
  return count->value_or(0);
}

Result<std::vector<Template>> ListPublishedIn(Connection& connection, Dialect dialect,
                                              std::string_view language, std::size_t skip,
                                              std::size_t limit) {
  return QueryAll(connection,
                  IMPRINT_SELECT_TEMPLATE
                  "WHERE published AND dialect = ?1 AND language = ?2 "
                  "ORDER BY id LIMIT ?4 OFFSET ?3",
                  ReadTemplate<Statement>, static_cast<std::int64_t>(dialect), language,
                  std::uint64_t{skip}, std::uint64_t{limit});
}

Status PutTemplate(Connection& connection, const Template& row) {
  Savepoint all(connection);
  if (auto put = PutRow(connection, row); !put) return put;
  if (auto indexed = IndexTemplate(connection, row); !indexed) return indexed;
  return all.Release();
}

Status RemoveTemplate(Connection& connection, TemplateId id) {
  Savepoint all(connection);
  auto removed = RemoveTemplateVersions(connection, id);
  if (removed) removed = UnindexTemplate(connection, id);
  if (removed) removed = Execute(connection, "DELETE FROM templates WHERE id = ?1", id);
  if (!removed) return removed;
  return all.Release();
}

Status CountInstall(Connection& connection, TemplateId id) {
  return Execute(connection, "UPDATE templates SET installs = installs + 1 WHERE id = ?1", id);
}

Result<std::optional<Version>> FindVersion(Connection& connection, const Hash& id) {
  return QueryOne(connection,
                  "SELECT id, source, resources, ids, created FROM versions WHERE id = ?1",
                  ReadVersion<Statement>, id);
}

Status AddVersion(Connection& connection, const Version& version) {
  return Execute(connection,
                 "INSERT INTO versions (id, source, resources, ids, created) "
                 "VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT (id) DO NOTHING",
                 version.id, version.source, version.resources, version.ids, version.created);
}

Result<std::optional<Upload>> FindUpload(Connection& connection, std::string_view run_key) {
  return QueryOne(connection, IMPRINT_SELECT_UPLOAD "WHERE run_key = ?1", ReadUpload<Statement>,
                  run_key);
}

Result<std::vector<Upload>> ListAwaited(Connection& connection, TemplateId target) {
  return QueryAll(connection,
                  IMPRINT_SELECT_UPLOAD "WHERE target = ?1 AND blob IS NULL ORDER BY run_key",
                  ReadUpload<Statement>, target);
}

Status PutUpload(Connection& connection, const Upload& upload) {
  return Execute(connection,
                 "INSERT OR REPLACE INTO uploads (run_key, account, target, file_name, "
                 "content_type, created, expires, blob, size, version) "
                 "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
                 upload.run_key, upload.account, upload.target, upload.file_name,
                 upload.content_type, upload.created, upload.expires, upload.blob, upload.size,
                 upload.version);
}

Status ScanTemplates(Connection& connection, RowVisitor& visitor) {
  return VisitAll(connection, IMPRINT_SELECT_TEMPLATE "ORDER BY id", ReadTemplate<Statement>,
                  visitor);
}

Status ScanVersions(Connection& connection, RowVisitor& visitor) {
  return VisitAll(connection,
                  "SELECT id, source, resources, ids, created FROM versions ORDER BY id",
                  ReadVersion<Statement>, visitor);
}

Status ScanUploads(Connection& connection, RowVisitor& visitor) {
  return VisitAll(connection, IMPRINT_SELECT_UPLOAD "ORDER BY run_key", ReadUpload<Statement>,
                  visitor);
}

#undef IMPRINT_SELECT_TEMPLATE
#undef IMPRINT_SELECT_UPLOAD

}  // namespace imprint::sqlite

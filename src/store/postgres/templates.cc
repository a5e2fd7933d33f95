#include "store/postgres/templates.h"

#include <string>
#include <utility>

#include "model/record_json.h"
#include "store/postgres/catalogue.h"
#include "store/sql/row_readers.h"

namespace imprint::postgres {
namespace {

#define IMPRINT_SELECT_TEMPLATE(installs)                                                      \
  "SELECT id, owner, name, description, image_url, website_url, contact_email, applications, " \
  "published, " installs                                                                       \
  ", created, modified, version, pending_upload, dialect, language, setup_guide_url "          \
  "FROM templates "
#define IMPRINT_ALL_INSTALLS                                                          \
  "installs + coalesce((SELECT sum(counted.count) FROM template_installs AS counted " \
  "WHERE counted.template = templates.id), 0)::bigint"
// Texts of one statement for both kinds of transaction; only literals can name a prepared one.
#define IMPRINT_TEMPLATES(transaction, which)                                  \
  ((transaction).kind() == TransactionKind::kRead                              \
       ? std::string_view(IMPRINT_SELECT_TEMPLATE(IMPRINT_ALL_INSTALLS) which) \
       : std::string_view(IMPRINT_SELECT_TEMPLATE("installs") which))

}  // namespace

Result<std::optional<Template>> FindTemplate(Transaction& transaction, TemplateId id) {
  return transaction.QueryOne(IMPRINT_TEMPLATES(transaction, "WHERE id = $1"), ReadTemplate<Row>,
                              id);
}

Result<std::vector<Template>> ListTemplates(Transaction& transaction, AccountId owner,
                                            Dialect dialect) {
  return transaction.QueryAll(
      IMPRINT_TEMPLATES(transaction, "WHERE owner = $1 AND dialect = $2 ORDER BY id"),
      ReadTemplate<Row>, owner, static_cast<std::int64_t>(dialect));
}

Result<std::vector<Template>> ListPublished(Transaction& transaction, Dialect dialect,
                                            std::size_t skip, std::size_t limit) {
  return transaction.QueryAll(
      IMPRINT_TEMPLATES(transaction,
                        "WHERE published AND dialect = $3 ORDER BY id LIMIT $2 OFFSET $1"),
      ReadTemplate<Row>, std::uint64_t{skip}, std::uint64_t{limit},
      static_cast<std::int64_t>(dialect));
}

Result<std::vector<Template>> ListTemplatesBehind(Transaction& transaction, AccountId owner,
                                                  Dialect dialect, TemplateId after,
                                                  std::size_t limit) {
  return transaction.QueryAll(
      IMPRINT_TEMPLATES(transaction,
                        "WHERE owner = $1 AND dialect = $2 AND id > $3 ORDER BY id LIMIT $4"),
      ReadTemplate<Row>, owner, static_cast<std::int64_t>(dialect), after, std::uint64_t{limit});
}

Result<std::size_t> CountPublishedIn(Transaction& transaction, Dialect dialect,
                                     std::string_view language, std::optional<TemplateId> before) {
#define IMPRINT_COUNT_PUBLISHED \
  "SELECT count(*) FROM templates WHERE published AND dialect = $1 AND language = $2"
  const auto number = static_cast<std::int64_t>(dialect);
  auto count = before ? transaction.QueryOne(IMPRINT_COUNT_PUBLISHED " AND id < $3",
                                             ReadColumn<std::uint64_t>, number, language, *before)
                      : transaction.QueryOne(IMPRINT_COUNT_PUBLISHED, ReadColumn<std::uint64_t>,
                                             number, language);
#undef IMPRINT_COUNT_PUBLISHED
  if (!count) return Fail(std::move(count.error()));
  return count->value_or(0);
}

Result<std::vector<Template>> ListPublishedIn(Transaction& transaction, Dialect dialect,
                                              std::string_view language, std::size_t skip,
                                              std::size_t limit) {
  return transaction.QueryAll(
      IMPRINT_TEMPLATES(transaction,
                        "WHERE published AND dialect = $1 AND language = $2 "
                        "ORDER BY id LIMIT $4 OFFSET $3"),
      ReadTemplate<Row>, static_cast<std::int64_t>(dialect), language, std::uint64_t{skip},
      std::uint64_t{limit});
}

Result<std::vector<Template>> TemplatesFrom(Transaction& transaction, std::string_view first,
                                            std::size_t limit) {
  return transaction.QueryAll(
      IMPRINT_SELECT_TEMPLATE(IMPRINT_ALL_INSTALLS) "WHERE id >= $1 ORDER BY id LIMIT $2",
      ReadTemplate<Row>, first, std::uint64_t{limit});
}

Status PutTemplate(Transaction& transaction, const Template& row) {
  const auto applications = EncodeStrings(row.applications);
  if (!applications) return Fail(applications.error());
  auto put = transaction.Post(
      "INSERT INTO templates (id, owner, name, description, image_url, website_url, "
      "contact_email, applications, published, installs, created, modified, version, "
      "pending_upload, dialect, language, setup_guide_url) "
      "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17) "
      "ON CONFLICT (id) DO UPDATE SET owner = $2, name = $3, description = $4, image_url = $5, "
      "website_url = $6, contact_email = $7, applications = $8, published = $9, created = $11, "
      "modified = $12, version = $13, pending_upload = $14, dialect = $15, language = $16, "
      "setup_guide_url = $17",
      row.id, row.owner, row.name, row.description, row.image_url, row.website_url,
      row.contact_email, *applications, row.published, row.installs, row.created, row.modified,
      row.version, row.pending_upload, static_cast<std::int64_t>(row.dialect), row.language,
      row.setup_guide_url);
  if (!put) return put;
  return IndexTemplate(transaction, row);
}

Status RemoveTemplate(Transaction& transaction, TemplateId id) {
  constexpr const char* kRemovals[] = {
      "DELETE FROM templates WHERE id = $1",
      "DELETE FROM template_installs WHERE template = $1",
      "DELETE FROM template_versions WHERE template = $1",
  };
  for (const char* removal : kRemovals) {
    if (auto removed = transaction.Post(removal, id); !removed) return removed;
  }
  return UnindexTemplate(transaction, id);
}

Status CountInstall(Transaction& transaction, TemplateId id) {
  return transaction.Post(
      "INSERT INTO template_installs (template, slot, count) VALUES ($1, $2, 1) "
      "ON CONFLICT (template, slot) DO UPDATE SET count = template_installs.count + 1",
      id, transaction.slot());
}

Result<std::optional<Version>> FindVersion(Transaction& transaction, const Hash& id) {
  return transaction.QueryOne(
      "SELECT id, source, resources, ids, created FROM versions WHERE id = $1", ReadVersion<Row>,
      id);
}

Status AddVersion(Transaction& transaction, const Version& version) {
  return transaction.Post(
      "INSERT INTO versions (id, source, resources, ids, created) VALUES ($1, $2, $3, $4, $5) "
      "ON CONFLICT (id) DO NOTHING",
      version.id, version.source, version.resources, version.ids, version.created);
}

#undef IMPRINT_TEMPLATES
#undef IMPRINT_SELECT_TEMPLATE
#undef IMPRINT_ALL_INSTALLS

}  // namespace imprint::postgres

#include "store/postgres/template_versions.h"

#include <array>

#include "store/sql/row_readers.h"

namespace imprint::postgres {
namespace {

#define IMPRINT_SELECT_TEMPLATE_VERSION                                                 \
  "SELECT template, number, version, note, created, deprecated, public_key, signature " \
  "FROM template_versions "

template <std::size_t kSize>
std::string_view BytesOf(const std::array<std::uint8_t, kSize>& bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

}  // namespace

Result<std::vector<TemplateVersion>> ListTemplateVersions(Transaction& transaction, TemplateId id) {
  return transaction.QueryAll(IMPRINT_SELECT_TEMPLATE_VERSION "WHERE template = $1 ORDER BY number",
                              ReadTemplateVersion<Row>, id);
}

Result<std::optional<TemplateVersion>> FindTemplateVersion(Transaction& transaction, TemplateId id,
                                                           std::optional<std::uint32_t> number) {
  if (!number) {
    return transaction.QueryOne(IMPRINT_SELECT_TEMPLATE_VERSION
                                "WHERE template = $1 ORDER BY number DESC LIMIT 1",
                                ReadTemplateVersion<Row>, id);
  }
  return transaction.QueryOne(IMPRINT_SELECT_TEMPLATE_VERSION "WHERE template = $1 AND number = $2",
                              ReadTemplateVersion<Row>, id, *number);
}

Result<std::vector<TemplateVersion>> TemplateVersionsFrom(Transaction& transaction,
                                                          std::string_view id, std::uint64_t number,
                                                          std::size_t limit) {
  return transaction.QueryAll(IMPRINT_SELECT_TEMPLATE_VERSION
                              "WHERE (template, number) >= ($1, $2) "
                              "ORDER BY template, number LIMIT $3",
                              ReadTemplateVersion<Row>, id, number, std::uint64_t{limit});
}

Status PutTemplateVersion(Transaction& transaction, const TemplateVersion& row) {
  std::optional<std::string_view> public_key;
  std::optional<std::string_view> signature;
  if (row.signature) {
    public_key = BytesOf(row.signature->public_key);
    signature = BytesOf(row.signature->signature);
  }
  return transaction.Post(
      "INSERT INTO template_versions (template, number, version, note, created, deprecated, "
      "public_key, signature) VALUES ($1, $2, $3, $4, $5, $6, $7, $8) "
      "ON CONFLICT (template, number) DO UPDATE SET version = $3, note = $4, created = $5, "
      "deprecated = $6, public_key = $7, signature = $8",
      row.template_id, row.number, row.version, row.note, row.created, row.deprecated, public_key,
      signature);
}

#undef IMPRINT_SELECT_TEMPLATE_VERSION

}  // namespace imprint::postgres

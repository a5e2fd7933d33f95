#include "store/sqlite/audit.h"

#include <limits>
#include <utility>

#include "model/record_json.h"
#include "store/sql/row_readers.h"

namespace imprint::sqlite {
namespace {

#define IMPRINT_SELECT_AUDIT                                                            \
  "SELECT account, id, time, event, resource_type, resource, token, address, request, " \
  "fields FROM audit_entries "

std::optional<std::int64_t> NumberOf(const std::optional<AuditEvent>& event) {
  if (!event) return std::nullopt;
  return static_cast<std::int64_t>(*event);
}

}  // namespace

Result<std::vector<AuditEntry>> ListAudit(Connection& connection, AccountId account,
                                          const AuditFilter& filter, std::size_t skip,
                                          std::size_t limit) {
  return QueryAll(connection,
                  IMPRINT_SELECT_AUDIT
                  "WHERE account = ?1 AND time >= ?2 AND time <= ?3 "
                  "AND (?4 IS NULL OR event = ?4) AND (?5 = '' OR resource_type = ?5) "
                  "AND (?6 = '' OR resource = ?6) AND (?7 = '' OR token = ?7) "
                  "ORDER BY time DESC, id DESC LIMIT ?9 OFFSET ?8",
                  ReadAuditEntry<Statement>, account, filter.from.value_or(Time::min()),
                  filter.to.value_or(Time::max()), NumberOf(filter.event), filter.resource_type,
                  filter.resource, filter.token, std::uint64_t{skip}, std::uint64_t{limit});
}

Status AddAudit(Connection& connection, const AuditEntry& entry) {
  const auto fields = EncodeStrings(entry.fields);
  if (!fields) return Fail(fields.error());
  return Execute(connection,
                 "INSERT INTO audit_entries (account, id, time, event, resource_type, resource, "
                 "token, address, request, fields) "
                 "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
                 entry.account, entry.id, entry.time, static_cast<std::int64_t>(entry.event),
                 entry.resource_type, entry.resource, entry.token, entry.address, entry.request,
                 *fields);
}

Status ScanAudit(Connection& connection, RowVisitor& visitor) {
  return VisitAll(connection, IMPRINT_SELECT_AUDIT "ORDER BY account, time, id",
                  ReadAuditEntry<Statement>, visitor);
}

Result<std::optional<std::string>> FindSetting(Connection& connection, std::string_view name) {
  return QueryOne(connection, "SELECT value FROM settings WHERE name = ?1", ReadColumn<std::string>,
                  name);
}

Status PutSetting(Connection& connection, std::string_view name, std::string_view value) {
  return Execute(connection,
                 "INSERT INTO settings (name, value) VALUES (?1, ?2) "
                 "ON CONFLICT (name) DO UPDATE SET value = ?2",
                 name, value);
}

#undef IMPRINT_SELECT_AUDIT

}  // namespace imprint::sqlite

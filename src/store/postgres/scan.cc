#include "store/postgres/scan.h"

#include <string>
#include <utility>

#include "store/postgres/accounts.h"
#include "store/postgres/audit.h"
#include "store/postgres/installation_steps.h"
#include "store/postgres/installations.h"
#include "store/postgres/keys.h"
#include "store/postgres/resources.h"
#include "store/postgres/template_versions.h"
#include "store/postgres/templates.h"
#include "store/postgres/uploads.h"
#include "store/sql/row_readers.h"

namespace imprint::postgres {
namespace {

constexpr std::size_t kPage = 1000;
// Of rows that carry bindings, which may be long.
constexpr std::size_t kBindingsPage = 200;

/// Where a page of rows starts.
struct Start {
  std::string account = {};
  std::string key = {};
  Time time = Time::min();
  std::uint64_t number = 0;
};

std::string Behind(const Hash& hash) {
  return KeyBehind({reinterpret_cast<const char*>(hash.bytes.data()), hash.bytes.size()});
}

Start BehindRow(const Account& row) {
  return {.key = KeyBehind(row.id.id.Bytes())};
}
Start BehindRow(const Token& row) {
  return {.key = Behind(row.hash)};
}
Start BehindRow(const Template& row) {
  return {.key = KeyBehind(row.id.id.Bytes())};
}
Start BehindRow(const Version& row) {
  return {.key = Behind(row.id)};
}
Start BehindRow(const Upload& row) {
  return {.key = KeyBehind(row.run_key)};
}
Start BehindRow(const Installation& row) {
  return {.account = std::string(row.account.id.Bytes()), .key = KeyBehind(row.id.id.Bytes())};
}
Start BehindRow(const IdempotentResult& row) {
  return {.account = std::string(row.account.id.Bytes()), .key = KeyBehind(row.key)};
}
Start BehindRow(const AuditEntry& row) {
  return {.account = std::string(row.account.id.Bytes()),
          .key = KeyBehind(row.id.Bytes()),
          .time = row.time};
}
Start BehindRow(const TemplateVersion& row) {
  return {.key = std::string(row.template_id.id.Bytes()), .number = std::uint64_t{row.number} + 1};
}
Start BehindRow(const SavedBindings& row) {
  return {.account = std::string(row.account.id.Bytes()),
          .key = KeyBehind(row.template_id.id.Bytes())};
}

/// `read` gives up to `size` rows from a Start on.
template <typename Read>
Status VisitPages(std::size_t size, RowVisitor& visitor, const Read& read) {
  Start start;
  for (;;) {
    const auto page = read(start);
    if (!page) return Fail(page.error());
    for (const auto& row : *page) {
      if (auto visited = visitor.Visit(row); !visited) return visited;
    }
    if (page->size() < size) return {};
    start = BehindRow(page->back());
  }
}

/// Of a table whose key is one column; the statement takes the start and the number of rows.
template <typename Record>
Status VisitTable(Transaction& transaction, RowVisitor& visitor, std::string_view sql,
                  Record (*read)(Row&)) {
  return VisitPages(kPage, visitor, [&](const Start& start) {
    return transaction.QueryAll(sql, read, start.key, std::uint64_t{kPage});
  });
}

Status ScanAccounts(Transaction& transaction, RowVisitor& visitor) {
  return VisitTable(transaction, visitor,
                    "SELECT id, name, partner, created FROM accounts "
                    "WHERE id >= $1 ORDER BY id LIMIT $2",
                    ReadAccount<Row>);
}

Status ScanTokens(Transaction& transaction, RowVisitor& visitor) {
  return VisitTable(transaction, visitor,
                    "SELECT id, hash, account, created, expires, revoked FROM tokens "
                    "WHERE hash >= $1 ORDER BY hash LIMIT $2",
                    ReadToken<Row>);
}

Status ScanTemplates(Transaction& transaction, RowVisitor& visitor) {
  return VisitPages(kPage, visitor, [&](const Start& start) {
    return TemplatesFrom(transaction, start.key, kPage);
  });
}

Status ScanVersions(Transaction& transaction, RowVisitor& visitor) {
  return VisitTable(transaction, visitor,
                    "SELECT id, source, resources, ids, created FROM versions "
                    "WHERE id >= $1 ORDER BY id LIMIT $2",
                    ReadVersion<Row>);
}

Status ScanUploads(Transaction& transaction, RowVisitor& visitor) {
  return VisitTable(transaction, visitor,
                    "SELECT run_key, account, target, file_name, content_type, created, expires, "
                    "blob, size, version FROM uploads "
                    "WHERE run_key >= $1 ORDER BY run_key LIMIT $2",
                    ReadUpload<Row>);
}

Status ScanAllInstallations(Transaction& transaction, RowVisitor& visitor) {
  return VisitPages(kBindingsPage, visitor, [&](const Start& start) {
    return InstallationsFrom(transaction, start.account, start.key, kBindingsPage);
  });
}

Status ScanIdempotent(Transaction& transaction, RowVisitor& visitor) {
  return VisitPages(kPage, visitor, [&](const Start& start) {
    return transaction.QueryAll(
        "SELECT account, key, request, installation, created FROM idempotent_results "
        "WHERE (account, key) >= ($1, $2) ORDER BY account, key LIMIT $3",
        ReadIdempotent<Row>, start.account, start.key, std::uint64_t{kPage});
  });
}

Status ScanAudit(Transaction& transaction, RowVisitor& visitor) {
  return VisitPages(kPage, visitor, [&](const Start& start) {
    return AuditFrom(transaction, start.account, start.time, start.key, kPage);
  });
}

Status ScanTemplateVersions(Transaction& transaction, RowVisitor& visitor) {
  return VisitPages(kPage, visitor, [&](const Start& start) {
    return TemplateVersionsFrom(transaction, start.key, start.number, kPage);
  });
}

Status ScanSavedBindings(Transaction& transaction, RowVisitor& visitor) {
  return VisitPages(kBindingsPage, visitor, [&](const Start& start) {
    return SavedBindingsFrom(transaction, start.account, start.key, kBindingsPage);
  });
}

}  // namespace

Status ScanAll(Transaction& transaction, RowVisitor& visitor) {
  // A visitor may take its time with each row.
  auto scanned = transaction.Post("SET LOCAL idle_in_transaction_session_timeout = 0");
  constexpr Status (*kScans[])(Transaction&, RowVisitor&) = {
      ScanAccounts, ScanTokens,           ScanTemplates, ScanVersions,
      ScanUploads,  ScanAllInstallations, ScanResources, ScanIdempotent,
      ScanAudit,    ScanTemplateVersions, ScanSteps,     ScanSavedBindings};
  for (const auto scan : kScans) {
    if (scanned) scanned = scan(transaction, visitor);
  }
  return scanned;
}

}  // namespace imprint::postgres

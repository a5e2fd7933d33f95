#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "ports/store.h"
#include "store/contract/samples.h"

namespace imprint::samples {

/// Rows of every kind that ScanAll visits.
struct Rows {
  std::vector<Account> accounts;
  std::vector<Token> tokens;
  std::vector<Template> templates;
  std::vector<Version> versions;
  std::vector<Upload> uploads;
  std::vector<Installation> installations;
  std::vector<Resource> resources;
  std::vector<IdempotentResult> idempotent;
  std::vector<AuditEntry> audit;
  std::vector<TemplateVersion> template_versions;
  std::vector<InstallationStep> steps;
  std::vector<SavedBindings> saved;

  std::size_t size() const;
};

/// Some rows of every kind with all their fields, each kind ascending by its key. The same seed
/// gives the same rows.
Rows RandomRows(std::uint32_t seed);

/// Puts all of them, each kind from its end.
Status PutAll(StoreWriter& writer, const Rows& rows);

/// Everything that the reader's store holds, in ScanAll's order.
Result<Rows> CollectAll(StoreReader& reader);

/// What is not equal in two collections, for a failing test's message; empty when nothing is.
std::string Difference(const Rows& one, const Rows& other);

AuditEntry MakeAudit(AccountId account, std::uint32_t n);

inline auto Fields(const AuditEntry& e) {
  return std::tie(e.account, e.id, e.time, e.event, e.resource_type, e.resource, e.token, e.address,
                  e.request, e.fields);
}

}  // namespace imprint::samples

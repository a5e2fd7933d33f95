#include "store/postgres/sweep.h"

#include <algorithm>
#include <set>
#include <utility>

namespace imprint::postgres {
namespace {

Status PostRemovalOfVersions(Transaction& transaction, Time before) {
  return transaction.Post(
      "DELETE FROM versions WHERE created < $1 "
      "AND NOT EXISTS (SELECT 1 FROM templates WHERE templates.version = versions.id) "
      "AND NOT EXISTS (SELECT 1 FROM uploads WHERE uploads.version = versions.id) "
      "AND NOT EXISTS (SELECT 1 FROM installations WHERE installations.version = versions.id) "
      "AND NOT EXISTS (SELECT 1 FROM template_versions AS numbered "
      "WHERE numbered.version = versions.id) "
      "AND NOT EXISTS (SELECT 1 FROM installation_steps AS steps "
      "WHERE steps.version_before = versions.id)",
      before);
}

std::string_view BytesOf(const Hash& hash) {
  return {reinterpret_cast<const char*>(hash.bytes.data()), hash.bytes.size()};
}

}  // namespace

Result<std::vector<std::string>> Sweep(Transaction& transaction,
                                       const StoreWriter::SweepTimes& before) {
  auto gone = transaction.QueryAll("DELETE FROM uploads WHERE expires < $1 RETURNING run_key",
                                   ReadColumn<std::string>, before.uploads);
  if (!gone) return gone;
  std::ranges::sort(*gone);
  auto removed = transaction.Post("DELETE FROM idempotent_results WHERE created < $1", before.keys);
  if (removed) {
    removed = transaction.Post("DELETE FROM audit_entries WHERE time < $1", before.audit);
  }
  if (removed) removed = PostRemovalOfVersions(transaction, before.versions);
  if (!removed) return Fail(std::move(removed.error()));
  return gone;
}

Result<std::vector<Hash>> NamedAmong(Transaction& transaction, const std::vector<Hash>& blobs) {
  std::vector<std::string_view> asked;
  for (const Hash& blob : blobs) asked.push_back(BytesOf(blob));
  const auto found = transaction.QueryAll(
      "SELECT asked.blob FROM unnest($1) AS asked (blob) "
      "WHERE EXISTS (SELECT 1 FROM uploads WHERE uploads.blob = asked.blob) "
      "OR EXISTS (SELECT 1 FROM versions WHERE versions.id = asked.blob) "
      "OR EXISTS (SELECT 1 FROM versions WHERE versions.source = asked.blob)",
      ReadColumn<Hash>, asked);
  if (!found) return Fail(found.error());
  const std::set<Hash> named(found->begin(), found->end());
  std::vector<Hash> in_order;
  std::ranges::copy_if(blobs, std::back_inserter(in_order),
                       [&](const Hash& blob) { return named.contains(blob); });
  return in_order;
}

}  // namespace imprint::postgres

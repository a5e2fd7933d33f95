#pragma once

#include <algorithm>
#include <functional>
#include <iterator>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

#include "ports/store.h"
#include "store/memory/catalogue.h"
#include "store/memory/tables.h"

namespace imprint {

/// The reading half of `Port` (StoreReader or StoreWriter) over tables that nobody else changes
/// meanwhile.
template <typename Port>
class MemoryReading : public Port {
 public:
  explicit MemoryReading(const Tables& tables) : tables_(tables) {}

  Result<std::optional<Account>> FindAccount(AccountId id) override {
    return Lookup(tables_.accounts, id);
  }

  Result<std::optional<Account>> FindAccountByName(std::string_view name) override {
    const auto found = tables_.account_names.find(name);
    if (found == tables_.account_names.end()) return std::optional<Account>();
    return FindAccount(found->second);
  }

  Result<std::optional<Token>> FindToken(const Hash& hash) override {
    return Lookup(tables_.tokens, hash);
  }

  Result<std::vector<Token>> ListTokens() override {
    std::vector<Token> tokens;
    for (const auto& [hash, token] : tables_.tokens) tokens.push_back(token);
    std::sort(tokens.begin(), tokens.end(), [](const Token& a, const Token& b) {
      return std::tie(a.created, a.id) < std::tie(b.created, b.id);
    });
    return tokens;
  }

  Result<std::optional<Template>> FindTemplate(TemplateId id) override {
    return Lookup(tables_.templates, id);
  }

  Result<std::vector<Template>> ListTemplates(AccountId owner, Dialect dialect) override {
    std::vector<Template> owned;
    for (const auto& [id, row] : tables_.templates) {
      if (row.owner == owner && row.dialect == dialect) owned.push_back(row);
    }
    return owned;
  }

  Result<std::vector<Template>> ListTemplatesBehind(AccountId owner, Dialect dialect,
                                                    TemplateId after, std::size_t limit) override {
    std::vector<Template> page;
    for (auto at = tables_.templates.upper_bound(after);
         at != tables_.templates.end() && page.size() < limit; ++at) {
      const Template& row = at->second;
      if (row.owner == owner && row.dialect == dialect) page.push_back(row);
    }
    return page;
  }

  Result<std::size_t> CountPublishedIn(Dialect dialect, std::string_view language,
                                       std::optional<TemplateId> before) override {
    std::size_t count = 0;
    for (const auto& [id, row] : tables_.templates) {
      const bool counts = row.published && row.dialect == dialect && row.language == language;
      if (counts && (!before || id < *before)) ++count;
    }
    return count;
  }

  Result<std::vector<Template>> ListPublishedIn(Dialect dialect, std::string_view language,
                                                std::size_t skip, std::size_t limit) override {
    std::vector<Template> page;
    for (const auto& [id, row] : tables_.templates) {
      if (!row.published || row.dialect != dialect || row.language != language) continue;
      if (page.size() >= limit) break;
      if (skip > 0) {
        --skip;
      } else {
        page.push_back(row);
      }
    }
    return page;
  }

  Result<std::vector<Template>> ListPublished(Dialect dialect, std::size_t skip,
                                              std::size_t limit) override {
    std::vector<Template> page;
    for (const auto& [id, row] : tables_.templates) {
      if (page.size() >= limit) break;
      if (!row.published || row.dialect != dialect) continue;
      if (skip > 0) {
        --skip;
      } else {
        page.push_back(row);
      }
    }
    return page;
  }

  Result<std::vector<CatalogueHit>> SearchCatalogue(const CatalogueQuery& query) override {
    return SearchTemplates(tables_, query);
  }

  Result<std::vector<TemplateVersion>> ListTemplateVersions(TemplateId id) override {
    std::vector<TemplateVersion> versions;
    const auto& rows = tables_.template_versions;
    for (auto row = rows.lower_bound({id, 0}); row != rows.end() && row->first.first == id; ++row) {
      versions.push_back(row->second);
    }
    return versions;
  }

  Result<std::optional<TemplateVersion>> FindTemplateVersion(
      TemplateId id, std::optional<std::uint32_t> number) override {
    if (number) return Lookup(tables_.template_versions, std::pair(id, *number));
    auto all = ListTemplateVersions(id);
    if (all->empty()) return std::optional<TemplateVersion>();
    return std::optional(std::move(all->back()));
  }

  Result<std::optional<Version>> FindVersion(const Hash& id) override {
    return Lookup(tables_.versions, id);
  }

  Result<std::optional<Upload>> FindUpload(std::string_view run_key) override {
    return Lookup(tables_.uploads, run_key);
  }

  Result<std::optional<Installation>> FindInstallation(AccountId account,
                                                       InstallationId id) override {
    return Lookup(tables_.installations, std::pair(account, id));
  }

  Result<std::optional<Installation>> FindInstallationHolding(AccountId account, Id id) override {
    const auto key = BlockKeyOf(account, id);
    auto behind = tables_.blocks.upper_bound(key);
    if (behind == tables_.blocks.begin()) return std::optional<Installation>();
    const auto& [nearest, owner] = *std::prev(behind);
    const auto& [nearest_account, width, first] = nearest;
    if (nearest_account != account || !first.DistanceTo(id, owner.count)) {
      return std::optional<Installation>();
    }
    return FindInstallation(account, owner.installation);
  }

  Status ScanInstallations(AccountId account, InstallationId after,
                           const std::function<bool(const Installation&)>& visit) override {
    const auto& rows = tables_.installations;
    for (auto row = rows.upper_bound({account, after});
         row != rows.end() && row->first.first == account; ++row) {
      if (!visit(row->second)) break;
    }
    return {};
  }

  Result<std::vector<InstallationId>> InstallationsUsing(AccountId account,
                                                         Id connection) override {
    return Pointing<InstallationId>(tables_.bound_connections, account, connection);
  }

  Result<std::vector<InstallationStep>> ListSteps(AccountId account, InstallationId id) override {
    std::vector<InstallationStep> steps;
    const auto& rows = tables_.steps;
    for (auto row = rows.lower_bound({account, id, 0});
         row != rows.end() && row->second.account == account && row->second.installation == id;
         ++row) {
      steps.push_back(row->second);
      steps.back().before.clear();
    }
    return steps;
  }

  Result<std::optional<InstallationStep>> FindStep(AccountId account, InstallationId id,
                                                   std::uint32_t number) override {
    return Lookup(tables_.steps, std::tuple(account, id, number));
  }

  Result<std::optional<SavedBindings>> FindSavedBindings(AccountId account,
                                                         TemplateId id) override {
    return Lookup(tables_.saved_bindings, std::pair(account, id));
  }

  Result<std::optional<Resource>> FindResource(AccountId account, ResourceId id) override {
    return Lookup(tables_.resources, std::pair(account, id));
  }

  Result<std::vector<Resource>> ListResources(AccountId account, Model model) override {
    return Heads(account, [model](const Resource& row) { return row.model == model; });
  }

  Result<std::vector<Resource>> ListChanges(AccountId account,
                                            InstallationId installation) override {
    return Heads(account, [&](const Resource& row) { return row.installation == installation; });
  }

  Result<std::vector<ResourceId>> FindReferrers(AccountId account, Id target) override {
    return Pointing<ResourceId>(tables_.references, account, target);
  }

  Result<std::optional<IdempotentResult>> FindIdempotent(AccountId account,
                                                         std::string_view key) override {
    return Lookup(tables_.idempotent, std::pair(account, std::string(key)));
  }

  Result<std::vector<Upload>> ListAwaited(TemplateId target) override {
    std::vector<Upload> awaited;
    for (const auto& [key, upload] : tables_.uploads) {
      if (upload.target == target && !upload.blob) awaited.push_back(upload);
    }
    return awaited;
  }

  Result<std::vector<AuditEntry>> ListAudit(AccountId account, const AuditFilter& filter,
                                            std::size_t skip, std::size_t limit) override {
    std::vector<AuditEntry> page;
    const auto& rows = tables_.audit;
    const auto first = rows.lower_bound({account, filter.from.value_or(Time::min()), Id()});
    auto at = rows.upper_bound({account, filter.to.value_or(Time::max()), LastId()});
    if (filter.from && filter.to && *filter.to < *filter.from) return page;
    while (at != first && page.size() < limit) {
      const AuditEntry& entry = (--at)->second;
      if (!IsWanted(filter, entry)) continue;
      if (skip > 0) {
        --skip;
      } else {
        page.push_back(entry);
      }
    }
    return page;
  }

  Result<std::optional<std::string>> FindSetting(std::string_view name) override {
    return Lookup(tables_.settings, name);
  }

  Result<std::vector<Hash>> NamedAmong(const std::vector<Hash>& blobs) override {
    const std::set<Hash> all = NamedBlobs(tables_);
    std::vector<Hash> named;
    std::copy_if(blobs.begin(), blobs.end(), std::back_inserter(named),
                 [&](const Hash& blob) { return all.contains(blob); });
    return named;
  }

  Status ScanAll(RowVisitor& visitor) override {
    Status scanned = VisitEach(tables_.accounts, visitor);
    if (scanned) scanned = VisitEach(tables_.tokens, visitor);
    if (scanned) scanned = VisitEach(tables_.templates, visitor);
    if (scanned) scanned = VisitEach(tables_.versions, visitor);
    if (scanned) scanned = VisitEach(tables_.uploads, visitor);
    if (scanned) scanned = VisitEach(tables_.installations, visitor);
    if (scanned) scanned = VisitEach(tables_.resources, visitor);
    if (scanned) scanned = VisitEach(tables_.idempotent, visitor);
    if (scanned) scanned = VisitEach(tables_.audit, visitor);
    if (scanned) scanned = VisitEach(tables_.template_versions, visitor);
    if (scanned) scanned = VisitEach(tables_.steps, visitor);
    if (scanned) scanned = VisitEach(tables_.saved_bindings, visitor);
    return scanned;
  }

 private:
  static Id LastId() { return *Id::FromBytes(std::string(Id::kUuidBytes, '\xff')); }

  static bool IsWanted(const AuditFilter& filter, const AuditEntry& entry) {
    return (!filter.event || *filter.event == entry.event) &&
           (filter.resource_type.empty() || filter.resource_type == entry.resource_type) &&
           (filter.resource.empty() || filter.resource == entry.resource) &&
           (filter.token.empty() || filter.token == entry.token);
  }

  static std::set<Hash> NamedBlobs(const Tables& tables) {
    std::set<Hash> named;
    for (const auto& [key, upload] : tables.uploads) {
      if (upload.blob) named.insert(*upload.blob);
    }
    for (const auto& [id, version] : tables.versions) {
      named.insert(version.id);
      named.insert(version.source);
    }
    return named;
  }

  template <typename Map>
  static Status VisitEach(const Map& rows, RowVisitor& visitor) {
    for (const auto& [key, row] : rows) {
      if (auto visited = visitor.Visit(row); !visited) return visited;
    }
    return {};
  }

  template <typename Map, typename Key>
  static std::optional<typename Map::mapped_type> Lookup(const Map& map, const Key& key) {
    const auto found = map.find(key);
    if (found == map.end()) return std::nullopt;
    return found->second;
  }

  /// The third parts of the set's entries that begin with (account, target).
  template <typename Source, typename Set>
  static std::vector<Source> Pointing(const Set& set, AccountId account, const Id& target) {
    std::vector<Source> sources;
    for (auto at = set.lower_bound({account, target, Source()}); at != set.end(); ++at) {
      if (std::get<0>(*at) != account || std::get<1>(*at) != target) break;
      sources.push_back(std::get<2>(*at));
    }
    return sources;
  }

  template <typename Wanted>
  std::vector<Resource> Heads(AccountId account, const Wanted& wanted) const {
    std::vector<Resource> heads;
    const auto& rows = tables_.resources;
    for (auto row = rows.lower_bound({account, ResourceId()});
         row != rows.end() && row->first.first == account; ++row) {
      const Resource& whole = row->second;
      if (!wanted(whole)) continue;
      heads.push_back({.id = whole.id,
                       .account = whole.account,
                       .model = whole.model,
                       .origin = whole.origin,
                       .installation = whole.installation,
                       .document = {},
                       .sealed_secrets = {},
                       .references = {},
                       .created = whole.created,
                       .modified = whole.modified});
    }
    return heads;
  }

  const Tables& tables_;
};

}  // namespace imprint

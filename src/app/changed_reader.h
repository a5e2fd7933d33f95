#pragma once

#include <map>
#include <set>
#include <utility>
#include <vector>

#include "ports/store.h"

namespace imprint {

/// A change of one installation and of an account's stored rows that was not written yet.
struct PendingChange {
  Installation installation;   // takes the place of the one with its account and id
  std::map<Id, Resource> put;  // take the places of those with their ids
  std::set<Id> removed;
};

/// The store as it would be after a change: what World and checks read to judge it beforehand.
class ChangedReader final : public StoreReader {
 public:
  /// Both outlive this.
  ChangedReader(StoreReader& base, const PendingChange& change) : base_(base), change_(change) {}

  Result<std::optional<Installation>> FindInstallation(AccountId account,
                                                       InstallationId id) override;
  Result<std::optional<Installation>> FindInstallationHolding(AccountId account, Id id) override;
  Status ScanInstallations(AccountId account, InstallationId after,
                           const std::function<bool(const Installation&)>& visit) override;
  Result<std::vector<InstallationId>> InstallationsUsing(AccountId account, Id connection) override;
  Result<std::optional<Resource>> FindResource(AccountId account, ResourceId id) override;
  Result<std::vector<Resource>> ListResources(AccountId account, Model model) override;
  Result<std::vector<Resource>> ListChanges(AccountId account,
                                            InstallationId installation) override;
  Result<std::vector<ResourceId>> FindReferrers(AccountId account, Id target) override;

  // What such a change does not touch.
  Result<std::optional<Account>> FindAccount(AccountId id) override {
    return base_.FindAccount(id);
  }
  Result<std::optional<Account>> FindAccountByName(std::string_view name) override {
    return base_.FindAccountByName(name);
  }
  Result<std::optional<Token>> FindToken(const Hash& hash) override {
    return base_.FindToken(hash);
  }
  Result<std::vector<Token>> ListTokens() override { return base_.ListTokens(); }
  Result<std::optional<Template>> FindTemplate(TemplateId id) override {
    return base_.FindTemplate(id);
  }
  Result<std::vector<Template>> ListTemplates(AccountId owner, Dialect dialect) override {
    return base_.ListTemplates(owner, dialect);
  }
  Result<std::vector<Template>> ListPublished(Dialect dialect, std::size_t skip,
                                              std::size_t limit) override {
    return base_.ListPublished(dialect, skip, limit);
  }
  Result<std::vector<Template>> ListTemplatesBehind(AccountId owner, Dialect dialect,
                                                    TemplateId after, std::size_t limit) override {
    return base_.ListTemplatesBehind(owner, dialect, after, limit);
  }
  Result<std::size_t> CountPublishedIn(Dialect dialect, std::string_view language,
                                       std::optional<TemplateId> before) override {
    return base_.CountPublishedIn(dialect, language, before);
  }
  Result<std::vector<Template>> ListPublishedIn(Dialect dialect, std::string_view language,
                                                std::size_t skip, std::size_t limit) override {
    return base_.ListPublishedIn(dialect, language, skip, limit);
  }
  Result<std::vector<CatalogueHit>> SearchCatalogue(const CatalogueQuery& query) override {
    return base_.SearchCatalogue(query);
  }
  Result<std::vector<TemplateVersion>> ListTemplateVersions(TemplateId id) override {
    return base_.ListTemplateVersions(id);
  }
  Result<std::optional<TemplateVersion>> FindTemplateVersion(
      TemplateId id, std::optional<std::uint32_t> number) override {
    return base_.FindTemplateVersion(id, number);
  }
  Result<std::optional<Version>> FindVersion(const Hash& id) override {
    return base_.FindVersion(id);
  }
  Result<std::optional<Upload>> FindUpload(std::string_view run_key) override {
    return base_.FindUpload(run_key);
  }
  Result<std::vector<InstallationStep>> ListSteps(AccountId account, InstallationId id) override {
    return base_.ListSteps(account, id);
  }
  Result<std::optional<InstallationStep>> FindStep(AccountId account, InstallationId id,
                                                   std::uint32_t number) override {
    return base_.FindStep(account, id, number);
  }
  Result<std::optional<SavedBindings>> FindSavedBindings(AccountId account,
                                                         TemplateId id) override {
    return base_.FindSavedBindings(account, id);
  }
  Result<std::optional<IdempotentResult>> FindIdempotent(AccountId account,
                                                         std::string_view key) override {
    return base_.FindIdempotent(account, key);
  }
  Result<std::vector<Upload>> ListAwaited(TemplateId target) override {
    return base_.ListAwaited(target);
  }
  Result<std::vector<AuditEntry>> ListAudit(AccountId account, const AuditFilter& filter,
                                            std::size_t skip, std::size_t limit) override {
    return base_.ListAudit(account, filter, skip, limit);
  }
  Result<std::optional<std::string>> FindSetting(std::string_view name) override {
    return base_.FindSetting(name);
  }
  Result<std::vector<Hash>> NamedAmong(const std::vector<Hash>& blobs) override {
    return base_.NamedAmong(blobs);
  }
  Status ScanAll(RowVisitor& visitor) override { return base_.ScanAll(visitor); }

 private:
  bool IsIt(AccountId account, InstallationId id) const {
    return account == change_.installation.account && id == change_.installation.id;
  }
  bool Touches(AccountId account, const Id& id) const {
    return account == change_.installation.account &&
           (change_.put.contains(id) || change_.removed.contains(id));
  }
  template <typename Belongs>
  void Overlay(AccountId account, std::vector<Resource>& rows, Belongs&& belongs) const;

  StoreReader& base_;
  const PendingChange& change_;
};

}  // namespace imprint

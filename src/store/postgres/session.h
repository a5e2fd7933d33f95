#pragma once

#include <functional>
#include <optional>
#include <string_view>
#include <vector>

#include "ports/store.h"
#include "store/postgres/accounts.h"
#include "store/postgres/audit.h"
#include "store/postgres/catalogue.h"
#include "store/postgres/installation_steps.h"
#include "store/postgres/installations.h"
#include "store/postgres/resources.h"
#include "store/postgres/scan.h"
#include "store/postgres/sweep.h"
#include "store/postgres/template_versions.h"
#include "store/postgres/templates.h"
#include "store/postgres/transaction.h"
#include "store/postgres/uploads.h"

namespace imprint::postgres {

/// The reading half of `Port` (StoreReader or StoreWriter) over a transaction, which must outlive
/// it.
template <typename Port>
class ReadingSession : public Port {
 public:
  explicit ReadingSession(Transaction& transaction) : transaction_(transaction) {}

  Result<std::optional<Account>> FindAccount(AccountId id) override {
    return postgres::FindAccount(transaction_, id);
  }
  Result<std::optional<Account>> FindAccountByName(std::string_view name) override {
    return postgres::FindAccountByName(transaction_, name);
  }
  Result<std::optional<Token>> FindToken(const Hash& hash) override {
    return postgres::FindToken(transaction_, hash);
  }
  Result<std::vector<Token>> ListTokens() override { return postgres::ListTokens(transaction_); }
  Result<std::optional<Template>> FindTemplate(TemplateId id) override {
    return postgres::FindTemplate(transaction_, id);
  }
  Result<std::vector<Template>> ListTemplates(AccountId owner, Dialect dialect) override {
    return postgres::ListTemplates(transaction_, owner, dialect);
  }
  Result<std::vector<Template>> ListPublished(Dialect dialect, std::size_t skip,
                                              std::size_t limit) override {
    return postgres::ListPublished(transaction_, dialect, skip, limit);
  }
  Result<std::vector<Template>> ListTemplatesBehind(AccountId owner, Dialect dialect,
                                                    TemplateId after, std::size_t limit) override {
    return postgres::ListTemplatesBehind(transaction_, owner, dialect, after, limit);
  }
  Result<std::size_t> CountPublishedIn(Dialect dialect, std::string_view language,
                                       std::optional<TemplateId> before) override {
    return postgres::CountPublishedIn(transaction_, dialect, language, before);
  }
  Result<std::vector<Template>> ListPublishedIn(Dialect dialect, std::string_view language,
                                                std::size_t skip, std::size_t limit) override {
    return postgres::ListPublishedIn(transaction_, dialect, language, skip, limit);
  }
  Result<std::vector<CatalogueHit>> SearchCatalogue(const CatalogueQuery& query) override {
    return postgres::SearchCatalogue(transaction_, query);
  }
  Result<std::vector<TemplateVersion>> ListTemplateVersions(TemplateId id) override {
    return postgres::ListTemplateVersions(transaction_, id);
  }
  Result<std::optional<TemplateVersion>> FindTemplateVersion(
      TemplateId id, std::optional<std::uint32_t> number) override {
    return postgres::FindTemplateVersion(transaction_, id, number);
  }
  Result<std::optional<Version>> FindVersion(const Hash& id) override {
    return postgres::FindVersion(transaction_, id);
  }
  Result<std::optional<Upload>> FindUpload(std::string_view run_key) override {
    return postgres::FindUpload(transaction_, run_key);
  }
  Result<std::optional<Installation>> FindInstallation(AccountId account,
                                                       InstallationId id) override {
    return postgres::FindInstallation(transaction_, account, id);
  }
  Result<std::optional<Installation>> FindInstallationHolding(AccountId account, Id id) override {
    return postgres::FindInstallationHolding(transaction_, account, id);
  }
  Status ScanInstallations(AccountId account, InstallationId after,
                           const std::function<bool(const Installation&)>& visit) override {
    return postgres::ScanInstallations(transaction_, account, after, visit);
  }
  Result<std::vector<InstallationId>> InstallationsUsing(AccountId account,
                                                         Id connection) override {
    return postgres::InstallationsUsing(transaction_, account, connection);
  }
  Result<std::vector<InstallationStep>> ListSteps(AccountId account, InstallationId id) override {
    return postgres::ListSteps(transaction_, account, id);
  }
  Result<std::optional<InstallationStep>> FindStep(AccountId account, InstallationId id,
                                                   std::uint32_t number) override {
    return postgres::FindStep(transaction_, account, id, number);
  }
  Result<std::optional<SavedBindings>> FindSavedBindings(AccountId account,
                                                         TemplateId id) override {
    return postgres::FindSavedBindings(transaction_, account, id);
  }
  Result<std::optional<Resource>> FindResource(AccountId account, ResourceId id) override {
    return postgres::FindResource(transaction_, account, id);
  }
  Result<std::vector<Resource>> ListResources(AccountId account, Model model) override {
    return postgres::ListResources(transaction_, account, model);
  }
  Result<std::vector<Resource>> ListChanges(AccountId account,
                                            InstallationId installation) override {
    return postgres::ListChanges(transaction_, account, installation);
  }
  Result<std::vector<ResourceId>> FindReferrers(AccountId account, Id target) override {
    return postgres::FindReferrers(transaction_, account, target);
  }
  Result<std::optional<IdempotentResult>> FindIdempotent(AccountId account,
                                                         std::string_view key) override {
    return postgres::FindIdempotent(transaction_, account, key);
  }
  Result<std::vector<Upload>> ListAwaited(TemplateId target) override {
    return postgres::ListAwaited(transaction_, target);
  }
  Result<std::vector<AuditEntry>> ListAudit(AccountId account, const AuditFilter& filter,
                                            std::size_t skip, std::size_t limit) override {
    return postgres::ListAudit(transaction_, account, filter, skip, limit);
  }
  Result<std::optional<std::string>> FindSetting(std::string_view name) override {
    return postgres::FindSetting(transaction_, name);
  }
  Result<std::vector<Hash>> NamedAmong(const std::vector<Hash>& blobs) override {
    return postgres::NamedAmong(transaction_, blobs);
  }
  Status ScanAll(RowVisitor& visitor) override { return postgres::ScanAll(transaction_, visitor); }

 protected:
  Transaction& transaction_;
};

/// A StoreWriter over a transaction of kind kWrite.
class WritingSession final : public ReadingSession<StoreWriter> {
 public:
  using ReadingSession::ReadingSession;

  Status AddAccount(const Account& account) override {
    return postgres::AddAccount(transaction_, account);
  }
  Status SetPartner(AccountId account, bool partner) override {
    return postgres::SetPartner(transaction_, account, partner);
  }
  Status AddToken(const Token& token) override { return postgres::AddToken(transaction_, token); }
  Result<bool> RevokeToken(std::string_view token_id, Time when) override {
    return postgres::RevokeToken(transaction_, token_id, when);
  }
  Status PutTemplate(const Template& row) override {
    return postgres::PutTemplate(transaction_, row);
  }
  Status RemoveTemplate(TemplateId id) override {
    return postgres::RemoveTemplate(transaction_, id);
  }
  Status CountInstall(TemplateId id) override { return postgres::CountInstall(transaction_, id); }
  Status PutTemplateVersion(const TemplateVersion& row) override {
    return postgres::PutTemplateVersion(transaction_, row);
  }
  Status AddVersion(const Version& version) override {
    return postgres::AddVersion(transaction_, version);
  }
  Status PutUpload(const Upload& upload) override {
    return postgres::PutUpload(transaction_, upload);
  }
  Status AddInstallation(const Installation& installation) override {
    return postgres::AddInstallation(transaction_, installation);
  }
  Status ReplaceInstallation(const Installation& installation) override {
    return postgres::ReplaceInstallation(transaction_, installation);
  }
  Status AddStep(const InstallationStep& step) override {
    return postgres::AddStep(transaction_, step);
  }
  Status PutSavedBindings(const SavedBindings& row) override {
    return postgres::PutSavedBindings(transaction_, row);
  }
  Status RemoveInstallation(AccountId account, InstallationId id) override {
    return postgres::RemoveInstallation(transaction_, account, id);
  }
  Status PutResource(const Resource& resource) override {
    return postgres::PutResource(transaction_, resource);
  }
  Status RemoveResource(AccountId account, ResourceId id) override {
    return postgres::RemoveResource(transaction_, account, id);
  }
  Status AddIdempotent(const IdempotentResult& result) override {
    return postgres::AddIdempotent(transaction_, result);
  }
  Status AddAudit(const AuditEntry& entry) override {
    return postgres::AddAudit(transaction_, entry);
  }
  Status PutSetting(std::string_view name, std::string_view value) override {
    return postgres::PutSetting(transaction_, name, value);
  }
  Result<std::vector<std::string>> Sweep(const SweepTimes& before) override {
    return postgres::Sweep(transaction_, before);
  }
};

}  // namespace imprint::postgres

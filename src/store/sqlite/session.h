#pragma once

#include <functional>
#include <optional>
#include <string_view>
#include <vector>

#include "ports/store.h"
#include "store/sqlite/accounts.h"
#include "store/sqlite/audit.h"
#include "store/sqlite/catalogue.h"
#include "store/sqlite/connection.h"
#include "store/sqlite/installation_steps.h"
#include "store/sqlite/installations.h"
#include "store/sqlite/resources.h"
#include "store/sqlite/sweep.h"
#include "store/sqlite/template_versions.h"
#include "store/sqlite/templates.h"

namespace imprint::sqlite {

/// The reading half of `Port` (StoreReader or StoreWriter) over a connection, which must be in a
/// transaction and outlive it.
template <typename Port>
class ReadingSession : public Port {
 public:
  explicit ReadingSession(Connection& connection) : connection_(connection) {}

  Result<std::optional<Account>> FindAccount(AccountId id) override {
    return sqlite::FindAccount(connection_, id);
  }
  Result<std::optional<Account>> FindAccountByName(std::string_view name) override {
    return sqlite::FindAccountByName(connection_, name);
  }
  Result<std::optional<Token>> FindToken(const Hash& hash) override {
    return sqlite::FindToken(connection_, hash);
  }
  Result<std::vector<Token>> ListTokens() override { return sqlite::ListTokens(connection_); }
  Result<std::optional<Template>> FindTemplate(TemplateId id) override {
    return sqlite::FindTemplate(connection_, id);
  }
  Result<std::vector<Template>> ListTemplates(AccountId owner, Dialect dialect) override {
    return sqlite::ListTemplates(connection_, owner, dialect);
  }
  Result<std::vector<Template>> ListPublished(Dialect dialect, std::size_t skip,
                                              std::size_t limit) override {
    return sqlite::ListPublished(connection_, dialect, skip, limit);
  }
  Result<std::vector<Template>> ListTemplatesBehind(AccountId owner, Dialect dialect,
                                                    TemplateId after, std::size_t limit) override {
    return sqlite::ListTemplatesBehind(connection_, owner, dialect, after, limit);
  }
  Result<std::size_t> CountPublishedIn(Dialect dialect, std::string_view language,
                                       std::optional<TemplateId> before) override {
    return sqlite::CountPublishedIn(connection_, dialect, language, before);
  }
  Result<std::vector<Template>> ListPublishedIn(Dialect dialect, std::string_view language,
                                                std::size_t skip, std::size_t limit) override {
    return sqlite::ListPublishedIn(connection_, dialect, language, skip, limit);
  }
  Result<std::vector<CatalogueHit>> SearchCatalogue(const CatalogueQuery& query) override {
    return sqlite::SearchCatalogue(connection_, query);
  }
  Result<std::vector<TemplateVersion>> ListTemplateVersions(TemplateId id) override {
    return sqlite::ListTemplateVersions(connection_, id);
  }
  Result<std::optional<TemplateVersion>> FindTemplateVersion(
      TemplateId id, std::optional<std::uint32_t> number) override {
    return sqlite::FindTemplateVersion(connection_, id, number);
  }
  Result<std::optional<Version>> FindVersion(const Hash& id) override {
    return sqlite::FindVersion(connection_, id);
  }
  Result<std::optional<Upload>> FindUpload(std::string_view run_key) override {
    return sqlite::FindUpload(connection_, run_key);
  }
  Result<std::optional<Installation>> FindInstallation(AccountId account,
                                                       InstallationId id) override {
    return sqlite::FindInstallation(connection_, account, id);
  }
  Result<std::optional<Installation>> FindInstallationHolding(AccountId account, Id id) override {
    return sqlite::FindInstallationHolding(connection_, account, id);
  }
  Status ScanInstallations(AccountId account, InstallationId after,
                           const std::function<bool(const Installation&)>& visit) override {
    return sqlite::ScanInstallations(connection_, account, after, visit);
  }
  Result<std::vector<InstallationId>> InstallationsUsing(AccountId account,
                                                         Id connection) override {
    return sqlite::InstallationsUsing(connection_, account, connection);
  }
  Result<std::vector<InstallationStep>> ListSteps(AccountId account, InstallationId id) override {
    return sqlite::ListSteps(connection_, account, id);
  }
  Result<std::optional<InstallationStep>> FindStep(AccountId account, InstallationId id,
                                                   std::uint32_t number) override {
    return sqlite::FindStep(connection_, account, id, number);
  }
  Result<std::optional<SavedBindings>> FindSavedBindings(AccountId account,
                                                         TemplateId id) override {
    return sqlite::FindSavedBindings(connection_, account, id);
  }
  Result<std::optional<Resource>> FindResource(AccountId account, ResourceId id) override {
    return sqlite::FindResource(connection_, account, id);
  }
  Result<std::vector<Resource>> ListResources(AccountId account, Model model) override {
    return sqlite::ListResources(connection_, account, model);
  }
  Result<std::vector<Resource>> ListChanges(AccountId account,
                                            InstallationId installation) override {
    return sqlite::ListChanges(connection_, account, installation);
  }
  Result<std::vector<ResourceId>> FindReferrers(AccountId account, Id target) override {
    return sqlite::FindReferrers(connection_, account, target);
  }
  Result<std::optional<IdempotentResult>> FindIdempotent(AccountId account,
                                                         std::string_view key) override {
    return sqlite::FindIdempotent(connection_, account, key);
  }
  Result<std::vector<Upload>> ListAwaited(TemplateId target) override {
    return sqlite::ListAwaited(connection_, target);
  }
  Result<std::vector<AuditEntry>> ListAudit(AccountId account, const AuditFilter& filter,
                                            std::size_t skip, std::size_t limit) override {
    return sqlite::ListAudit(connection_, account, filter, skip, limit);
  }
  Result<std::optional<std::string>> FindSetting(std::string_view name) override {
    return sqlite::FindSetting(connection_, name);
  }
  Result<std::vector<Hash>> NamedAmong(const std::vector<Hash>& blobs) override {
    return sqlite::NamedAmong(connection_, blobs);
  }
  Status ScanAll(RowVisitor& visitor) override {
    constexpr Status (*kScans[])(Connection&, RowVisitor&) = {
        ScanAccounts, ScanTokens,           ScanTemplates,    ScanVersions,
        ScanUploads,  ScanAllInstallations, ScanAllResources, ScanIdempotent,
        ScanAudit,    ScanTemplateVersions, ScanSteps,        ScanSavedBindings};
    for (const auto scan : kScans) {
      if (auto scanned = scan(connection_, visitor); !scanned) return scanned;
    }
    return {};
  }

 protected:
  Connection& connection_;
};

/// A StoreWriter over a connection with an open write transaction.
class WritingSession : public ReadingSession<StoreWriter> {
 public:
  using ReadingSession::ReadingSession;

  Status AddAccount(const Account& account) override {
    return sqlite::AddAccount(connection_, account);
  }
  Status SetPartner(AccountId account, bool partner) override {
    return sqlite::SetPartner(connection_, account, partner);
  }
  Status AddToken(const Token& token) override { return sqlite::AddToken(connection_, token); }
  Result<bool> RevokeToken(std::string_view token_id, Time when) override {
    return sqlite::RevokeToken(connection_, token_id, when);
  }
  Status PutTemplate(const Template& row) override { return sqlite::PutTemplate(connection_, row); }
  Status RemoveTemplate(TemplateId id) override { return sqlite::RemoveTemplate(connection_, id); }
  Status CountInstall(TemplateId id) override { return sqlite::CountInstall(connection_, id); }
  Status PutTemplateVersion(const TemplateVersion& row) override {
    return sqlite::PutTemplateVersion(connection_, row);
  }
  Status AddVersion(const Version& version) override {
    return sqlite::AddVersion(connection_, version);
  }
  Status PutUpload(const Upload& upload) override { return sqlite::PutUpload(connection_, upload); }
  Status AddInstallation(const Installation& installation) override {
    return sqlite::AddInstallation(connection_, installation);
  }
  Status ReplaceInstallation(const Installation& installation) override {
    return sqlite::ReplaceInstallation(connection_, installation);
  }
  Status AddStep(const InstallationStep& step) override {
    return sqlite::AddStep(connection_, step);
  }
  Status PutSavedBindings(const SavedBindings& row) override {
    return sqlite::PutSavedBindings(connection_, row);
  }
  Status RemoveInstallation(AccountId account, InstallationId id) override {
    return sqlite::RemoveInstallation(connection_, account, id);
  }
  Status PutResource(const Resource& resource) override {
    return sqlite::PutResource(connection_, resource);
  }
  Status RemoveResource(AccountId account, ResourceId id) override {
    return sqlite::RemoveResource(connection_, account, id);
  }
  Status AddIdempotent(const IdempotentResult& result) override {
    return sqlite::AddIdempotent(connection_, result);
  }
  Status AddAudit(const AuditEntry& entry) override { return sqlite::AddAudit(connection_, entry); }
  Status PutSetting(std::string_view name, std::string_view value) override {
    return sqlite::PutSetting(connection_, name, value);
  }
  Result<std::vector<std::string>> Sweep(const SweepTimes& before) override {
    return sqlite::Sweep(connection_, before);
  }
};

}  // namespace imprint::sqlite

#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "model/records.h"

namespace imprint {

/// Which audit entries are asked for; what is empty does not narrow.
struct AuditFilter {
  std::optional<Time> from;  // at or after
  std::optional<Time> to;    // at or before
  std::optional<AuditEvent> event;
  std::string resource_type;
  std::string resource;
  std::string token;
};

/// What a search of the catalogue asks for: published templates that have all of these terms
/// (model/search_terms), the best first.
struct CatalogueQuery {
  /// What the template's words must begin with; a whole word counts double.
  std::vector<std::string> words;
  std::vector<std::string> facets;  // terms that the template must have as they are
  struct Position {
    std::int64_t score = 0;
    TemplateId id;
  };
  std::optional<Position> after;  // the last hit of the page before
  std::size_t limit = 0;
};
struct CatalogueHit {
  Template row;
  std::int64_t score = 0;
};

/// Takes every row of a store, one call each. An error ends the scan.
class RowVisitor {
 public:
  virtual ~RowVisitor() = default;
  virtual Status Visit(const Account& row) = 0;
  virtual Status Visit(const Token& row) = 0;
  virtual Status Visit(const Template& row) = 0;
  virtual Status Visit(const Version& row) = 0;
  virtual Status Visit(const Upload& row) = 0;
  virtual Status Visit(const Installation& row) = 0;
  virtual Status Visit(const Resource& row) = 0;
  virtual Status Visit(const IdempotentResult& row) = 0;
  virtual Status Visit(const AuditEntry& row) = 0;
  virtual Status Visit(const TemplateVersion& row) = 0;
  virtual Status Visit(const InstallationStep& row) = 0;
  virtual Status Visit(const SavedBindings& row) = 0;
};

/// What can be asked of the store. Every answer of one StoreReader comes from one consistent state.
/// A thing that is not there is an empty optional or vector, never an error; errors are
/// kUnavailable (the store cannot be reached or is busy too long) and kInternal (it is damaged).
/// A reader is used by one thread, inside the call that gave it.
class StoreReader {
 public:
  virtual ~StoreReader() = default;

  virtual Result<std::optional<Account>> FindAccount(AccountId id) = 0;
  virtual Result<std::optional<Account>> FindAccountByName(std::string_view name) = 0;

  virtual Result<std::optional<Token>> FindToken(const Hash& hash) = 0;
  /// All tokens, oldest first, revoked and expired ones too.
  virtual Result<std::vector<Token>> ListTokens() = 0;

  virtual Result<std::optional<Template>> FindTemplate(TemplateId id) = 0;
  /// Of one dialect by id, ascending.
  virtual Result<std::vector<Template>> ListTemplates(AccountId owner, Dialect dialect) = 0;
  /// Published templates of all owners, of one dialect by id, ascending, after leaving out the
  /// first `skip`.
  virtual Result<std::vector<Template>> ListPublished(Dialect dialect, std::size_t skip,
                                                      std::size_t limit) = 0;
  /// The owner's of one dialect behind `after` (empty: all), ascending by id, at most `limit`.
  virtual Result<std::vector<Template>> ListTemplatesBehind(AccountId owner, Dialect dialect,
                                                            TemplateId after,
                                                            std::size_t limit) = 0;
  /// How many published templates of one dialect and language there are; with `before`, of those
  /// whose ids come before it.
  virtual Result<std::size_t> CountPublishedIn(Dialect dialect, std::string_view language,
                                               std::optional<TemplateId> before) = 0;
  /// They by id, ascending, after leaving out the first `skip`.
  virtual Result<std::vector<Template>> ListPublishedIn(Dialect dialect, std::string_view language,
                                                        std::size_t skip, std::size_t limit) = 0;

  /// Published templates of both dialects by score, descending, then by id. A template's score is
  /// the sum, over the words, of the heaviest of its terms that the word begins (see
  /// CatalogueQuery); 0 without words.
  virtual Result<std::vector<CatalogueHit>> SearchCatalogue(const CatalogueQuery& query) = 0;

  /// A template's numbered versions, ascending.
  virtual Result<std::vector<TemplateVersion>> ListTemplateVersions(TemplateId id) = 0;
  /// One of them; the latest without a number.
  virtual Result<std::optional<TemplateVersion>> FindTemplateVersion(
      TemplateId id, std::optional<std::uint32_t> number) = 0;

  virtual Result<std::optional<Version>> FindVersion(const Hash& id) = 0;
  virtual Result<std::optional<Upload>> FindUpload(std::string_view run_key) = 0;

  virtual Result<std::optional<Installation>> FindInstallation(AccountId account,
                                                               InstallationId id) = 0;
  /// The installation with a block that holds `id`.
  virtual Result<std::optional<Installation>> FindInstallationHolding(AccountId account, Id id) = 0;
  /// Visits the account's installations behind `after` (empty: all), ascending by id, until `visit`
  /// gives false.
  virtual Status ScanInstallations(AccountId account, InstallationId after,
                                   const std::function<bool(const Installation&)>& visit) = 0;
  /// Ids of the account's installations whose bindings hold `connection`.
  virtual Result<std::vector<InstallationId>> InstallationsUsing(AccountId account,
                                                                 Id connection) = 0;

  /// What was done to an installation, ascending by number, without `before`.
  virtual Result<std::vector<InstallationStep>> ListSteps(AccountId account, InstallationId id) = 0;
  /// One of them, whole.
  virtual Result<std::optional<InstallationStep>> FindStep(AccountId account, InstallationId id,
                                                           std::uint32_t number) = 0;
  virtual Result<std::optional<SavedBindings>> FindSavedBindings(AccountId account,
                                                                 TemplateId id) = 0;

  /// A stored row of any origin, tombstones included; its references ascending, each once.
  virtual Result<std::optional<Resource>> FindResource(AccountId account, ResourceId id) = 0;
  /// Stored rows of one model without documents, secrets and references, ascending by id.
  virtual Result<std::vector<Resource>> ListResources(AccountId account, Model model) = 0;
  /// Stored rows of one installation (overrides and tombstones) without documents, secrets and
  /// references, ascending by id.
  virtual Result<std::vector<Resource>> ListChanges(AccountId account,
                                                    InstallationId installation) = 0;
  /// Ids of the stored rows whose references hold `target`, ascending.
  virtual Result<std::vector<ResourceId>> FindReferrers(AccountId account, Id target) = 0;

  virtual Result<std::optional<IdempotentResult>> FindIdempotent(AccountId account,
                                                                 std::string_view key) = 0;

  /// Uploads for that template which have no file yet, ascending by run key.
  virtual Result<std::vector<Upload>> ListAwaited(TemplateId target) = 0;
  /// The account's entries, the latest first (by time, then id), after leaving out `skip`.
  virtual Result<std::vector<AuditEntry>> ListAudit(AccountId account, const AuditFilter& filter,
                                                    std::size_t skip, std::size_t limit) = 0;
  /// A value that belongs to the store as a whole.
  virtual Result<std::optional<std::string>> FindSetting(std::string_view name) = 0;
  /// Those of `blobs` that a version (its id or source) or an upload names, in the same order.
  virtual Result<std::vector<Hash>> NamedAmong(const std::vector<Hash>& blobs) = 0;
  /// Visits every row but settings: kind by kind in the order of RowVisitor, each kind ascending by
  /// its key (account first, where it has one). Memory stays bounded whatever there is.
  virtual Status ScanAll(RowVisitor& visitor) = 0;
};

/// What can be changed, inside one transaction that also reads its own changes.
class StoreWriter : public StoreReader {
 public:
  /// kConflict when the id or name is taken.
  virtual Status AddAccount(const Account& account) = 0;
  virtual Status SetPartner(AccountId account, bool partner) = 0;
  /// kConflict when the id or hash is taken.
  virtual Status AddToken(const Token& token) = 0;
  /// False when no token has that public id; the first revocation's time stays.
  virtual Result<bool> RevokeToken(std::string_view token_id, Time when) = 0;

  /// Inserts, or replaces all but the installs of the one with its id.
  virtual Status PutTemplate(const Template& row) = 0;
  /// With its numbered versions; saved bindings stay.
  virtual Status RemoveTemplate(TemplateId id) = 0;
  /// Adds one to its installs; a store may show that to reads only after the write.
  virtual Status CountInstall(TemplateId id) = 0;

  /// Inserts, or replaces the one with its template and number.
  virtual Status PutTemplateVersion(const TemplateVersion& row) = 0;
  /// Inserts; a version that is there already is the same version.
  virtual Status AddVersion(const Version& version) = 0;
  /// Inserts, or replaces the one with its run key.
  virtual Status PutUpload(const Upload& upload) = 0;

  /// kConflict when the id or a block's first id is taken in this account.
  virtual Status AddInstallation(const Installation& installation) = 0;
  /// Replaces the one with its account and id, its blocks and what it is bound to; the stored rows
  /// of its resources stay. kConflict when a block's first id is another installation's; kNotFound.
  virtual Status ReplaceInstallation(const Installation& installation) = 0;
  /// kConflict when the installation has that number.
  virtual Status AddStep(const InstallationStep& step) = 0;
  /// Inserts, or replaces the one of its account and template.
  virtual Status PutSavedBindings(const SavedBindings& row) = 0;
  /// Removes the installation, its blocks, its steps and the stored rows of its resources; one that
  /// is not there is no error.
  virtual Status RemoveInstallation(AccountId account, InstallationId id) = 0;
  /// Inserts, or replaces the one with its account and id, together with its references.
  virtual Status PutResource(const Resource& resource) = 0;
  /// Removes the row and its references; one that is not there is no error.
  virtual Status RemoveResource(AccountId account, ResourceId id) = 0;

  /// kConflict when the account has that key.
  virtual Status AddIdempotent(const IdempotentResult& result) = 0;

  /// kConflict when the account has that id.
  virtual Status AddAudit(const AuditEntry& entry) = 0;
  /// Inserts, or replaces the one of that name.
  virtual Status PutSetting(std::string_view name, std::string_view value) = 0;

  /// What Sweep is to remove: what is older than these.
  struct SweepTimes {
    Time uploads;   // that expired before
    Time keys;      // idempotent results created before
    Time versions;  // that no template, numbered version, upload, installation or step refers
                    // to, created before
    Time audit;     // entries made before
  };
  /// Removes what has run out. Gives the run keys of the uploads that went.
  virtual Result<std::vector<std::string>> Sweep(const SweepTimes& before) = 0;
};

/// Which schema a database has and which ones this program knows.
struct SchemaStatus {
  struct Migration {
    int number = 0;  // from 1
    std::string_view name;
    std::optional<Time> applied;
  };
  int current = 0;  // 0: an empty database
  int newest = 0;   // that this program knows
  std::vector<Migration> migrations;
};

/// Where everything but blobs is kept. All calls are safe from any thread.
class Store {
 public:
  virtual ~Store() = default;

  /// Runs `body` on one consistent state, which holds every write acknowledged before the call.
  /// Gives what `body` gives, or kUnavailable / kInternal.
  virtual Status Read(const std::function<Status(StoreReader&)>& body) = 0;

  /// Runs `body` alone and keeps all that it wrote or, when it gives an error or anything fails,
  /// nothing. Success means durable. `body` may be run more than once and on another thread, so
  /// it must only touch what it can set anew, and must not wait for anything else.
  virtual Status Write(const std::function<Status(StoreWriter&)>& body) = 0;

  /// The same for those who do not wait for it: `done` gets what Write would give, once, before
  /// this returns or later on another thread. It must neither wait nor use the store.
  virtual void WriteLater(std::function<Status(StoreWriter&)> body,
                          std::function<void(Status)> done) {
    done(Write(body));
  }
};

}  // namespace imprint

#pragma once

#include <cstddef>
#include <optional>
#include <unordered_map>
#include <utility>

#include "store/sqlite/row_memo.h"
#include "store/sqlite/session.h"

namespace imprint::sqlite {

/// What bodies read again and again, from one to the next and from one transaction to the next:
/// rows as the writing connection has them now. It is for that connection's thread.
class BatchMemo {
 public:
  /// At the begin of a transaction, with the connection's data version: forgets everything when
  /// another connection changed the database.
  void Begin(std::int64_t data_version) {
    if (data_version != data_version_) Forget();
    data_version_ = data_version;
  }
  /// After a body was taken back: what was read in it, or after it, may never have been.
  void Forget();
  /// After a transaction was.
  void Abandon() {
    Forget();
    installs.clear();
  }

  Remembered<TemplateId, Template> templates{64};
  Remembered<Hash, Version, HashOfHash> versions{256};
  Remembered<std::pair<AccountId, TemplateId>, SavedBindings, HashOfPair> saved{256};
  Remembered<std::pair<AccountId, ResourceId>, Resource, HashOfPair> resources{256};
  /// Installs that are not yet counted in the templates' rows.
  std::unordered_map<TemplateId, std::int64_t> installs;

 private:
  std::int64_t data_version_ = 0;
};

/// A StoreWriter for one body among those of a batch.
class BatchSession final : public WritingSession {
 public:
  BatchSession(Connection& connection, BatchMemo& memo) : WritingSession(connection), memo_(memo) {}

  Result<std::optional<Template>> FindTemplate(TemplateId id) override;
  Status PutTemplate(const Template& row) override;
  Status RemoveTemplate(TemplateId id) override;
  /// Counted by CountInstalls.
  Status CountInstall(TemplateId id) override;

  Result<std::optional<Version>> FindVersion(const Hash& id) override;

  Result<std::optional<SavedBindings>> FindSavedBindings(AccountId account, TemplateId id) override;
  Status PutSavedBindings(const SavedBindings& row) override;

  Result<std::optional<Resource>> FindResource(AccountId account, ResourceId id) override;
  Status PutResource(const Resource& resource) override;
  Status RemoveResource(AccountId account, ResourceId id) override;
  Status RemoveInstallation(AccountId account, InstallationId id) override;

  Result<std::vector<std::string>> Sweep(const SweepTimes& before) override;

  /// The body succeeded: what it counted counts.
  void Keep();

 private:
  BatchMemo& memo_;
  std::vector<TemplateId> counted_;
};

/// Writes what the bodies of a transaction counted, as its last step.
Status CountInstalls(Connection& connection, BatchMemo& memo);

}  // namespace imprint::sqlite

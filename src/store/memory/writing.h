#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "store/memory/reading.h"
#include "store/memory/undo_log.h"

namespace imprint {

/// A StoreWriter over tables that nobody else uses meanwhile; every change goes through `undo`.
class MemoryWriting final : public MemoryReading<StoreWriter> {
 public:
  MemoryWriting(Tables& tables, UndoLog& undo)
      : MemoryReading(tables), tables_(tables), undo_(undo) {}

  Status AddAccount(const Account& account) override;
  Status SetPartner(AccountId account, bool partner) override;
  Status AddToken(const Token& token) override;
  Result<bool> RevokeToken(std::string_view token_id, Time when) override;
  Status PutTemplate(const Template& row) override;
  Status RemoveTemplate(TemplateId id) override;
  Status CountInstall(TemplateId id) override;
  Status PutTemplateVersion(const TemplateVersion& row) override;
  Status AddVersion(const Version& version) override;
  Status PutUpload(const Upload& upload) override;
  Status AddInstallation(const Installation& installation) override;
  Status ReplaceInstallation(const Installation& installation) override;
  Status AddStep(const InstallationStep& step) override;
  Status PutSavedBindings(const SavedBindings& row) override;
  Status RemoveInstallation(AccountId account, InstallationId id) override;
  Status PutResource(const Resource& resource) override;
  Status RemoveResource(AccountId account, ResourceId id) override;
  Status AddIdempotent(const IdempotentResult& result) override;
  Status AddAudit(const AuditEntry& entry) override;
  Status PutSetting(std::string_view name, std::string_view value) override;
  Result<std::vector<std::string>> Sweep(const SweepTimes& before) override;

 private:
  bool IsTaken(const Installation& installation) const;
  void KeepInstallation(const Installation& installation);
  void RemoveBlocksAndBindings(const Installation& installation);
  void RemoveReferences(const Resource& resource);

  Tables& tables_;
  UndoLog& undo_;
};

}  // namespace imprint

#include "store/memory/writing.h"

#include <algorithm>
#include <set>
#include <string>
#include <tuple>
#include <utility>

namespace imprint {
namespace {

tl::unexpected<Error> Conflict() {
  return Fail(ErrorCode::kConflict, "It exists already.");
}

// What a template, a numbered version, an upload, an installation or a step refers to.
std::set<Hash> VersionsInUse(const Tables& tables) {
  std::set<Hash> used;
  for (const auto& [id, row] : tables.templates) {
    if (row.version) used.insert(*row.version);
  }
  for (const auto& [key, upload] : tables.uploads) {
    if (upload.version) used.insert(*upload.version);
  }
  for (const auto& [key, installation] : tables.installations) used.insert(installation.version);
  for (const auto& [key, row] : tables.template_versions) used.insert(row.version);
  for (const auto& [key, step] : tables.steps) used.insert(step.version_before);
  return used;
}

/// Erases the entries that `unwanted` picks.
template <typename Map, typename Unwanted>
void EraseIf(UndoLog& undo, Map& map, const Unwanted& unwanted) {
  for (auto at = map.begin(); at != map.end();) {
    const auto current = at++;
    if (unwanted(current->second)) undo.Erase(map, typename Map::key_type(current->first));
  }
}

}  // namespace

Status MemoryWriting::AddAccount(const Account& account) {
  if (tables_.accounts.contains(account.id) || tables_.account_names.contains(account.name)) {
    return Conflict();
  }
  undo_.Put(tables_.accounts, account.id, account);
  undo_.Put(tables_.account_names, account.name, account.id);
  return {};
}

Status MemoryWriting::SetPartner(AccountId account, bool partner) {
  const auto found = tables_.accounts.find(account);
  if (found == tables_.accounts.end()) return {};
  Account changed = found->second;
  changed.partner = partner;
  undo_.Put(tables_.accounts, account, std::move(changed));
  return {};
}

Status MemoryWriting::AddToken(const Token& token) {
  if (tables_.tokens.contains(token.hash) || tables_.token_ids.contains(token.id)) {
    return Conflict();
  }
  undo_.Put(tables_.tokens, token.hash, token);
  undo_.Put(tables_.token_ids, token.id, token.hash);
  return {};
}

Result<bool> MemoryWriting::RevokeToken(std::string_view token_id, Time when) {
  const auto found = tables_.token_ids.find(token_id);
  if (found == tables_.token_ids.end()) return false;
  Token changed = tables_.tokens.at(found->second);
  if (!changed.revoked) changed.revoked = when;
  undo_.Put(tables_.tokens, found->second, std::move(changed));
  return true;
}

Status MemoryWriting::PutTemplate(const Template& row) {
  Template kept = row;
  const auto before = tables_.templates.find(row.id);
  if (before != tables_.templates.end()) kept.installs = before->second.installs;
  undo_.Put(tables_.templates, row.id, std::move(kept));
  return {};
}

Status MemoryWriting::RemoveTemplate(TemplateId id) {
  undo_.Erase(tables_.templates, id);
  EraseIf(undo_, tables_.template_versions,
          [&](const TemplateVersion& row) { return row.template_id == id; });
  return {};
}

Status MemoryWriting::PutTemplateVersion(const TemplateVersion& row) {
  undo_.Put(tables_.template_versions, {row.template_id, row.number}, row);
  return {};
}

Status MemoryWriting::CountInstall(TemplateId id) {
  const auto found = tables_.templates.find(id);
  if (found == tables_.templates.end()) return {};
  Template changed = found->second;
  ++changed.installs;
  undo_.Put(tables_.templates, id, std::move(changed));
  return {};
}

Status MemoryWriting::AddVersion(const Version& version) {
  if (!tables_.versions.contains(version.id)) {
    undo_.Put(tables_.versions, version.id, version);
  }
  return {};
}

Status MemoryWriting::PutUpload(const Upload& upload) {
  undo_.Put(tables_.uploads, upload.run_key, upload);
  return {};
}

bool MemoryWriting::IsTaken(const Installation& installation) const {
  if (tables_.installations.contains({installation.account, installation.id})) return true;
  std::set<Id> firsts;
  for (const auto& block : installation.blocks) {
    if (!firsts.insert(block.first).second ||
        tables_.blocks.contains(BlockKeyOf(installation.account, block.first))) {
      return true;
    }
  }
  return false;
}

Status MemoryWriting::AddInstallation(const Installation& installation) {
  if (IsTaken(installation)) return Conflict();
  KeepInstallation(installation);
  return {};
}

Status MemoryWriting::ReplaceInstallation(const Installation& installation) {
  const auto found = tables_.installations.find({installation.account, installation.id});
  if (found == tables_.installations.end()) {
    return Fail(ErrorCode::kNotFound, "There is no such installation.");
  }
  std::set<Id> firsts;
  for (const IdBlock& block : installation.blocks) {
    const auto owner = tables_.blocks.find(BlockKeyOf(installation.account, block.first));
    const bool another =
        owner != tables_.blocks.end() && owner->second.installation != installation.id;
    if (another || !firsts.insert(block.first).second) return Conflict();
  }
  RemoveBlocksAndBindings(Installation(found->second));
  KeepInstallation(installation);
  return {};
}

void MemoryWriting::KeepInstallation(const Installation& installation) {
  Installation row = installation;
  std::sort(row.blocks.begin(), row.blocks.end(),
            [](const IdBlock& a, const IdBlock& b) { return a.first < b.first; });
  for (const auto& block : row.blocks) {
    undo_.Put(tables_.blocks, BlockKeyOf(row.account, block.first), {block.count, row.id});
  }
  for (const auto& [ordinal, bound] : row.bindings.connections) {
    if (!bound.empty()) undo_.Insert(tables_.bound_connections, {row.account, bound, row.id});
  }
  const std::pair key(row.account, row.id);
  undo_.Put(tables_.installations, key, std::move(row));
}

void MemoryWriting::RemoveBlocksAndBindings(const Installation& installation) {
  const AccountId account = installation.account;
  for (const IdBlock& block : installation.blocks) {
    undo_.Erase(tables_.blocks, BlockKeyOf(account, block.first));
  }
  for (const auto& [ordinal, connection] : installation.bindings.connections) {
    undo_.Remove(tables_.bound_connections, {account, connection, installation.id});
  }
}

Status MemoryWriting::AddStep(const InstallationStep& step) {
  const std::tuple key(step.account, step.installation, step.number);
  if (tables_.steps.contains(key)) return Conflict();
  undo_.Put(tables_.steps, key, step);
  return {};
}

Status MemoryWriting::PutSavedBindings(const SavedBindings& row) {
  undo_.Put(tables_.saved_bindings, {row.account, row.template_id}, row);
  return {};
}

void MemoryWriting::RemoveReferences(const Resource& resource) {
  for (const Id& target : resource.references) {
    undo_.Remove(tables_.references, {resource.account, target, resource.id});
  }
}

Status MemoryWriting::PutResource(const Resource& resource) {
  const std::pair key(resource.account, resource.id);
  const auto before = tables_.resources.find(key);
  if (before != tables_.resources.end()) RemoveReferences(before->second);

  std::set<Id> targets(resource.references.begin(), resource.references.end());
  targets.erase(Id());
  for (const Id& target : targets) {
    undo_.Insert(tables_.references, {resource.account, target, resource.id});
  }
  Resource row = resource;
  row.references.assign(targets.begin(), targets.end());
  undo_.Put(tables_.resources, key, std::move(row));
  return {};
}

Status MemoryWriting::RemoveResource(AccountId account, ResourceId id) {
  const auto found = tables_.resources.find({account, id});
  if (found == tables_.resources.end()) return {};
  RemoveReferences(found->second);
  undo_.Erase(tables_.resources, {account, id});
  return {};
}

Status MemoryWriting::RemoveInstallation(AccountId account, InstallationId id) {
  const auto found = tables_.installations.find({account, id});
  if (found == tables_.installations.end()) return {};
  const Installation gone = found->second;
  std::vector<ResourceId> changed;
  for (const auto& [key, row] : tables_.resources) {
    if (key.first == account && row.installation == id) changed.push_back(row.id);
  }
  for (const ResourceId& resource : changed) {
    if (auto removed = RemoveResource(account, resource); !removed) return removed;
  }
  RemoveBlocksAndBindings(gone);
  EraseIf(undo_, tables_.steps, [&](const InstallationStep& step) {
    return step.account == account && step.installation == id;
  });
  undo_.Erase(tables_.installations, {account, id});
  return {};
}

Status MemoryWriting::AddIdempotent(const IdempotentResult& result) {
  const std::pair key(result.account, result.key);
  if (tables_.idempotent.contains(key)) return Conflict();
  undo_.Put(tables_.idempotent, key, result);
  return {};
}

Status MemoryWriting::AddAudit(const AuditEntry& entry) {
  const std::tuple key(entry.account, entry.time, entry.id);
  if (tables_.audit.contains(key)) return Conflict();
  undo_.Put(tables_.audit, key, entry);
  return {};
}

Status MemoryWriting::PutSetting(std::string_view name, std::string_view value) {
  undo_.Put(tables_.settings, std::string(name), std::string(value));
  return {};
}

Result<std::vector<std::string>> MemoryWriting::Sweep(const SweepTimes& before) {
  std::vector<std::string> gone;
  EraseIf(undo_, tables_.uploads, [&](const Upload& upload) {
    const bool expired = upload.expires < before.uploads;
    if (expired) gone.push_back(upload.run_key);
    return expired;
  });
  EraseIf(undo_, tables_.idempotent,
          [&](const IdempotentResult& result) { return result.created < before.keys; });
  EraseIf(undo_, tables_.audit, [&](const AuditEntry& entry) { return entry.time < before.audit; });
  const auto used = VersionsInUse(tables_);
  EraseIf(undo_, tables_.versions, [&](const Version& version) {
    return version.created < before.versions && !used.contains(version.id);
  });
  return gone;
}

}  // namespace imprint

#include "store/sqlite/batch_session.h"

namespace imprint::sqlite {

void BatchMemo::Forget() {
  templates.Clear();
  versions.Clear();
  saved.Clear();
  resources.Clear();
}

Result<std::optional<Template>> BatchSession::FindTemplate(TemplateId id) {
  return memo_.templates.Find(id, [&] { return WritingSession::FindTemplate(id); });
}

Status BatchSession::PutTemplate(const Template& row) {
  memo_.templates.Clear();
  return WritingSession::PutTemplate(row);
}

Status BatchSession::RemoveTemplate(TemplateId id) {
  memo_.templates.Clear();
  return WritingSession::RemoveTemplate(id);
}

Status BatchSession::CountInstall(TemplateId id) {
  counted_.push_back(id);
  return {};
}

Result<std::optional<Version>> BatchSession::FindVersion(const Hash& id) {
  return memo_.versions.Find(id, [&] { return WritingSession::FindVersion(id); });
}

Result<std::optional<SavedBindings>> BatchSession::FindSavedBindings(AccountId account,
                                                                     TemplateId id) {
  return memo_.saved.Find({account, id},
                          [&] { return WritingSession::FindSavedBindings(account, id); });
}

Status BatchSession::PutSavedBindings(const SavedBindings& row) {
  memo_.saved.Clear();
  return WritingSession::PutSavedBindings(row);
}

Result<std::optional<Resource>> BatchSession::FindResource(AccountId account, ResourceId id) {
  return memo_.resources.Find({account, id},
                              [&] { return WritingSession::FindResource(account, id); });
}

Status BatchSession::PutResource(const Resource& resource) {
  memo_.resources.Clear();
  return WritingSession::PutResource(resource);
}

Status BatchSession::RemoveResource(AccountId account, ResourceId id) {
  memo_.resources.Clear();
  return WritingSession::RemoveResource(account, id);
}

Status BatchSession::RemoveInstallation(AccountId account, InstallationId id) {
  memo_.resources.Clear();
  return WritingSession::RemoveInstallation(account, id);
}

Result<std::vector<std::string>> BatchSession::Sweep(const SweepTimes& before) {
  memo_.versions.Clear();
  return WritingSession::Sweep(before);
}

void BatchSession::Keep() {
  for (const TemplateId& id : counted_) ++memo_.installs[id];
}

Status CountInstalls(Connection& connection, BatchMemo& memo) {
  // They show how often they were installed.
  if (!memo.installs.empty()) memo.templates.Clear();
  for (const auto& [id, count] : memo.installs) {
    auto counted = Execute(
        connection, "UPDATE templates SET installs = installs + ?2 WHERE id = ?1", id, count);
    if (!counted) return counted;
  }
  memo.installs.clear();
  return {};
}

}  // namespace imprint::sqlite

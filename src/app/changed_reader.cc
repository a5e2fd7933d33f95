#include "app/changed_reader.h"

#include <algorithm>

#include "app/services.h"
#include "model/render.h"

namespace imprint {
namespace {

bool Uses(const Installation& installation, const Id& connection) {
  const auto& bound = installation.bindings.connections;
  return std::any_of(bound.begin(), bound.end(),
                     [&](const auto& entry) { return entry.second == connection; });
}

bool RefersTo(const Resource& row, const Id& target) {
  return std::binary_search(row.references.begin(), row.references.end(), target);
}

// As lists give it.
Resource HeadOf(const Resource& row) {
  Resource head = row;
  head.document.clear();
  head.sealed_secrets.clear();
  head.references.clear();
  return head;
}

}  // namespace

Result<std::optional<Installation>> ChangedReader::FindInstallation(AccountId account,
                                                                    InstallationId id) {
  if (IsIt(account, id)) return change_.installation;
  return base_.FindInstallation(account, id);
}

Result<std::optional<Installation>> ChangedReader::FindInstallationHolding(AccountId account,
                                                                           Id id) {
  if (account == change_.installation.account && OrdinalOf(change_.installation, id)) {
    return change_.installation;
  }
  auto holding = base_.FindInstallationHolding(account, id);
  if (holding && *holding && IsIt(account, (*holding)->id)) return std::nullopt;
  return holding;
}

Status ChangedReader::ScanInstallations(AccountId account, InstallationId after,
                                        const std::function<bool(const Installation&)>& visit) {
  return base_.ScanInstallations(account, after, [&](const Installation& installation) {
    return visit(IsIt(account, installation.id) ? change_.installation : installation);
  });
}

Result<std::vector<InstallationId>> ChangedReader::InstallationsUsing(AccountId account,
                                                                      Id connection) {
  auto ids = base_.InstallationsUsing(account, connection);
  if (!ids || account != change_.installation.account) return ids;
  std::erase(*ids, change_.installation.id);
  if (Uses(change_.installation, connection)) ids->push_back(change_.installation.id);
  std::sort(ids->begin(), ids->end());
  return ids;
}

Result<std::optional<Resource>> ChangedReader::FindResource(AccountId account, ResourceId id) {
  if (!Touches(account, id.id)) return base_.FindResource(account, id);
  const auto found = change_.put.find(id.id);
  if (found == change_.put.end()) return std::nullopt;
  return found->second;
}

template <typename Belongs>
void ChangedReader::Overlay(AccountId account, std::vector<Resource>& rows,
                            Belongs&& belongs) const {
  if (account != change_.installation.account) return;
  std::erase_if(rows, [&](const Resource& row) { return Touches(account, row.id.id); });
  for (const auto& [id, row] : change_.put) {
    if (belongs(row)) rows.push_back(HeadOf(row));
  }
  std::sort(rows.begin(), rows.end(),
            [](const Resource& a, const Resource& b) { return a.id < b.id; });
}

Result<std::vector<Resource>> ChangedReader::ListResources(AccountId account, Model model) {
  auto rows = base_.ListResources(account, model);
  if (rows) Overlay(account, *rows, [&](const Resource& row) { return row.model == model; });
  return rows;
}

Result<std::vector<Resource>> ChangedReader::ListChanges(AccountId account,
                                                         InstallationId installation) {
  auto rows = base_.ListChanges(account, installation);
  if (rows) {
    Overlay(account, *rows, [&](const Resource& row) { return row.installation == installation; });
  }
  return rows;
}

Result<std::vector<ResourceId>> ChangedReader::FindReferrers(AccountId account, Id target) {
  auto ids = base_.FindReferrers(account, target);
  if (!ids || account != change_.installation.account) return ids;
  std::erase_if(*ids, [&](const ResourceId& id) { return Touches(account, id.id); });
  for (const auto& [id, row] : change_.put) {
    if (RefersTo(row, target)) ids->push_back(row.id);
  }
  std::sort(ids->begin(), ids->end());
  return ids;
}

}  // namespace imprint

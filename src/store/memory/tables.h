#pragma once

#include <cstddef>
#include <functional>
#include <map>
#include <set>
#include <string>
#include <tuple>
#include <utility>

#include "model/records.h"

namespace imprint {

/// Everything a MemoryStore holds. What an account owns has the account first in its key.
struct Tables {
  /// Account, bytes of an id, first id: ids of different widths never share a block.
  using BlockKey = std::tuple<AccountId, std::size_t, Id>;
  struct BlockOwner {
    std::uint32_t count = 0;
    InstallationId installation;
  };

  std::map<AccountId, Account> accounts;
  std::map<std::string, AccountId, std::less<>> account_names;
  std::map<Hash, Token> tokens;
  std::map<std::string, Hash, std::less<>> token_ids;
  std::map<TemplateId, Template> templates;
  std::map<Hash, Version> versions;
  std::map<std::string, Upload, std::less<>> uploads;
  std::map<std::pair<AccountId, InstallationId>, Installation> installations;
  std::map<BlockKey, BlockOwner> blocks;
  std::set<std::tuple<AccountId, Id, InstallationId>> bound_connections;
  std::map<std::pair<AccountId, ResourceId>, Resource> resources;
  std::set<std::tuple<AccountId, Id, ResourceId>> references;  // by target
  std::map<std::pair<AccountId, std::string>, IdempotentResult> idempotent;
  std::map<std::tuple<AccountId, Time, Id>, AuditEntry> audit;
  std::map<std::string, std::string, std::less<>> settings;
  std::map<std::pair<TemplateId, std::uint32_t>, TemplateVersion> template_versions;
  std::map<std::tuple<AccountId, InstallationId, std::uint32_t>, InstallationStep> steps;
  std::map<std::pair<AccountId, TemplateId>, SavedBindings> saved_bindings;
};

inline Tables::BlockKey BlockKeyOf(AccountId account, const Id& first) {
  return {account, first.Bytes().size(), first};
}

}  // namespace imprint

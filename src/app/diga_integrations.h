#pragma once

#include <optional>
#include <string>
#include <vector>

#include "app/services.h"
#include "app/world.h"
#include "base/json/document.h"

namespace imprint {

/// An integration of Diga as an account has it: copied from a template, or made by itself.
struct DigaIntegration {
  ResourceId id;
  std::string
      document;  // {"id","name","description","base_url","auth_type","integration_type","headers"}
  bool has_key = false;
  bool requires_setup = false;
  std::optional<TemplateId> source_template;
  Time created;
  Time updated;
};

/// The key of an integration: what a client says of it.
struct KeyChange {
  enum class Kind { kKeep, kSet, kRemove } kind = Kind::kKeep;
  std::string key;
};
/// The mask keeps, null and "" remove, anything else sets.
KeyChange KeyChangeOf(const std::optional<std::string>& sent);

/// `document` is one that conforms to kCreateIntegration. For MCP, the tools come from its server
/// first: the errors of ListMcpTools leave nothing behind.
Result<DigaIntegration> CreateDigaIntegration(const Services& services, AccountId account,
                                              const json::Document& document);

/// kNotFound.
Result<DigaIntegration> ReadDigaIntegration(const Services& services, AccountId account,
                                            const Id& id);

/// Changes the fields that `changes` (conforming to kUpdateIntegration) holds. An MCP integration
/// whose URL, key or headers change is synchronised first, as on create. kNotFound.
Result<DigaIntegration> UpdateDigaIntegration(const Services& services, AccountId account,
                                              const Id& id, const json::Document& changes);

/// Removes it with all its tools. kNotFound.
Status DeleteDigaIntegration(const Services& services, AccountId account, const Id& id);

/// Ids of the account's integrations of one type, or of all, ascending.
Result<std::vector<Id>> ListDigaIntegrations(const Services& services, AccountId account,
                                             std::string_view type);

/// What an integration is, inside a transaction: for the operations on its tools.
struct OpenedIntegration {
  FoundResource found;
  std::string type;  // "HTTP" or "MCP"
};
Result<OpenedIntegration> OpenDigaIntegration(World& world, const Id& id);

/// The tools of an integration, stored or rendered, ascending by id.
Result<std::vector<Id>> DigaToolIds(StoreReader& reader, VersionCache& versions, AccountId account,
                                    const OpenedIntegration& integration);

/// How an integration is answered, inside a transaction.
Result<DigaIntegration> ViewOf(const Services& services, StoreReader& reader,
                               const FoundResource& found);

/// A key as it is stored; "" for "".
std::string SealKey(const Services& services, const std::string& key);

/// The key that is stored with an integration, in the clear; "" when there is none.
Result<std::string> KeyOf(const Services& services, const FoundResource& found);

}  // namespace imprint

#pragma once

#include <optional>
#include <vector>

#include "store/postgres/transaction.h"

namespace imprint::postgres {

/// A template's installs are counted in rows beside it, which only transactions of kind kRead add
/// up: reading them in a write would put it in the way of every install.
Result<std::optional<Template>> FindTemplate(Transaction& transaction, TemplateId id);
Result<std::vector<Template>> ListTemplates(Transaction& transaction, AccountId owner,
                                            Dialect dialect);
Result<std::vector<Template>> ListPublished(Transaction& transaction, Dialect dialect,
                                            std::size_t skip, std::size_t limit);
Result<std::vector<Template>> ListTemplatesBehind(Transaction& transaction, AccountId owner,
                                                  Dialect dialect, TemplateId after,
                                                  std::size_t limit);
Result<std::size_t> CountPublishedIn(Transaction& transaction, Dialect dialect,
                                     std::string_view language, std::optional<TemplateId> before);
Result<std::vector<Template>> ListPublishedIn(Transaction& transaction, Dialect dialect,
                                              std::string_view language, std::size_t skip,
                                              std::size_t limit);
/// Up to `limit` templates from `first` on, ascending by id.
Result<std::vector<Template>> TemplatesFrom(Transaction& transaction, std::string_view first,
                                            std::size_t limit);
Status PutTemplate(Transaction& transaction, const Template& row);
Status RemoveTemplate(Transaction& transaction, TemplateId id);
Status CountInstall(Transaction& transaction, TemplateId id);

Result<std::optional<Version>> FindVersion(Transaction& transaction, const Hash& id);
Status AddVersion(Transaction& transaction, const Version& version);

}  // namespace imprint::postgres

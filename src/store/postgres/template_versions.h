#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "store/postgres/transaction.h"

namespace imprint::postgres {

Result<std::vector<TemplateVersion>> ListTemplateVersions(Transaction& transaction, TemplateId id);
/// The latest without a number.
Result<std::optional<TemplateVersion>> FindTemplateVersion(Transaction& transaction, TemplateId id,
                                                           std::optional<std::uint32_t> number);
/// Up to `limit` of all templates' from that key on, ascending by template and number.
Result<std::vector<TemplateVersion>> TemplateVersionsFrom(Transaction& transaction,
                                                          std::string_view id, std::uint64_t number,
                                                          std::size_t limit);
Status PutTemplateVersion(Transaction& transaction, const TemplateVersion& row);

}  // namespace imprint::postgres

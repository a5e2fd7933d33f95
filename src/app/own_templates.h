#pragma once

#include <cstddef>

#include "app/catalogue.h"
#include "app/services.h"

namespace imprint {

// Templates as the catalogue shows them, but those that an account may see beside it: its own,
// published or not.

/// The account's own of both dialects, ascending by id, at most `limit` behind `after` (empty: from
/// the first). `next` is the id of the last as text.
Result<CataloguePage> ListOwnTemplates(const Services& services, const Account& account,
                                       TemplateId after, std::size_t limit);

/// One that the account may see: its own, or a published one. kNotFound with the field "template".
Result<CatalogueItem> FindTemplateItem(const Services& services, AccountId account, TemplateId id);

}  // namespace imprint

#pragma once

#include <string>

#include "app/catalogue.h"
#include "base/json/writer.h"

namespace imprint::native {

/// A template as lists show it; with its score in the catalogue.
enum class ItemForm { kPlain, kScored };
void AppendTemplate(const Services& services, const CatalogueItem& item, ItemForm form,
                    json::Writer& writer);

/// A page of them.
std::string TemplatePage(const Services& services, const CataloguePage& page, ItemForm form);

}  // namespace imprint::native

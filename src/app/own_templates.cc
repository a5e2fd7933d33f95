#include "app/own_templates.h"

#include <algorithm>
#include <utility>

namespace imprint {
namespace {

Result<std::vector<Template>> OwnTemplates(StoreReader& reader, AccountId owner, TemplateId after,
                                           std::size_t limit) {
  auto all = reader.ListTemplatesBehind(owner, Dialect::kIntegrator, after, limit);
  if (!all) return all;
  auto others = reader.ListTemplatesBehind(owner, Dialect::kDiga, after, limit);
  if (!others) return others;
  std::move(others->begin(), others->end(), std::back_inserter(*all));
  std::sort(all->begin(), all->end(),
            [](const Template& a, const Template& b) { return a.id < b.id; });
  return all;
}

Result<CatalogueItem> ItemOf(StoreReader& reader, Template row, std::string owner_name) {
  auto version = reader.FindTemplateVersion(row.id, {});
  if (!version) return Pass(version);
  CatalogueItem item;
  item.row = std::move(row);
  item.owner_name = std::move(owner_name);
  item.version = std::move(*version);
  return item;
}

Result<CatalogueItem> FindItem(StoreReader& reader, AccountId account, TemplateId id) {
  auto row = reader.FindTemplate(id);
  if (!row) return Pass(row);
  if (!*row || ((*row)->owner != account && !(*row)->published)) {
    return Fail(ErrorCode::kNotFound, "Template not found.", "template");
  }
  auto owner = reader.FindAccount((*row)->owner);
  if (!owner) return Pass(owner);
  return ItemOf(reader, std::move(**row), *owner ? std::move((*owner)->name) : std::string());
}

}  // namespace

Result<CataloguePage> ListOwnTemplates(const Services& services, const Account& account,
                                       TemplateId after, std::size_t limit) {
  CataloguePage page;
  auto done = services.store.Read([&](StoreReader& reader) -> Status {
    auto rows = OwnTemplates(reader, account.id, after, limit + 1);
    if (!rows) return Pass(rows);
    for (Template& row : *rows) {
      if (page.items.size() == limit) break;
      auto item = ItemOf(reader, std::move(row), account.name);
      if (!item) return Pass(item);
      page.items.push_back(std::move(*item));
    }
    if (rows->size() > limit && limit > 0) page.next = page.items.back().row.id.Text();
    return {};
  });
  if (!done) return Pass(done);
  return page;
}

Result<CatalogueItem> FindTemplateItem(const Services& services, AccountId account, TemplateId id) {
  Result<CatalogueItem> item = CatalogueItem{};
  auto done = services.store.Read([&](StoreReader& reader) -> Status {
    item = FindItem(reader, account, id);
    if (!item) return tl::unexpected<Error>(item.error());
    return {};
  });
  if (!done) return Pass(done);
  return item;
}

}  // namespace imprint

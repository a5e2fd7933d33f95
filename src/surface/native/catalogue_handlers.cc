#include "surface/native/catalogue_handlers.h"

#include <array>

#include "app/catalogue.h"
#include "app/own_templates.h"
#include "surface/native/template_json.h"

namespace imprint::native {
namespace {

constexpr std::array<std::string_view, 2> kKinds = {"integrator", "diga"};

Result<http::Response> Answer(Result<CataloguePage> page, ItemForm form) {
  if (!page) return Pass(page);
  return Json(200, TemplatePage(*page, form));
}

}  // namespace

Result<http::Response> GetCatalogue(const Context& context, const Account&,
                                    const http::Request& request) {
  QueryReader query(request);
  CatalogueRequest wanted;
  wanted.text = query.Text("q");
  wanted.application = query.Text("application");
  wanted.language = query.Text("language");
  wanted.owner = query.Text("owner");
  if (const auto kind = query.Choice("kind", kKinds)) {
    wanted.kind = *kind == 0 ? Dialect::kIntegrator : Dialect::kDiga;
  }
  wanted.limit = query.Limit(context.services.limits.page_items);
  wanted.cursor = query.Text("cursor");
  if (auto good = query.RefuseOthers(); !good) return Pass(good);
  return Answer(SearchCatalogue(context.services, wanted), ItemForm::kScored);
}

Result<http::Response> GetTemplates(const Context& context, const Account& caller,
                                    const http::Request& request) {
  QueryReader query(request);
  const std::size_t limit = query.Limit(context.services.limits.page_items);
  const auto after = query.AnyId("cursor");
  if (auto good = query.RefuseOthers(); !good) return Pass(good);
  return Answer(ListOwnTemplates(context.services, caller, TemplateId(after.value_or(Id())), limit),
                ItemForm::kPlain);
}

Result<http::Response> GetTemplate(const Context& context, const Account& caller,
                                   const http::Request& request) {
  if (auto good = QueryReader(request).RefuseOthers(); !good) return Pass(good);
  auto id = IdParam(request, "template");
  if (!id) return Pass(id);
  auto item = FindTemplateItem(context.services, caller.id, TemplateId(*id));
  if (!item) return Pass(item);
  std::string body;
  json::Writer writer(body);
  AppendTemplate(*item, ItemForm::kPlain, writer);
  return Json(200, std::move(body));
}

}  // namespace imprint::native

#include "surface/native/catalogue_handlers.h"

#include <array>

#include "app/catalogue.h"
#include "app/own_templates.h"
#include "surface/native/download.h"
#include "surface/native/template_json.h"

namespace imprint::native {
namespace {

constexpr std::array<std::string_view, 2> kKinds = {"integrator", "diga"};

Result<http::Response> Answer(const Context& context, Result<CataloguePage> page, ItemForm form) {
  if (!page) return Pass(page);
  return Json(200, TemplatePage(context.services, *page, form));
}

/// A template that the caller may see, as the route names it.
Result<CatalogueItem> ItemAt(const Context& context, const Account& caller,
                             const http::Request& request) {
  if (auto good = QueryReader(request).RefuseOthers(); !good) return Pass(good);
  auto id = IdParam(request, "template");
  if (!id) return Pass(id);
  return FindTemplateItem(context.services, caller.id, TemplateId(*id));
}

http::Response PictureAnswer(const Picture& picture, const std::string* known_tags) {
  const std::string tag = '"' + picture.sha256 + '"';
  const bool is_known = MatchesTag(known_tags, tag);
  http::Response response = is_known ? NotModified(tag) : http::Response{};
  if (!is_known) {
    response.body = picture.bytes;
    response.content_type = picture.media_type;
    response.headers.emplace_back("ETag", tag);
    // Strangers made these bytes, so nothing in them may act, even opened by themselves.
    response.headers.emplace_back("Content-Security-Policy", "default-src 'none'; sandbox");
  }
  // Another account in the same browser must not get it from there without being asked who it is.
  response.headers.emplace_back("Cache-Control", "private, no-cache");
  response.headers.emplace_back("Vary", "Authorization");
  return response;
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
  return Answer(context, SearchCatalogue(context.services, wanted), ItemForm::kScored);
}

Result<http::Response> GetTemplates(const Context& context, const Account& caller,
                                    const http::Request& request) {
  QueryReader query(request);
  const std::size_t limit = query.Limit(context.services.limits.page_items);
  const auto after = query.AnyId("cursor");
  if (auto good = query.RefuseOthers(); !good) return Pass(good);
  return Answer(context,
                ListOwnTemplates(context.services, caller, TemplateId(after.value_or(Id())), limit),
                ItemForm::kPlain);
}

Result<http::Response> GetTemplate(const Context& context, const Account& caller,
                                   const http::Request& request) {
  auto item = ItemAt(context, caller, request);
  if (!item) return Pass(item);
  std::string body;
  json::Writer writer(body);
  AppendTemplate(context.services, *item, ItemForm::kPlain, writer);
  return Json(200, std::move(body));
}

Result<http::Response> GetTemplateImage(const Context& context, const Account& caller,
                                        const http::Request& request) {
  auto item = ItemAt(context, caller, request);
  if (!item) return Pass(item);
  if (item->row.image_url.empty() || !context.site.pictures) {
    return Fail(ErrorCode::kNotFound, "The template has no picture.", "image");
  }
  auto picture = context.site.pictures->Get(item->row.image_url, item->row.owner);
  if (!picture) return Pass(picture);
  return Counted(context, PictureAnswer(**picture, request.Header("if-none-match")));
}

}  // namespace imprint::native

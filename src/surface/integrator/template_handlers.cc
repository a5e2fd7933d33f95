#include "surface/integrator/template_handlers.h"

#include "app/templates.h"
#include "surface/integrator/template_json.h"

namespace imprint::integrator {
namespace {

Result<http::Response> Answer(int status, Result<Template> row) {
  if (!row) return Pass(row);
  std::string body;
  AppendTemplate(*row, body);
  return Json(status, std::move(body));
}

std::string ListBody(const std::vector<Template>& rows) {
  std::string body = "[";
  for (const Template& row : rows) {
    if (body.size() > 1) body += ',';
    AppendTemplate(row, body);
  }
  return body + ']';
}

}  // namespace

Result<http::Response> ListTemplates(const Context& context, const Account& caller,
                                     const http::Request&) {
  auto rows = imprint::ListTemplates(context.services, caller);
  if (!rows) return Pass(rows);
  return Json(200, ListBody(*rows));
}

// The account's rights come before its input: who may not create is not told how to.
Result<http::Response> CreateTemplate(const Context& context, const Account& caller,
                                      const http::Request& request) {
  if (auto partner = RequirePartner(caller); !partner) return Pass(partner);
  auto document = ParseObject(context, request);
  if (!document) return Pass(document);
  auto input = ParseTemplate(*document, context.services.limits.bundle_problems);
  if (!input) return Pass(input);
  return Answer(201, imprint::CreateTemplate(context.services, caller, *input));
}

Result<http::Response> GetTemplate(const Context& context, const Account& caller,
                                   const http::Request& request) {
  if (auto partner = RequirePartner(caller); !partner) return Pass(partner);
  auto id = IdParam(request, "Template");
  if (!id) return Pass(id);
  return Answer(200, ReadTemplate(context.services, caller, TemplateId(*id)));
}

Result<http::Response> PutTemplate(const Context& context, const Account& caller,
                                   const http::Request& request) {
  if (auto partner = RequirePartner(caller); !partner) return Pass(partner);
  auto id = IdParam(request, "Template");
  if (!id) return Pass(id);
  auto document = ParseObject(context, request);
  if (!document) return Pass(document);
  auto input = ParseTemplate(*document, context.services.limits.bundle_problems);
  if (!input) return Pass(input);
  return Answer(200, UpdateTemplate(context.services, caller, TemplateId(*id), *input));
}

Result<http::Response> PatchTemplate(const Context& context, const Account& caller,
                                     const http::Request& request) {
  if (auto partner = RequirePartner(caller); !partner) return Pass(partner);
  auto id = IdParam(request, "Template");
  if (!id) return Pass(id);
  auto document = ParseJson(context, request, {"application/json", "application/json-patch+json"});
  if (!document) return Pass(document);
  auto published = ParsePublishPatch(*document);
  if (!published) return Pass(published);
  return Answer(200, SetPublished(context.services, caller, TemplateId(*id), *published));
}

Result<http::Response> DeleteTemplate(const Context& context, const Account& caller,
                                      const http::Request& request) {
  if (auto partner = RequirePartner(caller); !partner) return Pass(partner);
  auto id = IdParam(request, "Template");
  if (!id) return Pass(id);
  auto deleted = imprint::DeleteTemplate(context.services, caller, TemplateId(*id));
  if (!deleted) return Pass(deleted);
  return http::Response{.status = 204};
}

Result<http::Response> ListPublishedTemplates(const Context& context, const Account&,
                                              const http::Request& request) {
  auto paging = PagingOf(context, request);
  if (!paging) return Pass(paging);
  auto page = ListPublished(context.services, paging->skip, paging->limit);
  if (!page) return Pass(page);
  http::Response response = Json(200, ListBody(page->templates));
  AddPageLinks(context, request, *paging, page->templates.size(), page->more, response);
  return response;
}

}  // namespace imprint::integrator

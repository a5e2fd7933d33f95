#include <algorithm>

#include "app/diga_copy.h"
#include "app/diga_templates.h"
#include "app/templates.h"
#include "base/json/writer.h"
#include "bundle/diga_template.h"
#include "model/diga_schemas.h"
#include "surface/diga/handlers.h"
#include "surface/diga/integration_json.h"

namespace imprint::diga {
namespace {

constexpr std::size_t kTemplatesPerPage = 20;

std::string TemplateJson(const Template& row, const std::string& content) {
  std::string body;
  json::Writer writer(body);
  const auto text_or_null = [&](const char* key, const std::string& text) {
    writer.Key(key).Raw(text.empty() ? "null" : json::Quote(text));
  };
  writer.BeginObject().Key("id").String(row.id.Text()).Key("name").String(row.name);
  writer.Key("language").String(row.language);
  text_or_null("description", row.description);
  text_or_null("setup_guide_url", row.setup_guide_url);
  writer.Key("template").Raw(content).EndObject();
  return body;
}

Result<http::Response> Answer(int status, Result<DigaTemplateView> view) {
  if (!view) return Pass(view);
  return Json(status, TemplateJson(view->row, view->content));
}

// The variables of a copy as JSON texts. Null is none; what is no scalar stands in its place as
// text, because no field of the schemas takes it.
std::map<std::string, std::string> VariablesIn(json::Value variables) {
  std::map<std::string, std::string> values;
  variables.ForEachMember([&](json::Value key, json::Value value) {
    if (value.type() == json::Type::kNull) return;
    const bool scalar = !value.is_object() && !value.is_array();
    values.emplace(key.string(), scalar ? std::string(value.token()) : json::Quote(value.token()));
  });
  return values;
}

}  // namespace

Result<http::Response> ListTemplates(const Context& context, const Account&,
                                     const http::Request& request) {
  auto paging = PagingOf(request, kTemplatesPerPage);
  if (!paging) return Pass(paging);
  const std::string* language = request.Query("language");
  const DigaTemplateList list{language && !language->empty() ? *language : "es", paging->after,
                              paging->before};
  IdPlaces places;
  Range range;
  auto rows = ListDigaTemplates(context.services, list, [&](const IdPlaces& found) {
    places = found;
    range = RangeOf(found, *paging);
    return ListWindow{range.begin, range.end - range.begin};
  });
  if (!rows) return Pass(rows);
  std::vector<Id> ids;
  for (const Template& row : *rows) ids.push_back(row.id.id);
  const Page page = PageOf(std::move(ids), range, places, *paging);
  auto body = PageBody(page, [&](const Id& id) -> Result<std::string> {
    const auto row = std::lower_bound(rows->begin(), rows->end(), id,
                                      [](const Template& a, const Id& b) { return a.id.id < b; });
    auto content = ReadDigaContent(context.services, *row);
    if (!content) return content;
    return TemplateJson(*row, *content);
  });
  if (!body) return Pass(body);
  return Json(200, std::move(*body));
}

Result<http::Response> GetTemplate(const Context& context, const Account&,
                                   const http::Request& request) {
  auto id = IdParam(request, "template_id");
  if (!id) return Pass(id);
  return Answer(200, ReadDigaTemplate(context.services, TemplateId(*id)));
}

Result<http::Response> CopyTemplate(const Context& context, const Account& caller,
                                    const http::Request& request) {
  auto id = IdParam(request, "template_id");
  if (!id) return Pass(id);
  auto body = ParseBody(context, request, kCopy, json::Presence::kWhole);
  if (!body) return Pass(body);
  CopyRequest copy;
  copy.account = caller.id;
  copy.source = TemplateId(*id);
  copy.name = body->root().StringMember("name").value_or("");
  copy.api_key = body->root().StringMember("api_key").value_or("");
  copy.base_url = body->root().StringMember("base_url").value_or("");
  copy.variables = VariablesIn(body->root()["variables"]);
  if (!copy.base_url.empty() && !IsUrl(copy.base_url)) {
    return Fail(Error({json::Invalid(json::Location("body").Then("base_url"), "url_parsing",
                                     "Input should be a valid URL")}));
  }
  auto copied = CopyDigaTemplate(context.services, copy);
  if (!copied) return Pass(copied);
  auto answer = IntegrationJson(*copied);
  if (!answer) return Pass(answer);
  return Json(201, std::move(*answer));
}

Result<http::Response> PostTemplate(const Context& context, const Account& caller,
                                    const http::Request& request) {
  if (auto partner = RequirePartner(caller); !partner) return Pass(partner);
  auto document = ParseJson(context, request);
  if (!document) return Pass(document);
  return Answer(201, CreateDigaTemplate(context.services, caller, *document));
}

Result<http::Response> PutTemplate(const Context& context, const Account& caller,
                                   const http::Request& request) {
  if (auto partner = RequirePartner(caller); !partner) return Pass(partner);
  auto id = IdParam(request, "template_id");
  if (!id) return Pass(id);
  auto document = ParseJson(context, request);
  if (!document) return Pass(document);
  return Answer(200, ReplaceDigaTemplate(context.services, caller, TemplateId(*id), *document));
}

Result<http::Response> DeleteTemplate(const Context& context, const Account& caller,
                                      const http::Request& request) {
  if (auto partner = RequirePartner(caller); !partner) return Pass(partner);
  auto id = IdParam(request, "template_id");
  if (!id) return Pass(id);
  auto deleted = DeleteDigaTemplate(context.services, caller, TemplateId(*id));
  if (!deleted) return Pass(deleted);
  return http::Response{.status = 204};
}

}  // namespace imprint::diga

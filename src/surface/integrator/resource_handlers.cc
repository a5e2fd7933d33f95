#include "surface/integrator/resource_handlers.h"

#include <map>

#include "app/resources.h"
#include "base/json/stored_depth.h"
#include "base/json/writer.h"
#include "surface/integrator/projection.h"

namespace imprint::integrator {
namespace {

// The vendor answers an empty list of these models without a body.
bool HasEmptyListWithoutBody(Model model) {
  return model == Model::kConnection || model == Model::kExport || model == Model::kImport ||
         model == Model::kTool || model == Model::kApi;
}

Result<Projection> ProjectionFor(Model model, const http::Request& request) {
  if (model == Model::kExport || model == Model::kImport) {
    return Projection::FromQuery(request, {"_id", "name", "adaptorType"});
  }
  return Projection::FromQuery(request, {"_id", "name"});
}

Result<std::string> ListBody(World::Page page, const Projection& projection) {
  if (projection.empty()) return std::move(page.array);
  std::string body = "[";
  for (const std::string_view text : page.Documents()) {
    if (body.size() > 1) body += ',';
    auto document = json::Document::Parse(text, json::kStoredDepth);
    if (!document) return Pass(document);
    projection.Apply(*document, body);
  }
  body += ']';
  return body;
}

std::string DependenciesBody(const std::vector<ResourceUser>& users) {
  std::map<Model, std::vector<const ResourceUser*>> by_model;
  for (const ResourceUser& user : users) by_model[user.model].push_back(&user);
  std::string body;
  json::Writer writer(body);
  writer.BeginObject();
  for (const auto& [model, entries] : by_model) {
    writer.Key(CollectionOf(model)).BeginArray();
    for (const ResourceUser* user : entries) {
      writer.BeginObject()
          .Key("_id")
          .String(user->id.Text())
          .Key("name")
          .String(user->name)
          .EndObject();
    }
    writer.EndArray();
  }
  writer.EndObject();
  return body;
}

}  // namespace

Result<http::Response> ListResources(Model model, const Context& context, const Account& caller,
                                     const http::Request& request) {
  auto paging = PagingOf(context, request);
  if (!paging) return Pass(paging);
  auto projection = ProjectionFor(model, request);
  if (!projection) return Pass(projection);
  auto listed =
      imprint::ListResources(context.services, caller.id, model, paging->skip, paging->limit);
  if (!listed) return Pass(listed);
  const std::size_t given = listed->page.size();
  const bool more = listed->page.more;
  if (given == 0 && HasEmptyListWithoutBody(model)) return http::Response{.status = 204};
  auto body = ListBody(std::move(listed->page), *projection);
  if (!body) return Pass(body);
  http::Response response = Json(200, std::move(*body));
  if (listed->held) listed->held->ShrinkTo(response.body.size());
  response.held = std::move(listed->held);  // until it is sent
  AddPageLinks(context, request, *paging, given, more, response);
  return response;
}

Result<http::Response> PostResource(Model model, const Context& context, const Account& caller,
                                    const http::Request& request) {
  auto document = ParseObject(context, request);
  if (!document) return Pass(document);
  auto created = CreateResource(context.services, caller.id, model, *document);
  if (!created) return Pass(created);
  return Json(201, std::move(*created));
}

Result<http::Response> GetResource(Model model, const Context& context, const Account& caller,
                                   const http::Request& request) {
  auto id = IdParam(request, NameOf(model));
  if (!id) return Pass(id);
  auto document = ReadResource(context.services, caller.id, model, *id);
  if (!document) return Pass(document);
  return Json(200, std::move(*document));
}

Result<http::Response> PutResource(Model model, const Context& context, const Account& caller,
                                   const http::Request& request) {
  auto id = IdParam(request, NameOf(model));
  if (!id) return Pass(id);
  auto document = ParseObject(context, request);
  if (!document) return Pass(document);
  auto replaced = ReplaceResource(context.services, caller.id, model, *id, *document);
  if (!replaced) return Pass(replaced);
  return Json(200, std::move(*replaced));
}

Result<http::Response> DeleteResource(Model model, const Context& context, const Account& caller,
                                      const http::Request& request) {
  auto id = IdParam(request, NameOf(model));
  if (!id) return Pass(id);
  auto deleted = imprint::DeleteResource(context.services, caller.id, model, *id);
  if (!deleted) return Pass(deleted);
  return http::Response{.status = 204};
}

Result<http::Response> GetDependencies(Model model, const Context& context, const Account& caller,
                                       const http::Request& request) {
  auto id = IdParam(request, NameOf(model));
  if (!id) return Pass(id);
  auto users = ListDependencies(context.services, caller.id, model, *id);
  if (!users) return Pass(users);
  return Json(200, DependenciesBody(*users));
}

}  // namespace imprint::integrator

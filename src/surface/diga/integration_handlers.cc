#include "app/diga_integrations.h"
#include "base/json/stored_depth.h"
#include "bundle/diga_template.h"
#include "model/diga_schemas.h"
#include "surface/diga/handlers.h"
#include "surface/diga/integration_json.h"

namespace imprint::diga {
namespace {

constexpr std::size_t kIntegrationsPerPage = 50;
constexpr std::string_view kTypes[] = {"HTTP", "MCP"};

Result<http::Response> Answer(int status, Result<DigaIntegration> integration) {
  if (!integration) return Pass(integration);
  auto body = IntegrationJson(*integration);
  if (!body) return Pass(body);
  return Json(status, std::move(*body));
}

std::string UrlOf(const DigaIntegration& integration) {
  const auto document = json::Document::Parse(integration.document, json::kStoredDepth);
  return document ? document->root().StringMember("base_url").value_or("") : "";
}

// `current` is the URL that the integration has: a copy's may still hold a placeholder.
Status CheckBaseUrl(const json::Document& body, std::string_view current = {}) {
  const auto url = body.root().StringMember("base_url");
  if (!url || *url == current || IsUrl(*url)) return {};
  return Fail(Error({json::Invalid(json::Location("body").Then("base_url"), "url_parsing",
                                   "Input should be a valid URL")}));
}

}  // namespace

Result<http::Response> ListIntegrations(const Context& context, const Account& caller,
                                        const http::Request& request) {
  auto paging = PagingOf(request, kIntegrationsPerPage);
  if (!paging) return Pass(paging);
  auto type = ChoiceOf(request, "integration_type", kTypes);
  if (!type) return Pass(type);
  auto ids = ListDigaIntegrations(context.services, caller.id, *type);
  if (!ids) return Pass(ids);
  auto body = PageBody(PageOf(*ids, *paging), [&](const Id& id) -> Result<std::string> {
    auto integration = ReadDigaIntegration(context.services, caller.id, id);
    if (!integration) return Pass(integration);
    return IntegrationJson(*integration);
  });
  if (!body) return Pass(body);
  return Json(200, std::move(*body));
}

Result<http::Response> PostIntegration(const Context& context, const Account& caller,
                                       const http::Request& request) {
  auto body = ParseBody(context, request, kCreateIntegration, json::Presence::kWhole);
  if (!body) return Pass(body);
  if (auto good = CheckBaseUrl(*body); !good) return Pass(good);
  return Answer(201, CreateDigaIntegration(context.services, caller.id, *body));
}

Result<http::Response> GetIntegration(const Context& context, const Account& caller,
                                      const http::Request& request) {
  auto id = IdParam(request, "integration_id");
  if (!id) return Pass(id);
  return Answer(200, ReadDigaIntegration(context.services, caller.id, *id));
}

Result<http::Response> PatchIntegration(const Context& context, const Account& caller,
                                        const http::Request& request) {
  auto id = IdParam(request, "integration_id");
  if (!id) return Pass(id);
  auto body = ParseBody(context, request, kUpdateIntegration, json::Presence::kPartial);
  if (!body) return Pass(body);
  auto current = ReadDigaIntegration(context.services, caller.id, *id);
  if (!current) return Pass(current);
  if (auto good = CheckBaseUrl(*body, UrlOf(*current)); !good) return Pass(good);
  return Answer(200, UpdateDigaIntegration(context.services, caller.id, *id, *body));
}

Result<http::Response> DeleteIntegration(const Context& context, const Account& caller,
                                         const http::Request& request) {
  auto id = IdParam(request, "integration_id");
  if (!id) return Pass(id);
  auto deleted = DeleteDigaIntegration(context.services, caller.id, *id);
  if (!deleted) return Pass(deleted);
  return http::Response{.status = 204};
}

}  // namespace imprint::diga

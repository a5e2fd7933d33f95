#include "surface/integrator/routes.h"

#include <string>

#include "model/model.h"
#include "surface/integrator/audit_handlers.h"
#include "surface/integrator/errors.h"
#include "surface/integrator/export_handlers.h"
#include "surface/integrator/install_handlers.h"
#include "surface/integrator/resource_handlers.h"
#include "surface/integrator/template_handlers.h"
#include "surface/integrator/upload_handlers.h"

namespace imprint::integrator {
namespace {

using http::Runs;

constexpr http::Endpoint<Context> kEndpoints[] = {
    {"GET", "/v1/templates", Runs::kPooled, ListTemplates},
    {"POST", "/v1/templates", Runs::kPooled, CreateTemplate},
    {"GET", "/v1/templates/published", Runs::kPooled, ListPublishedTemplates},
    {"GET", "/v1/templates/{_id}", Runs::kLookup, GetTemplate},
    {"PUT", "/v1/templates/{_id}", Runs::kPooled, PutTemplate},
    {"PATCH", "/v1/templates/{_id}", Runs::kPooled, PatchTemplate},
    {"DELETE", "/v1/templates/{_id}", Runs::kPooled, DeleteTemplate},
    {"GET", "/v1/templates/{_id}/preview", Runs::kPooled, PreviewTemplate},
    {"GET", "/v1/templates/{_id}/upload/signedURL", Runs::kPooled, GetTemplateSignedUrl},
    {"GET", "/v1/templates/{_id}/audit", Runs::kPooled, GetTemplateAudit},
    {"GET", "/v1/audit", Runs::kPooled, GetAudit},
    {"GET", "/v1/s3SignedURL", Runs::kPooled, GetSignedUrl},
    {"GET", "/v1/integrations/template/preview", Runs::kPooled, PreviewUpload},
    {"POST", "/v1/integrations/template", Runs::kLookup, InstallUpload},
    {"POST", "/v1/integrations/template/{_id}", Runs::kLookup, InstallTemplate},
    {"GET", "/v1/integrations/{_id}/template", Runs::kPooled, GetIntegrationTemplate},
    {"GET", "/v1/flows/{_id}/template", Runs::kPooled, GetFlowTemplate},
};

// The same endpoints for every model, below /v1/{collection}.
struct ResourceEndpoint {
  const char* method;
  const char* below;
  Runs runs;
  Result<http::Response> (*handler)(Model, const Context&, const Account&, const http::Request&);
};

constexpr ResourceEndpoint kResourceEndpoints[] = {
    {"GET", "", Runs::kPooled, ListResources},
    {"POST", "", Runs::kPooled, PostResource},
    {"GET", "/{_id}", Runs::kLookup, GetResource},
    {"PUT", "/{_id}", Runs::kPooled, PutResource},
    {"DELETE", "/{_id}", Runs::kPooled, DeleteResource},
    {"GET", "/{_id}/dependencies", Runs::kPooled, GetDependencies},
    {"GET", "/{_id}/audit", Runs::kPooled, GetResourceAudit},
};

// The same for what can be copied.
constexpr Model kCloned[] = {Model::kIntegration, Model::kFlow, Model::kExport, Model::kImport};
constexpr ResourceEndpoint kCloneEndpoints[] = {
    {"GET", "/{_id}/clone/preview", Runs::kPooled, GetClonePreview},
    {"POST", "/{_id}/clone", Runs::kPooled, PostClone},
};

void AddModelRoute(const Site& site, Model model, const ResourceEndpoint& endpoint,
                   http::Router& router) {
  const auto bound = [model, handler = endpoint.handler](const Context& c, const Account& a,
                                                         const http::Request& r) {
    return handler(model, c, a, r);
  };
  const std::string collection = "/v1/" + std::string(CollectionOf(model));
  router.Add({endpoint.method, collection + endpoint.below,
              http::ForAccounts<Context>(site, RenderError, bound), endpoint.runs});
}

}  // namespace

void AddRoutes(const Site& site, http::Router& router) {
  http::AddEndpoints(site, RenderError, kEndpoints, router);
  for (const ModelInfo& info : ModelsOf(Dialect::kIntegrator)) {
    for (const ResourceEndpoint& endpoint : kResourceEndpoints) {
      AddModelRoute(site, info.model, endpoint, router);
    }
  }
  for (const Model model : kCloned) {
    for (const ResourceEndpoint& endpoint : kCloneEndpoints) {
      AddModelRoute(site, model, endpoint, router);
    }
  }
  if (!site.services.direct_uploads) {
    router.Add({"PUT", kUploadPattern, nullptr, Runs::kPooled,
                [&site](const http::Request& request) { return OpenUpload(site, request); }});
  }
  router.Add({"GET", kDownloadPattern,
              [&site](const http::Request& request) { return GetDownload(site, request); },
              Runs::kPooled});
  router.SetErrorRenderer("/v1", RenderError);
  router.SetErrorRenderer("/uploads", RenderError);
  router.SetErrorRenderer("/downloads", RenderError);
}

}  // namespace imprint::integrator

#include "surface/native/routes.h"

#include "surface/native/account_handlers.h"
#include "surface/native/catalogue_handlers.h"
#include "surface/native/errors.h"
#include "surface/native/export_handlers.h"
#include "surface/native/graph_handlers.h"
#include "surface/native/installation_handlers.h"
#include "surface/native/openapi_handlers.h"
#include "surface/native/plan_handlers.h"
#include "surface/native/upgrade_handlers.h"
#include "surface/native/upload_handlers.h"
#include "surface/native/version_handlers.h"

namespace imprint::native {
namespace {

using http::Runs;

constexpr http::Endpoint<Context> kEndpoints[] = {
    {"GET", "/api/v1/catalogue", Runs::kPooled, GetCatalogue},
    {"GET", "/api/v1/templates", Runs::kPooled, GetTemplates},
    {"GET", "/api/v1/templates/{templateId}", Runs::kLookup, GetTemplate},
    {"GET", "/api/v1/templates/{templateId}/image", Runs::kPooled, GetTemplateImage},
    {"GET", "/api/v1/templates/{templateId}/versions", Runs::kPooled, GetVersions},
    {"POST", "/api/v1/templates/{templateId}/versions", Runs::kPooled, PostVersion},
    {"GET", "/api/v1/templates/{templateId}/versions/{number}", Runs::kPooled, GetVersion},
    {"PATCH", "/api/v1/templates/{templateId}/versions/{number}", Runs::kPooled, PatchVersion},
    {"GET", "/api/v1/templates/{templateId}/versions/{number}/content", Runs::kPooled,
     GetVersionContent},
    {"GET", "/api/v1/templates/{templateId}/versions/{number}/graph", Runs::kPooled,
     GetVersionGraph},
    {"GET", "/api/v1/templates/{templateId}/versions/{number}/resources/{resourceId}",
     Runs::kPooled, GetVersionResource},
    {"GET", "/api/v1/templates/{templateId}/diff", Runs::kPooled, GetDiff},
    {"POST", "/api/v1/openapi-templates", Runs::kPooled, PostOpenApiTemplate},
    {"POST", "/api/v1/plans", Runs::kPooled, PostPlan},
    {"GET", "/api/v1/installations", Runs::kPooled, GetInstallations},
    {"POST", "/api/v1/installations", Runs::kPooled, PostInstallation},
    {"GET", "/api/v1/installations/{installationId}", Runs::kPooled, GetInstallation},
    {"DELETE", "/api/v1/installations/{installationId}", Runs::kPooled, DeleteInstallation},
    {"GET", "/api/v1/installations/{installationId}/drift", Runs::kPooled, GetDrift},
    {"GET", "/api/v1/installations/{installationId}/history", Runs::kLookup, GetHistory},
    {"POST", "/api/v1/installations/{installationId}/upgrade-plan", Runs::kPooled, PostUpgradePlan},
    {"POST", "/api/v1/installations/{installationId}/upgrade", Runs::kPooled, PostUpgrade},
    {"POST", "/api/v1/installations/{installationId}/revert", Runs::kPooled, PostRevert},
    {"POST", "/api/v1/installations/{installationId}/rollback", Runs::kPooled, PostRollback},
    {"GET", "/api/v1/integrations/{integrationId}/template", Runs::kPooled, GetIntegrationTemplate},
    {"GET", "/api/v1/account", Runs::kLookup, GetAccount},
};

}  // namespace

void AddRoutes(const Site& site, http::Router& router) {
  http::AddEndpoints(site, RenderError, kEndpoints, router);
  router.Add({"POST", "/api/v1/uploads", nullptr, Runs::kPooled,
              http::ForAccountBodies<Context>(site, RenderError, OpenUpload)});
  router.SetErrorRenderer("/api", RenderError);
}

}  // namespace imprint::native

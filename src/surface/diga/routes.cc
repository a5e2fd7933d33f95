#include "surface/diga/routes.h"

#include "surface/diga/errors.h"
#include "surface/diga/handlers.h"

namespace imprint::diga {
namespace {

using http::Runs;

constexpr http::Endpoint<Context> kEndpoints[] = {
    {"GET", "/v1/integration/template", Runs::kPooled, ListTemplates},
    {"POST", "/v1/integration/template", Runs::kPooled, PostTemplate},
    {"GET", "/v1/integration/template/{template_id}", Runs::kPooled, GetTemplate},
    {"PUT", "/v1/integration/template/{template_id}", Runs::kPooled, PutTemplate},
    {"DELETE", "/v1/integration/template/{template_id}", Runs::kPooled, DeleteTemplate},
    {"POST", "/v1/integration/template/{template_id}/copy", Runs::kPooled, CopyTemplate},
    {"GET", "/v1/integration", Runs::kPooled, ListIntegrations},
    {"POST", "/v1/integration", Runs::kPooled, PostIntegration},
    {"GET", "/v1/integration/{integration_id}", Runs::kLookup, GetIntegration},
    {"PATCH", "/v1/integration/{integration_id}", Runs::kPooled, PatchIntegration},
    {"DELETE", "/v1/integration/{integration_id}", Runs::kPooled, DeleteIntegration},
    {"GET", "/v1/integration/{integration_id}/tool", Runs::kPooled, ListTools},
    {"POST", "/v1/integration/{integration_id}/tool", Runs::kPooled, PostTool},
    {"GET", "/v1/integration/{integration_id}/tool/{tool_id}", Runs::kLookup, GetTool},
    {"PATCH", "/v1/integration/{integration_id}/tool/{tool_id}", Runs::kPooled, PatchTool},
    {"DELETE", "/v1/integration/{integration_id}/tool/{tool_id}", Runs::kPooled, DeleteTool},
    {"PATCH", "/v1/integration/{integration_id}/tool-approval", Runs::kPooled, PatchToolApproval},
};

}  // namespace

void AddRoutes(const Site& site, http::Router& router) {
  http::AddEndpoints(site, RenderError, kEndpoints, router);
  router.SetErrorRenderer("/v1/integration", RenderError);
}

}  // namespace imprint::diga

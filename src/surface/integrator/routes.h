#pragma once

#include "surface/http/router.h"
#include "surface/integrator/request.h"

namespace imprint::integrator {

/// Adds every endpoint of this dialect, and how errors under /v1 and /uploads are answered. Uploads
/// are taken here only where there are no direct ones.
/// `site` must outlive the router.
void AddRoutes(const Site& site, http::Router& router);

}  // namespace imprint::integrator

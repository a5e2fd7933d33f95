#pragma once

#include "surface/http/router.h"
#include "surface/integrator/request.h"

namespace imprint::integrator {

/// Adds every endpoint of this dialect, and how errors under /v1 and /uploads are answered.
/// `context` must outlive the router.
void AddRoutes(const Context& context, http::Router& router);

}  // namespace imprint::integrator

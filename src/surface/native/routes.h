#pragma once

#include "surface/native/request.h"

namespace imprint::native {

/// Adds every endpoint of this API, and how errors under /api are answered.
/// `site` must outlive the router.
void AddRoutes(const Site& site, http::Router& router);

}  // namespace imprint::native

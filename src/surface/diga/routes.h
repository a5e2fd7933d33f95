#pragma once

#include "surface/diga/request.h"

namespace imprint::diga {

/// Adds every endpoint of this dialect, and how errors under /v1/integration are answered.
/// `site` must outlive the router.
void AddRoutes(const Site& site, http::Router& router);

}  // namespace imprint::diga

#pragma once

#include "surface/diga/request.h"

namespace imprint::diga {

/// Adds every endpoint of this dialect, and how errors under /v1/integration are answered.
/// `context` must outlive the router.
void AddRoutes(const Context& context, http::Router& router);

}  // namespace imprint::diga

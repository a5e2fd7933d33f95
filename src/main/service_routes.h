#pragma once

#include "app/services.h"
#include "surface/http/router.h"

namespace imprint {

/// What a server answers about itself, without a token: its health and the descriptions of its
/// APIs. `services` must outlive the router.
void AddServiceRoutes(const Services& services, http::Router& router);

}  // namespace imprint

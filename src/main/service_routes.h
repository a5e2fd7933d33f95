#pragma once

#include <functional>
#include <string>

#include "main/readiness.h"
#include "surface/http/networks.h"
#include "surface/http/router.h"
#include "surface/web/pack.h"

namespace imprint {

/// What the routes about the server itself work with.
struct ServiceParts {
  Readiness& readiness;
  std::function<std::string()> metrics_text;
  http::Networks metrics_readers;
};

/// What a server answers about itself, without a token: its health, the descriptions of its APIs
/// and, to `metrics_readers` alone, its metrics. `parts` and `router` must outlive the server.
void AddServiceRoutes(const ServiceParts& parts, http::Router& router);

/// The page that this program was built with; empty where it was built without one.
Result<web::Pack> BuiltInPage();

}  // namespace imprint

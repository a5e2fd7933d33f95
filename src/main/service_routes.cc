#include "main/service_routes.h"

#include <algorithm>
#include <string_view>

namespace imprint::embedded {
extern const std::string_view diga_yaml;
extern const std::string_view imprint_yaml;
extern const std::string_view integrator_yaml;
extern const std::string_view page_pack;
}  // namespace imprint::embedded

namespace imprint {
namespace {

http::Response Healthy(const http::Request&) {
  http::Response response;
  response.body = R"({"status":"ok"})";
  return response;
}

// A route to one of the built-in descriptions.
http::Route Yaml(const char* pattern, std::string_view text) {
  const auto answer = [text](const http::Request&) {
    http::Response response;
    response.fixed_body = text;
    response.content_type = "application/yaml; charset=utf-8";
    return response;
  };
  return {"GET", pattern, answer, http::Runs::kQuick};
}

bool CameByProxy(const http::Request& request) {
  return std::any_of(request.headers.begin(), request.headers.end(), [](const auto& header) {
    const std::string& name = header.first;
    return name.starts_with("x-forwarded-") || name == "forwarded" || name == "x-real-ip" ||
           name == "via" || name == "cf-connecting-ip";
  });
}

bool MayReadMetrics(const ServiceParts& parts, const http::Request& request) {
  // Of a request that came by a proxy which is not trusted, the address says nothing.
  const bool hidden = !request.forwarded && CameByProxy(request);
  return !hidden && parts.metrics_readers.Contains(std::string_view(request.peer));
}

http::Response Metrics(const ServiceParts& parts, const http::Router& router,
                       const http::Request& request) {
  if (!MayReadMetrics(parts, request)) {
    return router.RenderError(request.path,
                              Error(ErrorCode::kUnknownPath, "there is nothing at this path"));
  }
  http::Response response;
  response.body = parts.metrics_text();
  response.content_type = "text/plain; version=0.0.4; charset=utf-8";
  return response;
}

}  // namespace

Result<web::Pack> BuiltInPage() {
  return web::ParsePack(embedded::page_pack);
}

void AddServiceRoutes(const ServiceParts& parts, http::Router& router) {
  router.Add({"GET", "/healthz", Healthy, http::Runs::kQuick});
  router.Add(
      {"GET", "/readyz", [&parts](const http::Request&) { return parts.readiness.Answer(); }});
  router.Add({"GET", "/metrics", [&parts, &router](const http::Request& request) {
                return Metrics(parts, router, request);
              }});
  router.Add(Yaml("/openapi/diga.yaml", embedded::diga_yaml));
  router.Add(Yaml("/openapi/imprint.yaml", embedded::imprint_yaml));
  router.Add(Yaml("/openapi/integrator.yaml", embedded::integrator_yaml));
}

}  // namespace imprint

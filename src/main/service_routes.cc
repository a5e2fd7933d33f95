#include "main/service_routes.h"

#include <string_view>

namespace imprint::embedded {
extern const std::string_view diga_yaml;
extern const std::string_view integrator_yaml;
}  // namespace imprint::embedded

namespace imprint {
namespace {

http::Response Ready(const Services& services) {
  const Status read = services.store.Read([](StoreReader& reader) -> Status {
    auto any = reader.FindAccount(AccountId());
    if (!any) return Pass(any);
    return {};
  });
  http::Response response;
  response.status = read ? 200 : 503;
  response.body = read ? R"({"status":"ready"})" : R"({"status":"unavailable"})";
  if (!read) response.headers.emplace_back("Retry-After", "1");
  return response;
}

http::Response Yaml(std::string_view text) {
  http::Response response;
  response.body = text;
  response.content_type = "application/yaml; charset=utf-8";
  return response;
}

}  // namespace

void AddServiceRoutes(const Services& services, http::Router& router) {
  router.Add({"GET", "/healthz",
              [](const http::Request&) {
                http::Response response;
                response.body = R"({"status":"ok"})";
                return response;
              },
              http::Runs::kQuick});
  router.Add({"GET", "/readyz", [&services](const http::Request&) { return Ready(services); }});
  router.Add({"GET", "/openapi/diga.yaml",
              [](const http::Request&) { return Yaml(embedded::diga_yaml); }, http::Runs::kQuick});
  router.Add({"GET", "/openapi/integrator.yaml",
              [](const http::Request&) { return Yaml(embedded::integrator_yaml); },
              http::Runs::kQuick});
}

}  // namespace imprint

#include "surface/native/graph_handlers.h"

#include "surface/native/graph_json.h"
#include "surface/native/version_path.h"

namespace imprint::native {

Result<http::Response> GetVersionGraph(const Context& context, const Account& caller,
                                       const http::Request& request) {
  if (auto good = QueryReader(request).RefuseOthers(); !good) return Pass(good);
  auto path = VersionPathOf(request);
  if (!path) return Pass(path);
  auto loaded = LoadGraph(context.services, caller.id, path->template_id, path->number);
  if (!loaded) return Pass(loaded);
  return Large(Json(200, GraphBody(*loaded)), std::move(loaded->held));
}

Result<http::Response> GetVersionResource(const Context& context, const Account& caller,
                                          const http::Request& request) {
  if (auto good = QueryReader(request).RefuseOthers(); !good) return Pass(good);
  auto path = VersionPathOf(request);
  if (!path) return Pass(path);
  auto id = IdParam(request, "resource");
  if (!id) return Pass(id);
  auto loaded = LoadResource(context.services, caller.id, path->template_id, path->number, *id);
  if (!loaded) return Pass(loaded);
  return Large(Json(200, VersionResourceBody(*loaded)), std::move(loaded->held));
}

}  // namespace imprint::native

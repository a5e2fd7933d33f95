#pragma once

#include "model/model.h"
#include "surface/integrator/request.h"

namespace imprint::integrator {

// The caller's own resources of one model, the same for every model.
Result<http::Response> ListResources(Model, const Context&, const Account&, const http::Request&);
Result<http::Response> PostResource(Model, const Context&, const Account&, const http::Request&);
Result<http::Response> GetResource(Model, const Context&, const Account&, const http::Request&);
Result<http::Response> PutResource(Model, const Context&, const Account&, const http::Request&);
Result<http::Response> DeleteResource(Model, const Context&, const Account&, const http::Request&);
Result<http::Response> GetDependencies(Model, const Context&, const Account&, const http::Request&);

}  // namespace imprint::integrator

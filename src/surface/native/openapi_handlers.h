#pragma once

#include "surface/native/request.h"

namespace imprint::native {

/// Makes a template of an OpenAPI document.
Result<http::Response> PostOpenApiTemplate(const Context&, const Account&, const http::Request&);

}  // namespace imprint::native

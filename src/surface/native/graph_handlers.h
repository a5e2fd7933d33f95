#pragma once

#include "surface/native/request.h"

namespace imprint::native {

// What a version holds, and how its resources refer to each other.
Result<http::Response> GetVersionGraph(const Context&, const Account&, const http::Request&);
Result<http::Response> GetVersionResource(const Context&, const Account&, const http::Request&);

}  // namespace imprint::native

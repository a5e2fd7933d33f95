#pragma once

#include "surface/native/request.h"

namespace imprint::native {

// Plans, and installs that carry them out.
Result<http::Response> PostPlan(const Context&, const Account&, const http::Request&);
Result<http::Response> PostInstallation(const Context&, const Account&, const http::Request&);

}  // namespace imprint::native

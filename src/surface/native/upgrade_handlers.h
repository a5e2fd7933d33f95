#pragma once

#include "surface/native/request.h"

namespace imprint::native {

// From one version of a template to another.
Result<http::Response> PostUpgradePlan(const Context&, const Account&, const http::Request&);
Result<http::Response> PostUpgrade(const Context&, const Account&, const http::Request&);

}  // namespace imprint::native

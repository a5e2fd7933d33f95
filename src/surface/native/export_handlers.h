#pragma once

#include "surface/native/request.h"

namespace imprint::native {

/// What an account has, as a template to be saved.
Result<http::Response> GetIntegrationTemplate(const Context&, const Account&, const http::Request&);

}  // namespace imprint::native

#pragma once

#include "surface/native/request.h"

namespace imprint::native {

/// Whose token it is, and what server this is.
Result<http::Response> GetAccount(const Context&, const Account&, const http::Request&);

}  // namespace imprint::native

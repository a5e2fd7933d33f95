#pragma once

#include "surface/native/request.h"

namespace imprint::native {

// What was installed, and what can be done with it.
Result<http::Response> GetInstallations(const Context&, const Account&, const http::Request&);
Result<http::Response> GetInstallation(const Context&, const Account&, const http::Request&);
Result<http::Response> DeleteInstallation(const Context&, const Account&, const http::Request&);
Result<http::Response> GetDrift(const Context&, const Account&, const http::Request&);
Result<http::Response> GetHistory(const Context&, const Account&, const http::Request&);
Result<http::Response> PostRevert(const Context&, const Account&, const http::Request&);
Result<http::Response> PostRollback(const Context&, const Account&, const http::Request&);

}  // namespace imprint::native

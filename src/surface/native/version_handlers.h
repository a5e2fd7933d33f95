#pragma once

#include "surface/native/request.h"

namespace imprint::native {

// The numbered versions of a template.
Result<http::Response> GetVersions(const Context&, const Account&, const http::Request&);
Result<http::Response> PostVersion(const Context&, const Account&, const http::Request&);
Result<http::Response> GetVersion(const Context&, const Account&, const http::Request&);
Result<http::Response> PatchVersion(const Context&, const Account&, const http::Request&);
Result<http::Response> GetVersionContent(const Context&, const Account&, const http::Request&);
Result<http::Response> GetDiff(const Context&, const Account&, const http::Request&);

}  // namespace imprint::native

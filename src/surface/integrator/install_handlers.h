#pragma once

#include "surface/integrator/request.h"

namespace imprint::integrator {

// Previews and installs, of published templates and of uploaded zips.
Result<http::Response> PreviewTemplate(const Context&, const Account&, const http::Request&);
Result<http::Response> PreviewUpload(const Context&, const Account&, const http::Request&);
Result<http::Response> InstallTemplate(const Context&, const Account&, const http::Request&);
Result<http::Response> InstallUpload(const Context&, const Account&, const http::Request&);

}  // namespace imprint::integrator

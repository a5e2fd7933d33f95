#pragma once

#include "model/model.h"
#include "surface/integrator/request.h"

namespace imprint::integrator {

// An integration or flow as a template, and copies of what an account has.
Result<http::Response> GetIntegrationTemplate(const Context&, const Account&, const http::Request&);
Result<http::Response> GetFlowTemplate(const Context&, const Account&, const http::Request&);

Result<http::Response> GetClonePreview(Model model, const Context&, const Account&,
                                       const http::Request&);
Result<http::Response> PostClone(Model model, const Context&, const Account&, const http::Request&);

/// Where the signed URLs of exported zips lead: the signature stands for the token.
inline constexpr const char* kDownloadPattern = "/downloads/{runKey}";
http::Response GetDownload(const Site&, const http::Request&);

}  // namespace imprint::integrator

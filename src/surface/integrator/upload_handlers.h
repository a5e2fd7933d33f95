#pragma once

#include <memory>

#include "surface/integrator/request.h"

namespace imprint::integrator {

// Signed URLs, and the uploads that come in by them.
Result<http::Response> GetSignedUrl(const Context&, const Account&, const http::Request&);
Result<http::Response> GetTemplateSignedUrl(const Context&, const Account&, const http::Request&);

/// Where signed URLs lead, unless files go straight to where blobs are kept: the signature stands
/// for the token.
inline constexpr const char* kUploadPattern = "/uploads/{runKey}";
Result<std::unique_ptr<http::BodySink>> OpenUpload(const Site&, const http::Request&);

}  // namespace imprint::integrator

#pragma once

#include "surface/native/request.h"

namespace imprint::native {

// Templates to be found: the catalogue, and one's own.
Result<http::Response> GetCatalogue(const Context&, const Account&, const http::Request&);
Result<http::Response> GetTemplates(const Context&, const Account&, const http::Request&);
Result<http::Response> GetTemplate(const Context&, const Account&, const http::Request&);
Result<http::Response> GetTemplateImage(const Context&, const Account&, const http::Request&);

}  // namespace imprint::native

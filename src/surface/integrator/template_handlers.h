#pragma once

#include "surface/integrator/request.h"

namespace imprint::integrator {

// /v1/templates: a partner's own templates, and what all can see of them.
Result<http::Response> ListTemplates(const Context&, const Account&, const http::Request&);
Result<http::Response> CreateTemplate(const Context&, const Account&, const http::Request&);
Result<http::Response> GetTemplate(const Context&, const Account&, const http::Request&);
Result<http::Response> PutTemplate(const Context&, const Account&, const http::Request&);
Result<http::Response> PatchTemplate(const Context&, const Account&, const http::Request&);
Result<http::Response> DeleteTemplate(const Context&, const Account&, const http::Request&);
Result<http::Response> ListPublishedTemplates(const Context&, const Account&, const http::Request&);

}  // namespace imprint::integrator

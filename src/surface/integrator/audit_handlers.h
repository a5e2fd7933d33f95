#pragma once

#include "model/model.h"
#include "surface/integrator/request.h"

namespace imprint::integrator {

// What was changed, by whom, when and from where: of the caller's account, or of one thing in it.
Result<http::Response> GetAudit(const Context&, const Account&, const http::Request&);
Result<http::Response> GetTemplateAudit(const Context&, const Account&, const http::Request&);
Result<http::Response> GetResourceAudit(Model, const Context&, const Account&,
                                        const http::Request&);

}  // namespace imprint::integrator

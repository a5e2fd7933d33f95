#pragma once

#include "surface/diga/request.h"

namespace imprint::diga {

// Templates: everyone reads and copies, partners publish.
Result<http::Response> ListTemplates(const Context&, const Account&, const http::Request&);
Result<http::Response> GetTemplate(const Context&, const Account&, const http::Request&);
Result<http::Response> CopyTemplate(const Context&, const Account&, const http::Request&);
Result<http::Response> PostTemplate(const Context&, const Account&, const http::Request&);
Result<http::Response> PutTemplate(const Context&, const Account&, const http::Request&);
Result<http::Response> DeleteTemplate(const Context&, const Account&, const http::Request&);

// Integrations.
Result<http::Response> ListIntegrations(const Context&, const Account&, const http::Request&);
Result<http::Response> PostIntegration(const Context&, const Account&, const http::Request&);
Result<http::Response> GetIntegration(const Context&, const Account&, const http::Request&);
Result<http::Response> PatchIntegration(const Context&, const Account&, const http::Request&);
Result<http::Response> DeleteIntegration(const Context&, const Account&, const http::Request&);

// Tools of an integration.
Result<http::Response> ListTools(const Context&, const Account&, const http::Request&);
Result<http::Response> PostTool(const Context&, const Account&, const http::Request&);
Result<http::Response> GetTool(const Context&, const Account&, const http::Request&);
Result<http::Response> PatchTool(const Context&, const Account&, const http::Request&);
Result<http::Response> DeleteTool(const Context&, const Account&, const http::Request&);
Result<http::Response> PatchToolApproval(const Context&, const Account&, const http::Request&);

}  // namespace imprint::diga

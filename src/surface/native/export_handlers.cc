#include "surface/native/export_handlers.h"

#include "app/export.h"
#include "surface/native/download.h"

namespace imprint::native {

Result<http::Response> GetIntegrationTemplate(const Context& context, const Account& caller,
                                              const http::Request& request) {
  QueryReader query(request);
  const bool as_variables = query.Choice("secrets", kSecretPolicies) == 1;
  if (auto good = query.RefuseOthers(); !good) return Pass(good);
  auto id = IdParam(request, "integration");
  if (!id) return Pass(id);
  auto exported = ExportTemplate(context.services, caller.id, *id,
                                 as_variables ? SecretPolicy::kVariables : SecretPolicy::kRefuse);
  if (!exported) return Pass(exported);
  return Large(Attachment(std::move(exported->bytes), exported->dialect, exported->file_name),
               std::move(exported->held));
}

}  // namespace imprint::native

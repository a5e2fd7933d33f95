#pragma once

#include "app/export.h"

namespace imprint {

/// ExportTemplate of Diga's; the file's name is the integration's. kNotFound "integration_id".
Result<ExportedTemplate> ExportDiga(const Services& services, AccountId account,
                                    const Id& integration, SecretPolicy secrets);

}  // namespace imprint

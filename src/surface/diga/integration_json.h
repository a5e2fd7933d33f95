#pragma once

#include <string>

#include "app/diga_integrations.h"

namespace imprint::diga {

/// An integration as the API answers it: its key as the mask, or null.
Result<std::string> IntegrationJson(const DigaIntegration& integration);

}  // namespace imprint::diga

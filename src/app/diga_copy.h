#pragma once

#include <map>
#include <string>

#include "app/diga_integrations.h"

namespace imprint {

struct CopyRequest {
  AccountId account;
  TemplateId source;
  std::string name;                              // empty keeps the template's
  std::string api_key;                           // empty: none
  std::string base_url;                          // empty keeps the template's
  std::map<std::string, std::string> variables;  // name -> JSON text; unknown names are passed over
};

/// Copies a template: one installation row and its id block, and its variables are remembered where
/// they are others than the last time (app/saved_bindings). kUnsigned, kNotFound for an unknown template,
/// kInvalidField where the variables make no URL or break the rules of tools.
Result<DigaIntegration> CopyDigaTemplate(const Services& services, const CopyRequest& request);

}  // namespace imprint

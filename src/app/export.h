#pragma once

#include <string>
#include <vector>

#include "app/services.h"
#include "app/working_memory.h"
#include "base/id.h"
#include "bundle/secret_scan.h"
#include "model/model.h"

namespace imprint {

// What an account has, as a template that it or anyone else can install. Ids that a template gave
// come back, so that what is published from an account again and again stays the same resources;
// whatever an account makes itself keeps its own id. Variables that were filled in are variables
// again, and nothing that the server alone sets, no credential and no mask travels.

struct ExportedTemplate {
  Dialect dialect = Dialect::kIntegrator;
  std::string file_name;               // "Orders-to-ERP.zip": ASCII letters, digits, '_', '-', '.'
  std::string content_type;            // "application/zip" or "application/json"
  std::string bytes;                   // the same for the same resources
  std::vector<std::string> variables;  // that stand for credentials, by SecretPolicy::kVariables
  HeldMemory held = {};                // for `bytes`, until they are sent
};

/// An integration of either dialect as it is now, edits, additions and deletions included: a zip
/// that Compile takes, or the JSON that CompileDigaTemplate takes. kNotFound ("integration") when
/// the account has none of that id; kSecretInTemplate with every place where something looks like a
/// credential, unless those become variables; what Compile and CompileDigaTemplate refuse where
/// what the account stored is no good template; kUnavailable without memory for it.
Result<ExportedTemplate> ExportTemplate(const Services& services, AccountId account,
                                        const Id& integration, SecretPolicy secrets);

/// The same of an integration or a flow of integrator.io: a flow with what it needs, and the
/// document of its integration without the other flows. kNotFound ("_id").
Result<ExportedTemplate> ExportBundle(const Services& services, AccountId account, Model root,
                                      const Id& id, SecretPolicy secrets);

}  // namespace imprint

#pragma once

#include <optional>
#include <vector>

#include "app/installations.h"
#include "app/secret_values.h"
#include "app/working_memory.h"
#include "base/json/document.h"
#include "model/merge.h"

namespace imprint {

/// A resource that is not as it was installed.
struct DriftedResource {
  InstalledResource resource;
  std::vector<Difference> fields;  // of an edited one: from what the template has to what is there
  bool fields_left_out = false;    // there are some, and no room for them in the answer
};

struct Drift {
  std::vector<DriftedResource> resources;  // in the version's order, then what was added, by id
  HeldMemory held = {};                    // for the answer, until that is sent
};

/// What the account changed in an installation since it was installed: what it edited, deleted and
/// added to the installation's integration. What the installation itself was given (name,
/// variables, connections, the key of Diga's) is no difference, nor are tools that an MCP server
/// has. Values of fields end at limits.page_bytes in all; every resource is named.
/// Credentials and the values of secret variables show as their mask. kNotFound; kUnavailable when
/// there is no memory for it.
Result<Drift> ReadDrift(const Services& services, AccountId account, InstallationId id);

/// Puts the mask into the values of fields, in place of secrets.
void MaskSecrets(const SecretValues& secrets, std::vector<Difference>& fields);

// Inside a transaction.

/// What the template makes of a resource, and what an override has in its place: both plain
/// (app/document_merge).
struct OverriddenDocument {
  json::Document from_template;
  json::Document stored;
};
Result<OverriddenDocument> ReadOverridden(const OpenedInstallation& opened, std::uint32_t ordinal,
                                          const Resource& row);

/// Whether an override has other content than the template.
Result<bool> Differs(const OpenedInstallation& opened, std::uint32_t ordinal, const Resource& row);

}  // namespace imprint

#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "app/drift.h"

namespace imprint {

struct RevertRequest {
  AccountId account;
  InstallationId installation;
  Id resource;                            // an installed one that was edited or deleted
  std::optional<std::string> field = {};  // path of a Difference or above; nothing or "": all of it
  bool dry_run = false;                   // checks all of it and writes nothing
};

struct Reverted {
  DriftedResource resource;  // what was put back, and what stood there: as ReadDrift shows it
  std::uint32_t step = 0;    // of the installation; the one it would be, after a dry run
};

/// Puts a resource back to what the template makes of it, whole or at one place. The rest of an
/// edited document stays, with its credentials; a connection that is put back whole loses those
/// that were entered, and an integration of Diga keeps its key. Asks no MCP server. Can be rolled
/// back as a step.
/// Errors: kNotFound with the field "id" (the installation) or "resource"; kInvalidField where
/// nothing differs, where only more than the field can be put back, or where the rules of Diga
/// would be broken; kConflict for a tool whose name another one has now; kInvalidReference and
/// kInUse, all at once, for references that would lead nowhere (`field` is the place in the
/// document; of kInUse, the id of who uses what would go).
Result<Reverted> RevertResource(const Services& services, const RevertRequest& request);

}  // namespace imprint

#pragma once

#include <vector>

#include "app/services.h"
#include "app/world.h"

namespace imprint {

struct UninstallRequest {
  AccountId account;
  InstallationId installation;
  bool discard_edits = false;     // edited resources go as well
  bool break_references = false;  // what refers to its resources does not keep them
  bool dry_run = false;           // checks all of it and writes nothing
};

struct Uninstalled {
  std::vector<ResourceUser> removed;  // in the version's order, then tools that go with them
  std::vector<ResourceUser> edited;   // those of the removed that were edited
  std::vector<ResourceUser> users;    // what used them from outside, by model and id
};

/// Removes an installation with everything that it brought, and remembers its bindings for the next
/// install. The account's own connections and what it made itself stay; only tools that were added
/// to an integration of Diga go with it, and count as its users before.
/// Errors: kNotFound; kEdited and kInUse with one problem for each resource that was edited and
/// each user (`field` is its id), up to limits.bundle_problems and one that counts the rest.
Result<Uninstalled> Uninstall(const Services& services, const UninstallRequest& request);

}  // namespace imprint

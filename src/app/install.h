#pragma once

#include <map>
#include <optional>
#include <string>

#include "app/content.h"
#include "app/services.h"

namespace imprint {

/// What the caller says about an install. Exactly one of `from_template` and `run_key` is set.
struct InstallRequest {
  AccountId account;
  std::optional<TemplateId> from_template;
  std::string run_key;
  /// Template connection -> the account's own, as the client wrote them. Absent: the placeholders
  /// become connections of the installation; only with a run key.
  std::optional<std::map<std::string, std::string>> connection_map;
  std::map<std::string, std::string> variables;  // name -> JSON text of a scalar
  std::string name;                              // empty keeps the template's
  Id stack;                                      // empty keeps the template's
  bool sandbox = false;
  std::string idempotency_key;  // empty: none
  Hash request_hash;            // of the whole request, for the key
};

struct Installed {
  Installation installation;
  VersionPtr version;
  HeldMemory held = {};  // for one answer with all documents, until that is sent
};

/// An installation that is there, as an install answers it. Errors of ContentOfVersion.
Result<Installed> InstalledBefore(const Services& services, Installation installation);

/// Installs a template or an uploaded bundle: durable and whole when it succeeds, and nothing at
/// all otherwise. Costs one installation row and its id block whatever the size, and remembers its
/// bindings where they are others than the last time (app/saved_bindings).
/// Errors: kMissingConnectionMap, kConnectionMismatch and kInvalidField (all problems at once),
/// kIdempotencyMismatch, kUnsigned, and those of ContentOfTemplate and ContentOfUpload.
/// A repeated idempotency key gives the first installation again, as it was installed; kConflict
/// when that was removed since.
Result<Installed> Install(const Services& services, const InstallRequest& request);

}  // namespace imprint

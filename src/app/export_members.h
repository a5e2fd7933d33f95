#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "app/services.h"
#include "app/working_memory.h"
#include "base/id.h"
#include "bundle/bundle_source.h"
#include "model/model.h"
#include "model/records.h"
#include "ports/store.h"

namespace imprint {

/// What is gathered of an account's resources of integrator.io.
struct ExportScope {
  AccountId account;
  Model root = Model::kIntegration;  // an integration, flow, export or import
  Id id;
  /// For a template: variables and stacks that were filled in are placeholders again, and
  /// connections are whole. Otherwise documents are as they are, and of connections, which are not
  /// to be copied, there is no more than what they are called by.
  bool as_template = true;
  Id into;  // the integration to be in instead of its own; only with as_template == false
};

/// A resource as a file of a bundle has it, with the account's ids.
struct ExportedDocument {
  Model model = Model::kIntegration;
  Id id;
  std::string name;
  std::string text;
};

/// All that belongs to the root and all that it needs, one integration among it: its own, or where
/// it is in none, one that is made up.
struct ExportMembers {
  std::vector<ExportedDocument> documents;
  Id integration;
  bool made_up = false;                     // the account has no such integration
  std::vector<Installation> installations;  // that brought any of it, the integration's first
  std::string name;                         // of the root
  HeldMemory held = {};                     // for what becomes of it, see GatherMembers
};

/// An integration's members are the resources that name it, and what its installations brought;
/// of flows, no other integration's. kNotFound "_id" when the account has no such root,
/// kInvalidReference "_integrationId" when it has no such integration to be put into;
/// kInvalidBundle when it is more than a bundle may be.
/// Looks twice: at first for how much it is, so that there is memory before it is taken.
Result<ExportMembers> GatherMembers(const Services& services, const ExportScope& scope);

/// The files of a bundle; takes the documents' texts.
std::vector<ArchiveFile> FilesOfMembers(std::vector<ExportedDocument> documents);

}  // namespace imprint

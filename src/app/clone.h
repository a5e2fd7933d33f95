#pragma once

#include <map>
#include <optional>
#include <string>

#include "app/content.h"
#include "app/install.h"
#include "app/services.h"
#include "model/model.h"

namespace imprint {

// A copy of an integration, flow, export or import of integrator.io inside one account: what it
// needs is copied along with fresh ids, and connections stay the same ones. What is copied is an
// installation of what there is now, so that it costs one row whatever the size.

struct CloneRequest {
  AccountId account;
  Model root = Model::kIntegration;  // that, kFlow, kExport or kImport
  Id id;
  /// The account's connections that are to be others of its own. Those it does not name stay.
  std::map<std::string, std::string> connection_map;
  std::string name;  // of the copied root; empty: the same
  Id into;           // of no integration: where the copy goes; empty: where the root is
  bool sandbox = false;
  std::string idempotency_key;  // empty: none
  Hash request_hash;            // of the whole request, for the key
  AnswerForm answer = AnswerForm::kDocuments;
};

/// What would be copied, by the account's ids, with memory for one answer. Of the connections, and
/// of the integration unless it is the root, only what they are called by. Errors: those of
/// GatherMembers, and of Compile where what the account stored cannot be copied.
Result<Content> PreviewClone(const Services& services, const CloneRequest& request);

/// Copies: durable and whole when it succeeds, and nothing at all otherwise. Errors besides:
/// kConnectionMismatch "connectionMap.<id>", all at once, kInvalidField "_integrationId" for a
/// clone of an integration that is to be in one, kIdempotencyMismatch, and kUnavailable when
/// something else changed the integration meanwhile.
Result<Installed> Clone(const Services& services, const CloneRequest& request);

}  // namespace imprint

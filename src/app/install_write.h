#pragma once

#include <optional>
#include <string>

#include "app/content.h"
#include "app/services.h"
#include "model/records.h"

namespace imprint {

// What every way of installing does alike: a dialect's install, a copy of Diga's, and a plan.

/// What a request is known by when it is repeated; an empty key: by nothing.
struct InstallKey {
  AccountId account;
  std::string key;
  Hash request;
};

/// The installation that the key was used for; nothing when it was not. kIdempotencyMismatch when
/// it was another request.
Result<std::optional<Installation>> FindRepeated(StoreReader& reader, const InstallKey& key);

/// A new installation of `content` with ids of its own and no bindings yet.
Installation NewInstallation(const Services& services, AccountId account,
                             std::optional<TemplateId> from_template, const Content& content);

/// Has `content`, which holds memory for all documents or for an answer of that form, hold what an
/// answer of that form takes: documents are larger than the version with the bindings' variables.
/// kUnavailable.
Status HoldForAnswer(const Services& services, const Bindings& bindings, AnswerForm form,
                     Content& content);

/// Adds an installation with all that goes with one: the template's count, the audit entry, the
/// key's answer, and the bindings for the next time. Belongs into the write that checks what the
/// installation relies on. kUnsigned where the server installs only what is signed.
Status WriteInstallation(const Services& services, StoreWriter& writer,
                         const CompiledVersion& version, const Installation& installation,
                         const InstallKey& key);

}  // namespace imprint

#pragma once

#include <functional>
#include <map>
#include <memory>
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
  AnswerForm answer = AnswerForm::kDocuments;
};

struct Installed {
  Installation installation;
  VersionPtr version;
  HeldMemory held = {};  // for one answer of the form that was asked for, until that is sent
};

/// An installation that is there, as an install answers it. Errors of ContentOfVersion.
Result<Installed> InstalledBefore(const Services& services, Installation installation,
                                  AnswerForm form);

/// Installs a template or an uploaded bundle: durable and whole when it succeeds, and nothing at
/// all otherwise. Costs one installation row and its id block whatever the size, and remembers its
/// bindings where they are others than the last time (app/saved_bindings).
/// Errors: kMissingConnectionMap, kConnectionMismatch and kInvalidField (all problems at once),
/// kIdempotencyMismatch, kUnsigned, and those of ContentOfTemplate and ContentOfUpload.
/// A repeated idempotency key gives the first installation again, as it was installed and with
/// memory for the answer that the repeat asks for; kConflict when it was removed since.
Result<Installed> Install(const Services& services, const InstallRequest& request);

/// The same in three steps, for those who have other work while it becomes durable.
class PendingInstall {
 public:
  virtual ~PendingInstall() = default;
  /// The second step, once: calls `done` when all is written or refused, before it returns or later
  /// on another thread (Store::WriteLater). This has to live until then.
  virtual void Write(std::function<void()> done) = 0;
  /// Whether the third step may wait, or makes a large answer.
  virtual bool is_slow_to_finish() const = 0;
  /// The third one, once.
  virtual Result<Installed> Finish() = 0;
};
/// Whether the first step would neither wait nor take long: the template's content is in memory,
/// and the answer small. Looks up rows.
bool IsQuickToPrepare(const Services& services, const InstallRequest& request);
/// The first step: everything up to the write. What `services` refers to outlives the install.
Result<std::unique_ptr<PendingInstall>> PrepareInstall(const Services& services,
                                                       InstallRequest request);

}  // namespace imprint

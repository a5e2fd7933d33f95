#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "app/install.h"
#include "app/plan.h"

namespace imprint {

struct PlannedInstall {
  PlanRequest request;
  Hash fingerprint;             // of the plan that is to be carried out
  std::string idempotency_key;  // empty: none
  Hash request_hash;            // of the whole request, for the key
  bool dry_run = false;         // does all of it and keeps nothing
  AnswerForm answer = AnswerForm::kDocuments;
};

struct PlannedOutcome {
  enum class Kind : std::uint8_t {
    kInstalled,       // `installed` is set
    kPlanChanged,     // the fingerprint is not that of `plan`, which was made just now
    kNotInstallable,  // it is, and `plan` has problems
  } kind = Kind::kInstalled;
  std::optional<Installed> installed;
  bool repeated = false;  // `installed` is what the idempotency key made before
  std::optional<Plan> plan;
};

/// Installs what a plan says if that still holds, or nothing at all: the fingerprint is made anew
/// inside the write. A dry run gives an installation that is not there, with ids that nothing gets.
/// Errors: those of MakePlan, and kIdempotencyMismatch.
Result<PlannedOutcome> InstallByPlan(const Services& services, const PlannedInstall& install);

}  // namespace imprint

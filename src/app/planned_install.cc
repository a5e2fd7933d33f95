#include "app/planned_install.h"

#include "app/install_checks.h"
#include "app/install_write.h"
#include "app/plan_draft.h"
#include "app/plan_fingerprint.h"

namespace imprint {
namespace {

/// One install by a plan: what it comes to is drafted first, and the write only holds it to the
/// state that the draft was made in.
class PlannedRun {
 public:
  PlannedRun(const Services& services, const PlannedInstall& install)
      : services_(services), install_(install), request_(install.request) {}

  Result<PlannedOutcome> Run() {
    if (auto repeated = LookForFirst(); !repeated) return Pass(repeated);
    if (first_) return Repeat();
    auto source = LoadPlanSource(services_, request_);
    if (!source) return Pass(source);
    source_ = std::move(*source);
    if (auto drafted = Draft(); !drafted) return Pass(drafted);
    if (draft_.fingerprint != install_.fingerprint) {
      return Explain(PlannedOutcome::Kind::kPlanChanged);
    }
    if (!draft_.problems.empty()) return Explain(PlannedOutcome::Kind::kNotInstallable);
    Prepare();
    auto held = HoldForAnswer(services_, installation_.bindings, install_.answer, source_.content);
    if (!held) return Pass(held);
    return Write();
  }

 private:
  /// How far the last run of the write's body came.
  enum class End { kFailed, kRepeated, kChanged, kWritten };

  Status LookForFirst() {
    if (key_.key.empty()) return {};
    return services_.store.Read([&](StoreReader& reader) { return CheckKey(reader); });
  }

  Status CheckKey(StoreReader& reader) {
    auto first = FindRepeated(reader, key_);
    if (!first) return Pass(first);
    first_ = std::move(*first);
    return {};
  }

  Status Draft() {
    return services_.store.Read([&](StoreReader& reader) -> Status {
      auto drafted = DraftPlan(services_, reader, request_, source_, false);
      if (!drafted) return Pass(drafted);
      draft_ = std::move(*drafted);
      return {};
    });
  }

  void Prepare() {
    installation_ =
        NewInstallation(services_, request_.account, request_.from_template, source_.content);
    installation_.bindings = draft_.installation.bindings;
    installation_.creates_connections = draft_.installation.creates_connections;
  }

  Result<PlannedOutcome> Write() {
    Status stored = services_.store.Write([&](StoreWriter& writer) { return Record(writer); });
    if (end_ == End::kChanged) return Explain(PlannedOutcome::Kind::kPlanChanged);
    const bool dry = install_.dry_run && end_ == End::kWritten;
    if (!stored && !dry) return Pass(stored);
    if (end_ == End::kRepeated) return Repeat();
    if (!dry) services_.metrics.Add(Count::kInstalls);
    PlannedOutcome outcome;
    outcome.installed = Installed{std::move(installation_), source_.content.version,
                                  std::move(source_.content.held)};
    return outcome;
  }

  // One transaction: what the plan relies on holds when it writes.
  Status Record(StoreWriter& writer) {
    end_ = End::kFailed;
    if (auto repeated = CheckKey(writer); !repeated) return repeated;
    if (first_) {
      end_ = End::kRepeated;
      return {};
    }
    auto now = FingerprintOf(services_, writer, request_, source_, draft_.installation);
    if (!now) return Pass(now);
    if (*now != install_.fingerprint) {
      end_ = End::kChanged;
      return Fail(ErrorCode::kPlanChanged, "What the plan relied on has changed.");
    }
    if (auto kept = CheckVersionKept(writer, source_.content.id); !kept) return kept;
    auto written = WriteInstallation(services_, writer, source_.compiled(), installation_, key_);
    if (!written) return written;
    end_ = End::kWritten;
    // An error takes back all that was written.
    if (install_.dry_run) return Fail(ErrorCode::kConflict, "Only to see whether it would do.");
    return {};
  }

  Result<PlannedOutcome> Repeat() {
    source_ = {};
    auto installed = InstalledBefore(services_, std::move(*first_), install_.answer);
    if (!installed) return Pass(installed);
    PlannedOutcome outcome;
    outcome.installed = std::move(*installed);
    outcome.repeated = true;
    return outcome;
  }

  // With a plan of how things are now. Memory that is held already must not wait for more.
  Result<PlannedOutcome> Explain(PlannedOutcome::Kind kind) {
    source_ = {};
    auto plan = MakePlan(services_, request_);
    if (!plan) return Pass(plan);
    PlannedOutcome outcome;
    const bool same = plan->fingerprint == install_.fingerprint;
    outcome.kind = same ? kind : PlannedOutcome::Kind::kPlanChanged;
    outcome.plan = std::move(*plan);
    return outcome;
  }

  const Services& services_;
  const PlannedInstall& install_;
  const PlanRequest& request_;
  const InstallKey key_{request_.account, install_.idempotency_key, install_.request_hash};
  PlanSource source_;
  PlanDraft draft_;
  Installation installation_;
  std::optional<Installation> first_;
  End end_ = End::kFailed;
};

}  // namespace

Result<PlannedOutcome> InstallByPlan(const Services& services, const PlannedInstall& install) {
  return PlannedRun(services, install).Run();
}

}  // namespace imprint

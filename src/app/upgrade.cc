#include "app/upgrade.h"

#include <utility>

#include "app/audit.h"
#include "app/history.h"
#include "app/saved_bindings.h"
#include "app/upgrade_draft.h"
#include "app/upgrade_plan.h"

namespace imprint {
namespace {

constexpr int kMostTries = 5;

tl::unexpected<Error> Busy() {
  return Fail(ErrorCode::kUnavailable, "The installation is being changed; try again.");
}

/// One upgrade: planned on what is read, and worked out again inside the write, where it has to
/// come to the same.
class UpgradeRun {
 public:
  UpgradeRun(const Services& services, const UpgradeRequest& request)
      : services_(services), request_(request) {}

  Result<UpgradePlan> Plan() {
    for (int tries = 0; tries < kMostTries; ++tries) {
      auto planned = TryPlan();
      if (!planned) return Pass(planned);
      if (*planned) return std::move(**planned);
    }
    return Busy();
  }

  Result<UpgradeOutcome> Apply() {
    for (int tries = 0; tries < kMostTries; ++tries) {
      auto plan = Plan();
      if (!plan) return Pass(plan);
      UpgradeOutcome outcome{std::move(*plan), {}, {}};
      outcome.refused = WhyNot(outcome.plan);
      if (outcome.refused || !outcome.plan.changes_anything) return outcome;
      if (auto written = Write(outcome.plan.fingerprint); !written) return Pass(written);
      if (outdated_) continue;
      outcome.step = step_;
      return outcome;
    }
    return Busy();
  }

 private:
  // Nothing when the installation was changed while its versions were loaded.
  Result<std::optional<UpgradePlan>> TryPlan() {
    source_ = {};  // before memory is asked for again
    auto source = LoadUpgradeSource(services_, request_);
    if (!source) return Pass(source);
    source_ = std::move(*source);
    std::optional<UpgradeDraft> draft;
    Status read = services_.store.Read([&](StoreReader& reader) -> Status {
      auto drafted = DraftUpgrade(services_, reader, request_, source_,
                                  PlaceholderIds(source_.dialect()), services_.clock.Now(), true);
      if (!drafted) return Pass(drafted);
      draft = std::move(*drafted);
      return {};
    });
    if (!read) return Pass(read);
    if (!draft) return std::nullopt;
    auto plan = DescribeUpgrade(services_, source_, std::move(*draft));
    if (!plan) return Pass(plan);
    return std::move(*plan);
  }

  std::optional<Error> WhyNot(const UpgradePlan& plan) const {
    if (request_.fingerprint && *request_.fingerprint != plan.fingerprint) {
      return Error(ErrorCode::kPlanChanged,
                   "What the plan relied on has changed since it was made.", "fingerprint");
    }
    if (!plan.problems.empty()) return Error(plan.problems);
    if (plan.applicable) return std::nullopt;
    std::vector<Problem> open;
    for (const UpgradeConflict& conflict : plan.conflicts) {
      if (conflict.resolution || open.size() == services_.limits.bundle_problems) continue;
      std::string field = "resolutions." + conflict.template_id.Text();
      if (!conflict.places.path.empty()) field.append(".").append(conflict.places.path);
      open.push_back({ErrorCode::kMergeConflict, "Both sides changed this.", std::move(field)});
    }
    return Error(std::move(open));
  }

  Status Write(const Hash& fingerprint) {
    const Time now = services_.clock.Now();
    const std::uint32_t added = source_.match.added();
    Id fresh = PlaceholderIds(source_.dialect());
    if (added > 0) {
      fresh = source_.dialect() == Dialect::kDiga ? services_.ids.NewUuids(added, now)
                                                  : services_.ids.NewObjectIds(added, now);
    }
    bool done = false;
    Status written = services_.store.Write([&](StoreWriter& writer) -> Status {
      done = false;
      auto drafted = DraftUpgrade(services_, writer, request_, source_, fresh, now, false);
      if (!drafted) return Pass(drafted);
      outdated_ = !*drafted || (*drafted)->fingerprint != fingerprint;
      if (outdated_) return {};
      auto kept = Keep(writer, **drafted, now);
      if (!kept) return kept;
      done = true;
      // A dry run is the same write, taken back.
      return request_.dry_run ? Status(Fail(ErrorCode::kConflict, "A dry run.")) : Status();
    });
    if (!written && !(request_.dry_run && done)) return written;
    return {};
  }

  Status Keep(StoreWriter& writer, UpgradeDraft& draft, Time now) {
    const PendingChange& change = draft.change;
    if (auto put = writer.ReplaceInstallation(change.installation); !put) return put;
    for (const Id& id : change.removed) {
      auto gone = writer.RemoveResource(request_.account, ResourceId(id));
      if (!gone) return gone;
    }
    for (const auto& [id, row] : change.put) {
      if (auto put = writer.PutResource(row); !put) return put;
    }
    InstallationState before;
    before.installation = std::move(draft.before);
    before.rows = std::move(draft.rows);
    for (const ResourceId& id : draft.kept) {
      before.made.push_back(MarkOf(change.put.at(id.id)));
    }
    auto step = NoteStep(services_, writer, change.installation, InstallationChange::kUpgrade, now,
                         std::move(before));
    if (!step) return Pass(step);
    step_ = *step;
    auto saved = SaveBindings(writer, *source_.to, change.installation, now);
    if (!saved) return saved;
    return RecordChange(services_, writer, request_.account, AuditEvent::kUpgrade,
                        AuditTypeOf(source_.to->resources[0].model), request_.installation.Text());
  }

  const Services& services_;
  const UpgradeRequest& request_;
  UpgradeSource source_;
  bool outdated_ = false;
  std::uint32_t step_ = 0;
};

}  // namespace

Result<UpgradePlan> PlanUpgrade(const Services& services, const UpgradeRequest& request) {
  return UpgradeRun(services, request).Plan();
}

Result<UpgradeOutcome> Upgrade(const Services& services, const UpgradeRequest& request) {
  return UpgradeRun(services, request).Apply();
}

}  // namespace imprint

#include "app/rollback.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "app/audit.h"
#include "app/history.h"
#include "app/install_checks.h"
#include "app/rollback_state.h"
#include "app/working_memory.h"
#include "bundle/problem_list.h"

namespace imprint {
namespace {

class RollbackRun {
 public:
  RollbackRun(const Services& services, const RollbackRequest& request)
      : services_(services), request_(request) {}

  Result<RolledBack> Run() {
    auto held = HoldForStates();
    if (!held) return Pass(held);
    bool done = false;
    const Time now = services_.clock.Now();
    Status written = services_.store.Write([&](StoreWriter& writer) -> Status {
      done = false;
      outcome_ = {};
      auto state = ReadRollbackState(writer, request_);
      if (!state) return Pass(state);
      const PendingChange change = ChangeOf(*state);
      if (auto checked = Check(writer, *state, change); !checked) return checked;
      if (auto kept = Keep(writer, *state, change, now); !kept) return kept;
      done = true;
      // A dry run is the same write, taken back.
      return request_.dry_run ? Status(Fail(ErrorCode::kConflict, "A dry run.")) : Status();
    });
    if (!written && !(request_.dry_run && done)) return Pass(written);
    return std::move(outcome_);
  }

 private:
  // For what is stored now, and for the largest of the states that are read one after the other.
  Result<HeldMemory> HoldForStates() {
    constexpr std::uint64_t kForms = 4;  // of a state: as text, parsed, decoded, written again
    std::uint64_t largest = 0;
    Status read = services_.store.Read([&](StoreReader& reader) -> Status {
      auto installation = reader.FindInstallation(request_.account, request_.installation);
      if (!installation) return Pass(installation);
      if (!*installation) return {};
      auto bytes = BytesOfState(reader, **installation);
      if (!bytes) return Pass(bytes);
      largest = *bytes;
      auto steps = reader.ListSteps(request_.account, request_.installation);
      if (!steps) return Pass(steps);
      for (const InstallationStep& step : *steps) {
        if (request_.step ? step.number < *request_.step : &step != &steps->back()) continue;
        auto whole = reader.FindStep(request_.account, request_.installation, step.number);
        if (!whole) return Pass(whole);
        if (*whole) largest = std::max<std::uint64_t>(largest, (*whole)->before.size());
      }
      return {};
    });
    if (!read) return Pass(read);
    return HoldMemory(services_, 2 * kForms * largest);
  }

  Status Check(StoreReader& reader, const RollbackState& state, const PendingChange& change) {
    auto kept = CheckVersionKept(reader, change.installation.version);
    if (!kept) return kept;
    auto edited = EditedSince(services_, reader, state);
    if (!edited) return Pass(edited);
    outcome_.edited = std::move(*edited);
    ProblemList problems(services_.limits.bundle_problems);
    if (!request_.discard_edits) {
      for (const ResourceUser& user : outcome_.edited) {
        problems.Add(ErrorCode::kEdited,
                     fmt::format("{} \"{}\" was changed since the last step.", NameOf(user.model),
                                 user.name),
                     user.id.Text());
      }
    }
    std::vector<Problem> others;
    auto checked = CheckRollback(services_, reader, state, change, others);
    if (!checked) return checked;
    for (Problem& problem : others) problems.Add(std::move(problem));
    if (problems.empty()) return {};
    return Fail(std::move(problems).Take());
  }

  Status Keep(StoreWriter& writer, RollbackState& state, const PendingChange& change, Time now) {
    if (auto taken = TakeOwnRows(writer, state); !taken) return taken;
    if (auto put = writer.ReplaceInstallation(change.installation); !put) return put;
    for (const Id& id : change.removed) {
      auto gone = writer.RemoveResource(request_.account, ResourceId(id));
      if (!gone) return gone;
    }
    for (const auto& [id, row] : change.put) {
      if (row.origin == ResourceOrigin::kMade) state.now.made.push_back(MarkOf(row));
      if (auto put = writer.PutResource(row); !put) return put;
    }
    auto step = NoteStep(services_, writer, change.installation, InstallationChange::kRollback, now,
                         std::move(state.now));
    if (!step) return Pass(step);
    outcome_.step = *step;
    outcome_.installation = change.installation;
    auto version = services_.versions.Get(change.installation.version);
    if (!version) return Pass(version);
    return RecordChange(services_, writer, request_.account, AuditEvent::kRollback,
                        AuditTypeOf((*version)->resources[0].model), request_.installation.Text());
  }

  // What the undone steps had made the account's own is a part of what this step changes.
  Status TakeOwnRows(StoreReader& reader, RollbackState& state) {
    for (const auto& [id, digest] : state.made) {
      auto row = reader.FindResource(request_.account, ResourceId(id));
      if (!row) return Pass(row);
      const bool own = *row && (*row)->origin == ResourceOrigin::kMade;
      if (own) state.now.rows.push_back(std::move(**row));
    }
    std::sort(state.now.rows.begin(), state.now.rows.end(),
              [](const Resource& a, const Resource& b) { return a.id < b.id; });
    return {};
  }

  const Services& services_;
  const RollbackRequest& request_;
  RolledBack outcome_;
};

}  // namespace

Result<RolledBack> Rollback(const Services& services, const RollbackRequest& request) {
  return RollbackRun(services, request).Run();
}

}  // namespace imprint

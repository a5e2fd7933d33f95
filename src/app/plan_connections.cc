#include "app/plan_connections.h"

#include <algorithm>

namespace imprint {
namespace {

class ConnectionBinder {
 public:
  ConnectionBinder(World& world, const CompiledVersion& version, const Installation& draft,
                   const PlanRequest& request, const std::optional<SavedBindings>& saved,
                   bool with_candidates)
      : world_(world),
        version_(version),
        draft_(draft),
        request_(request),
        saved_(saved),
        with_candidates_(with_candidates) {}

  Result<std::vector<DraftedConnection>> Run() {
    std::vector<DraftedConnection> all;
    for (const std::uint32_t ordinal : version_.OrdinalsOf(Model::kConnection)) {
      DraftedConnection drafted;
      drafted.ordinal = ordinal;
      drafted.traits = TraitsOf(version_, draft_, ordinal);
      if (auto bound = Bind(drafted); !bound) return Pass(bound);
      all.push_back(std::move(drafted));
    }
    return all;
  }

 private:
  Status Bind(DraftedConnection& drafted) {
    const auto named = request_.connections.find(drafted.traits.id.Text());
    if (named != request_.connections.end()) {
      auto taken = Take(named->second, BoundBy::kRequest, drafted);
      if (!taken) return taken;
    } else if (const auto before = SavedFor(drafted); before && request_.use_saved) {
      auto taken = Take(before->Text(), BoundBy::kSaved, drafted);
      if (!taken) return taken;
      drafted.problem.reset();  // it is gone, and nobody asked for it by name
    }
    const bool ask = !drafted.bound && !drafted.problem && request_.bind == BindRule::kUnambiguous;
    if (ask || with_candidates_) {
      if (auto found = FindCandidates(drafted); !found) return found;
    }
    if (ask) BindUnambiguous(drafted);
    return {};
  }

  Status Take(const std::string& value, BoundBy by, DraftedConnection& drafted) {
    auto accepted = AcceptConnection(world_, version_.resources[drafted.ordinal], value,
                                     "connections." + drafted.traits.id.Text());
    if (!accepted) return Pass(accepted);
    drafted.problem = std::move(accepted->problem);
    if (accepted->id) drafted.bound = {ResourceId(*accepted->id), accepted->name, by};
    return {};
  }

  std::optional<Id> SavedFor(const DraftedConnection& drafted) const {
    if (!saved_) return std::nullopt;
    const auto found = saved_->connections.find(drafted.traits.id);
    if (found == saved_->connections.end()) return std::nullopt;
    return found->second;
  }

  Status FindCandidates(DraftedConnection& drafted) {
    if (!own_) {
      auto listed = ListConnectionTraits(world_);
      if (!listed) return Pass(listed);
      own_ = std::move(*listed);
    }
    drafted.candidates = RankCandidates(drafted.traits, *own_, SavedFor(drafted));
    return {};
  }

  static void BindUnambiguous(DraftedConnection& drafted) {
    const auto only = UnambiguousAmong(drafted.candidates);
    if (only) drafted.bound = {*only, drafted.candidates.front().name, BoundBy::kUnambiguous};
  }

  World& world_;
  const CompiledVersion& version_;
  const Installation& draft_;
  const PlanRequest& request_;
  const std::optional<SavedBindings>& saved_;
  const bool with_candidates_;
  std::optional<std::vector<ConnectionTraits>> own_;
};

}  // namespace

Result<std::vector<DraftedConnection>> BindConnections(World& world, const CompiledVersion& version,
                                                       const Installation& draft,
                                                       const PlanRequest& request,
                                                       const std::optional<SavedBindings>& saved,
                                                       bool with_candidates) {
  return ConnectionBinder(world, version, draft, request, saved, with_candidates).Run();
}

}  // namespace imprint

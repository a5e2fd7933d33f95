#include "app/upgrade_bindings.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "app/install_checks.h"
#include "app/plan_into.h"
#include "app/rendered_size.h"
#include "app/selection.h"
#include "base/json/text.h"

namespace imprint {
namespace {

bool IsScalar(const std::string& text) {
  const auto document = json::Document::Parse(text, 1);
  return document && !document->root().is_object() && !document->root().is_array();
}

class BindingsCarrier {
 public:
  BindingsCarrier(const Services& services, StoreReader& reader, const UpgradeRequest& request,
                  const UpgradeSource& source, bool with_candidates, UpgradeDraft& draft)
      : services_(services),
        request_(request),
        source_(source),
        to_(*source.to),
        with_candidates_(with_candidates),
        world_(reader, services, request.account),
        draft_(draft) {}

  Status Run(const Id& fresh) {
    Begin(fresh);
    TakeVariables();
    if (!CheckSize()) return {};
    if (auto taken = TakeConnections(); !taken) return taken;
    Select();
    KeepNeededConnections();
    if (auto bound = CarryGroupings(); !bound) return bound;
    CheckShared();
    Compare();
    return {};
  }

 private:
  Installation& after() { return draft_.change.installation; }
  Bindings& bindings() { return after().bindings; }
  bool IsBound(std::uint32_t ordinal) const {
    return draft_.after().bindings.connections.contains(ordinal);
  }
  void Refuse(std::string field, std::string message, ErrorCode code = ErrorCode::kInvalidField) {
    draft_.problems.Add(code, std::move(message), std::move(field));
  }

  void Begin(const Id& fresh) {
    const Installation& before = draft_.before;
    after() = before;
    after().version = source_.to_hash();
    after().blocks = CarryBlocks(before.blocks, source_.match, fresh);
    after().creates_connections = before.creates_connections || request_.create_connections;
    bindings().connections.clear();
    for (const auto& [ordinal, id] : before.bindings.connections) {
      if (const auto now = ToNew(ordinal)) bindings().connections[*now] = id;
    }
    bindings().selected.clear();
    for (const std::uint32_t ordinal : before.bindings.selected) {
      if (const auto now = ToNew(ordinal)) bindings().selected.push_back(*now);
    }
    if (request_.create_connections && source_.dialect() == Dialect::kDiga) {
      Refuse("createConnections", "This is for templates of integrator.io alone.",
             ErrorCode::kWrongType);
    }
  }

  std::optional<std::uint32_t> ToNew(std::uint32_t ordinal) const {
    const auto& to_new = source_.match.to_new;
    return ordinal < to_new.size() ? to_new[ordinal] : std::nullopt;
  }

  // ---- variables ----

  void TakeVariables() {
    std::set<std::string_view> known;
    for (const Variable& variable : to_.variables) known.insert(variable.name);
    std::erase_if(bindings().variables,
                  [&](const auto& entry) { return !known.contains(entry.first); });
    for (const auto& [name, value] : request_.variables) {
      if (!known.contains(name)) {
        Refuse("variables." + name, "The new version has no variable of this name.");
      } else if (!IsScalar(value)) {
        Refuse("variables." + name,
               "A variable's value must be a string, a number, true, false or null.");
      } else if (source_.dialect() != Dialect::kDiga || value != "null") {  // there, it is no value
        bindings().variables[name] = value;
      }
    }
  }

  // Of everything, as it is not known yet what is installed.
  bool CheckSize() {
    Bindings everything;
    everything.variables = draft_.after().bindings.variables;
    auto fits = CheckRenderedSize(to_, everything, services_.limits);
    if (fits) return true;
    draft_.problems.Add(std::move(fits.error().problems.front()));
    draft_.renderable = false;
    return false;
  }

  // ---- connections ----

  // Whether the installation has something in this place already: bound, or its own.
  bool IsThere(std::uint32_t ordinal) const {
    if (IsBound(ordinal)) return true;
    const auto& old = source_.match.to_old[ordinal];
    return old && Installs(*source_.from, draft_.before, *old);
  }

  Status TakeConnections() {
    PlanRequest wanted;
    wanted.account = request_.account;
    wanted.connections = request_.connections;
    bool any_new = !request_.connections.empty();
    for (const std::uint32_t ordinal : to_.OrdinalsOf(Model::kConnection)) {
      any_new = any_new || !IsThere(ordinal);
      if (IsThere(ordinal)) RefuseAnother(ordinal, wanted.connections);
    }
    if (!any_new) return {};
    auto drafted = BindConnections(world_, to_, draft_.after(), wanted, {}, with_candidates_);
    if (!drafted) return Pass(drafted);
    for (DraftedConnection& connection : *drafted) {
      wanted.connections.erase(connection.traits.id.Text());
      if (IsThere(connection.ordinal)) continue;
      if (connection.bound) bindings().connections[connection.ordinal] = connection.bound->id.id;
      draft_.connections.push_back(std::move(connection));
    }
    for (const auto& [id, value] : wanted.connections) {
      Refuse("connections." + id, "The new version has no connection with this id.",
             ErrorCode::kConnectionMismatch);
    }
    return {};
  }

  // What is bound stays bound: edited documents hold its id.
  void RefuseAnother(std::uint32_t ordinal, std::map<std::string, std::string>& connections) {
    const auto named = connections.find(to_.resources[ordinal].template_id.Text());
    if (named == connections.end()) return;
    if (named->second != IdOf(draft_.after(), ordinal).Text()) {
      Refuse("connections." + named->first,
             fmt::format("Connection {} is bound already, and stays what it is.",
                         DescribedConnection(to_.resources[ordinal])),
             ErrorCode::kConnectionMismatch);
    }
    connections.erase(named);
  }

  // Those that the selection does not need are bound to nothing and no problem.
  void KeepNeededConnections() {
    std::erase_if(draft_.connections, [&](const DraftedConnection& connection) {
      if (needed_.empty() || needed_[connection.ordinal]) return false;
      bindings().connections.erase(connection.ordinal);
      return true;
    });
    for (DraftedConnection& connection : draft_.connections) {
      if (connection.problem) {
        draft_.problems.Add(*connection.problem);
      } else if (!connection.bound && !after().creates_connections) {
        Refuse("connections." + connection.traits.id.Text(),
               fmt::format("Nothing is bound to connection {}.",
                           DescribedConnection(to_.resources[connection.ordinal])),
               ErrorCode::kMissingConnectionMap);
      }
    }
  }

  // ---- selection ----

  bool StaysUnbound(std::uint32_t ordinal) const {
    return ordinal < to_.resources.size() && to_.resources[ordinal].model == Model::kConnection &&
           !draft_.after().creates_connections;
  }

  // What was selected, and what that needs now.
  void Select() {
    if (draft_.before.bindings.selected.empty()) return;
    const auto closure = ClosureOf(to_, bindings().selected, [&](std::uint32_t ordinal) {
      return IsBound(ordinal) || StaysUnbound(ordinal);
    });
    needed_.assign(to_.id_count(), false);
    bindings().selected.clear();
    for (const std::uint32_t ordinal : closure) {
      needed_[ordinal] = true;
      const bool installed =
          ordinal < to_.resources.size() && !IsBound(ordinal) && !StaysUnbound(ordinal);
      if (installed) bindings().selected.push_back(ordinal);
    }
    // An empty list would mean everything; the integration is bound, so this is nothing.
    if (bindings().selected.empty()) bindings().selected.push_back(0);
  }

  // Flow groupings that are needed now, in an integration that was there before.
  Status CarryGroupings() {
    if (!IsBound(0)) return {};
    ProblemList missing(1);
    auto target = FindTarget(world_, IdOf(draft_.after(), 0).Text(), missing);
    if (!target) return Pass(target);
    if (!*target) {
      Refuse("into", "The integration that it was installed into is not there.",
             ErrorCode::kInvalidReference);
      return {};
    }
    Installation own_ids = draft_.after();
    own_ids.bindings.connections.clear();
    Installation by_name = draft_.after();
    BindGroupings(to_, **target, own_ids, by_name, missing);
    for (const auto& [ordinal, user] : UnboundGroupings()) {
      const auto found = by_name.bindings.connections.find(ordinal);
      if (found != by_name.bindings.connections.end()) {
        bindings().connections[ordinal] = found->second;
        continue;
      }
      const CompiledResource& resource = to_.resources[user];
      draft_.problems.Add(
          {ErrorCode::kInvalidReference,
           fmt::format("{} \"{}\" needs a flow grouping that the integration does not have, or has "
                       "twice.",
                       NameOf(resource.model), json::Shorten(resource.name, 100)),
           "into", "flow_grouping_not_carried"});
    }
    return {};
  }

  // Embedded ids that installed resources refer to -> the first one that does.
  std::map<std::uint32_t, std::uint32_t> UnboundGroupings() const {
    std::map<std::uint32_t, std::uint32_t> unbound;
    for (std::uint32_t ordinal = 0; ordinal < to_.resources.size(); ++ordinal) {
      if (!Installs(to_, draft_.after(), ordinal)) continue;
      for (const std::uint32_t target : to_.resources[ordinal].references) {
        if (target >= to_.resources.size() && !IsBound(target)) unbound.emplace(target, ordinal);
      }
    }
    return unbound;
  }

  void CheckShared() {
    auto shared = FindSharedConnections(to_, draft_.after(), "connections");
    if (!shared) return;
    draft_.problems.Add(std::move(*shared));
    draft_.renderable = false;
  }

  // ---- what both have ----

  void Compare() {
    const auto held_before = [&](std::uint32_t ordinal) {
      return Installs(*source_.from, draft_.before, ordinal);
    };
    draft_.carried.assign(to_.resources.size(), std::nullopt);
    std::vector<bool> carried(source_.from->resources.size());
    for (std::uint32_t ordinal = 0; ordinal < to_.resources.size(); ++ordinal) {
      const auto& old = source_.match.to_old[ordinal];
      if (!old || !Installs(to_, draft_.after(), ordinal) || !held_before(*old)) continue;
      draft_.carried[ordinal] = old;
      carried[*old] = true;
    }
    for (std::uint32_t old = 0; old < carried.size(); ++old) {
      if (!carried[old] && held_before(old)) draft_.removed.push_back(old);
    }
  }

  const Services& services_;
  const UpgradeRequest& request_;
  const UpgradeSource& source_;
  const CompiledVersion& to_;
  const bool with_candidates_;
  World world_;
  UpgradeDraft& draft_;
  std::vector<bool> needed_;  // by ordinal; empty: everything is
};

}  // namespace

Status CarryBindings(const Services& services, StoreReader& reader, const UpgradeRequest& request,
                     const UpgradeSource& source, const Id& fresh, bool with_candidates,
                     UpgradeDraft& draft) {
  return BindingsCarrier(services, reader, request, source, with_candidates, draft).Run(fresh);
}

}  // namespace imprint

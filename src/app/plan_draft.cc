#include "app/plan_draft.h"

#include <fmt/format.h>

#include <algorithm>
#include <unordered_map>

#include "app/diga_integrations.h"
#include "app/install_checks.h"
#include "app/plan_fingerprint.h"
#include "app/plan_into.h"
#include "app/rendered_size.h"
#include "app/selection.h"
#include "base/json/stored_depth.h"
#include "bundle/diga_template.h"
#include "bundle/problem_list.h"

namespace imprint {
namespace {

constexpr std::string_view kKeyName = "auth_key";

// As many ids as are needed, none of which anything has: a plan takes no ids.
IdBlock PlaceholderIds(const CompiledVersion& version, Dialect dialect) {
  const std::size_t bytes = dialect == Dialect::kDiga ? Id::kUuidBytes : Id::kObjectIdBytes;
  return {*Id::FromBytes(std::string(bytes, '\0')), version.id_count(), 0};
}

bool IsScalar(const std::string& text) {
  const auto document = json::Document::Parse(text, 1);
  return document && !document->root().is_object() && !document->root().is_array();
}

class Drafter {
 public:
  Drafter(const Services& services, StoreReader& reader, const PlanRequest& request,
          const PlanSource& source, bool with_candidates)
      : services_(services),
        reader_(reader),
        request_(request),
        source_(source),
        version_(source.compiled()),
        with_candidates_(with_candidates),
        world_(reader, services, request.account),
        problems_(services.limits.bundle_problems) {}

  Result<PlanDraft> Run() {
    Begin();
    if (auto found = LookForSaved(); !found) return Pass(found);
    TakeVariables();
    FillIfItFits();
    if (auto taken = is_diga() ? TakeDigaFields() : TakeIntegratorFields(); !taken) {
      return Pass(taken);
    }
    if (auto bound = TakeConnections(); !bound) return Pass(bound);
    Select();
    KeepNeededConnections();
    if (target_) BindGroupings(version_, *target_, filled_, draft_.installation, problems_);
    if (auto checked = CheckRendered(); !checked) return Pass(checked);
    if (auto trusted = CheckTrust(); !trusted) return Pass(trusted);
    auto fingerprint = FingerprintOf(services_, reader_, request_, source_, draft_.installation);
    if (!fingerprint) return Pass(fingerprint);
    draft_.fingerprint = *fingerprint;
    if (!problems_.empty()) draft_.problems = std::move(problems_).Take().problems;
    return std::move(draft_);
  }

 private:
  bool is_diga() const { return source_.dialect() == Dialect::kDiga; }
  Bindings& bindings() { return draft_.installation.bindings; }
  void Refuse(std::string field, std::string message, ErrorCode code = ErrorCode::kInvalidField) {
    problems_.Add(code, std::move(message), std::move(field));
  }
  void RefuseWrongType(bool given, std::string field, std::string_view dialect) {
    if (!given) return;
    Refuse(std::move(field), fmt::format("This is for templates of {} alone.", dialect),
           ErrorCode::kWrongType);
  }

  void Begin() {
    Installation& installation = draft_.installation;
    installation.account = request_.account;
    installation.from_template = request_.from_template;
    installation.version = source_.content.id;
    installation.creates_connections = request_.create_connections || is_diga();
    installation.created = services_.clock.Now();
    installation.blocks = {PlaceholderIds(version_, source_.dialect())};
    installation.id = InstallationId(installation.blocks[0].first);
    bindings().name = request_.name;
    if (request_.version && !request_.from_template) {
      Refuse("version", "An uploaded file has no numbered versions.");
    }
  }

  Status LookForSaved() {
    if (!request_.from_template) return {};
    auto saved = reader_.FindSavedBindings(request_.account, *request_.from_template);
    if (!saved) return Pass(saved);
    draft_.saved = std::move(*saved);
    return {};
  }

  // ---- variables ----

  void TakeVariables() {
    std::set<std::string_view> known;
    for (const Variable& variable : version_.variables) known.insert(variable.name);
    for (const auto& [name, value] : request_.variables) {
      if (!known.contains(name)) {
        Refuse("variables." + name, "The template has no variable of this name.");
      } else if (!IsScalar(value)) {
        Refuse("variables." + name,
               "A variable's value must be a string, a number, true, false or null.");
      } else if (!is_diga() || value != "null") {  // for Diga, null is no value
        bindings().variables[name] = value;
      }
    }
    if (!request_.use_saved || !draft_.saved) return;
    for (const auto& [name, value] : draft_.saved->variables) {
      if (!known.contains(name) || request_.variables.contains(name)) continue;
      bindings().variables[name] = value;
      draft_.saved_variables.insert(name);
    }
  }

  // Whatever is rendered before it is known what is installed, is rendered from this: large values
  // at many places would make more than there is memory for.
  void FillIfItFits() {
    filled_ = draft_.installation;
    Bindings everything;
    everything.variables = bindings().variables;
    if (!CheckRenderedSize(version_, everything, services_.limits)) {
      filled_.bindings.variables.clear();
    }
  }

  // ---- what one dialect has alone ----

  Status TakeDigaFields() {
    RefuseWrongType(!request_.into.empty(), "into", "integrator.io");
    RefuseWrongType(!request_.stack.empty(), "stack", "integrator.io");
    RefuseWrongType(request_.sandbox, "sandbox", "integrator.io");
    RefuseWrongType(request_.create_connections, "createConnections", "integrator.io");
    if (!request_.base_url.empty() && !IsUrl(request_.base_url)) {
      Refuse("baseUrl", "This is no http or https URL.");
    } else {
      bindings().base_url = request_.base_url;
    }
    for (const auto& [name, value] : request_.secrets) {
      if (name == kKeyName) {
        bindings().sealed_secrets = SealKey(services_, KeyChangeOf(value).key);
      } else {
        Refuse("secrets." + name, "The template takes no secret of this name.");
      }
    }
    return {};
  }

  Status TakeIntegratorFields() {
    RefuseWrongType(!request_.base_url.empty(), "baseUrl", "Diga");
    RefuseWrongType(!request_.secrets.empty(), "secrets", "Diga");
    bindings().sandbox = request_.sandbox;
    if (!request_.stack.empty()) {
      const auto stack = Id::FromObjectIdText(request_.stack);
      if (!stack) Refuse("stack", "A stack is named by an id of 24 hex digits.");
      bindings().stack = stack.value_or(Id());
    }
    if (request_.into.empty()) return {};
    auto target = FindTarget(world_, request_.into, problems_);
    if (!target) return Pass(target);
    target_ = std::move(*target);
    if (!target_) return {};
    draft_.into = target_->shown;
    bindings().connections[0] = target_->shown.id.id;
    if (!request_.name.empty()) {
      Refuse("name",
             "It is the name of the template's integration, which is not installed into "
             "one that is there.");
    }
    return {};
  }

  // ---- connections ----

  Status TakeConnections() {
    auto drafted =
        BindConnections(world_, version_, filled_, request_, draft_.saved, with_candidates_);
    if (!drafted) return Pass(drafted);
    draft_.connections = std::move(*drafted);
    std::set<std::string> known;
    for (const DraftedConnection& connection : draft_.connections) {
      known.insert(connection.traits.id.Text());
      if (connection.bound) bindings().connections[connection.ordinal] = connection.bound->id.id;
    }
    for (const auto& [id, value] : request_.connections) {
      if (known.contains(id)) continue;
      Refuse("connections." + id, "The template has no connection with this id.",
             ErrorCode::kConnectionMismatch);
    }
    return {};
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
        problems_.Add(std::move(*connection.problem));
      } else if (!connection.bound && !request_.create_connections) {
        Refuse("connections." + connection.traits.id.Text(),
               fmt::format("Nothing is bound to connection {}.",
                           DescribedConnection(version_.resources[connection.ordinal])),
               ErrorCode::kMissingConnectionMap);
      }
    }
  }

  // ---- selection ----

  void Select() {
    if (request_.select.empty()) return;
    TakeNamed();
    std::vector<std::uint32_t> roots = draft_.named;
    if (!target_) roots.push_back(0);
    const auto closure = ClosureOf(version_, roots, [&](std::uint32_t ordinal) {
      return bindings().connections.contains(ordinal) || StaysUnbound(ordinal);
    });
    needed_.assign(version_.id_count(), false);
    for (const std::uint32_t ordinal : closure) {
      needed_[ordinal] = true;
      const bool installed = ordinal < version_.resources.size() &&
                             !bindings().connections.contains(ordinal) && !StaysUnbound(ordinal);
      if (installed) bindings().selected.push_back(ordinal);
    }
    if (bindings().selected.empty()) Refuse("select", "Nothing of this would be installed.");
  }

  bool StaysUnbound(std::uint32_t ordinal) const {
    return ordinal < version_.resources.size() &&
           version_.resources[ordinal].model == Model::kConnection &&
           !draft_.installation.creates_connections;
  }

  void TakeNamed() {
    std::unordered_map<Id, std::uint32_t> ordinals;
    for (std::uint32_t ordinal = 0; ordinal < version_.resources.size(); ++ordinal) {
      ordinals.emplace(version_.resources[ordinal].template_id, ordinal);
    }
    for (std::size_t i = 0; i < request_.select.size(); ++i) {
      const std::string field = fmt::format("select[{}]", i);
      const auto id = is_diga() ? Id::FromUuidText(request_.select[i])
                                : Id::FromObjectIdText(request_.select[i]);
      const auto found = id ? ordinals.find(*id) : ordinals.end();
      if (found == ordinals.end()) {
        Refuse(field, "The template has no resource with this id.");
      } else if (StaysUnbound(found->second)) {
        Refuse(field, "Connections are bound, and not installed unless they are created.");
      } else if (found->second == 0 && target_) {
        Refuse(field, "The template's integration is not installed into one that is there.");
      } else {
        draft_.named.push_back(found->second);
      }
    }
  }

  // ---- what only shows when it is rendered ----

  Status CheckRendered() {
    const Installation& installation = draft_.installation;
    auto fits = CheckRenderedSize(version_, installation.bindings, services_.limits);
    if (!fits) {
      draft_.oversized = true;
      problems_.Add(std::move(fits.error().problems.front()));
      return {};
    }
    auto shared = FindSharedConnections(version_, installation, "connections");
    if (shared) problems_.Add(std::move(*shared));
    return is_diga() ? CheckRenderedDiga() : Status();
  }

  Status CheckRenderedDiga() {
    auto faults = CheckRenderedTools(version_, draft_.installation, json::Location("variables"),
                                     services_.limits.bundle_problems);
    if (!faults) return Pass(faults);
    constexpr std::string_view kLead = "Value error, ";
    for (Problem& fault : *faults) {
      if (fault.message.starts_with(kLead)) fault.message.erase(0, kLead.size());
      fault.field = "variables";
      problems_.Add(std::move(fault));
    }
    auto url = HasRenderedUrl(version_, draft_.installation);
    if (!url) return Pass(url);
    if (!*url) Refuse("variables", "They make no http or https URL of the template's base URL.");
    return {};
  }

  Status CheckTrust() {
    if (!services_.publishers) return {};
    auto trusted = CheckSigned(*services_.publishers, reader_, request_.from_template,
                               draft_.installation.version);
    if (trusted) return {};
    if (trusted.error().code() != ErrorCode::kUnsigned) return trusted;
    for (Problem& problem : trusted.error().problems) problems_.Add(std::move(problem));
    return {};
  }

  const Services& services_;
  StoreReader& reader_;
  const PlanRequest& request_;
  const PlanSource& source_;
  const CompiledVersion& version_;
  const bool with_candidates_;
  World world_;
  ProblemList problems_;
  PlanDraft draft_;
  Installation filled_;
  std::optional<TargetIntegration> target_;
  std::vector<bool> needed_;  // by ordinal; empty: everything is
};

}  // namespace

Result<PlanDraft> DraftPlan(const Services& services, StoreReader& reader,
                            const PlanRequest& request, const PlanSource& source,
                            bool with_candidates) {
  return Drafter(services, reader, request, source, with_candidates).Run();
}

}  // namespace imprint

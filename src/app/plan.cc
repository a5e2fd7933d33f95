#include "app/plan.h"

#include <fmt/format.h>

#include <algorithm>

#include "app/plan_draft.h"
#include "app/to_do.h"
#include "base/json/document.h"
#include "base/json/stored_depth.h"

namespace imprint {
namespace {

constexpr std::size_t kMostUses = 50;      // of one variable
constexpr std::size_t kMostNeeding = 10;   // that are named for one resource
constexpr std::size_t kMostTextIds = 100;  // that are warned of

constexpr std::string_view kNotFollowedCodes[] = {"reference_omitted", "reference_unfollowed",
                                                  kStackUnbound};

/// Tells a draft to whoever is to decide about it.
class PlanWriter {
 public:
  PlanWriter(const PlanRequest& request, PlanSource& source, PlanDraft& draft)
      : request_(request),
        source_(source),
        draft_(draft),
        installation_(draft.installation),
        version_(source.compiled()) {}

  Plan Run() {
    Head();
    Resources();
    if (!draft_.named.empty()) NeededBy();
    for (DraftedConnection& connection : draft_.connections) Connection(connection);
    Variables();
    Secrets();
    for (const Warning& warning : version_.warnings) Note(warning);
    WarnOfTextIds();
    plan_.into = std::move(draft_.into);
    plan_.problems = std::move(draft_.problems);
    plan_.installable = plan_.problems.empty();
    plan_.held = std::move(source_.content.held);
    return std::move(plan_);
  }

 private:
  bool IsInstalled(std::uint32_t ordinal) const {
    return Installs(version_, installation_, ordinal);
  }
  const CompiledResource& ResourceAt(std::uint32_t ordinal) const {
    return version_.resources[ordinal];
  }

  void Head() {
    plan_.fingerprint = draft_.fingerprint;
    plan_.dialect = source_.dialect();
    plan_.version = source_.content.id;
    if (source_.row) plan_.from_template = {source_.row->id, source_.row->name};
    if (!source_.version) return;
    plan_.version_number = source_.version->number;
    plan_.signature = source_.version->signature;
    plan_.deprecated = source_.version->deprecated;
    if (!plan_.deprecated) return;
    plan_.warnings.push_back(
        {"version_deprecated",
         plan_.deprecated->empty()
             ? "The publisher advises against this version."
             : fmt::format("The publisher advises against this version: {}", *plan_.deprecated),
         {},
         {}});
  }

  // ---- resources ----

  void Resources() {
    for (std::uint32_t ordinal = 0; ordinal < version_.resources.size(); ++ordinal) {
      if (!IsInstalled(ordinal)) continue;
      const CompiledResource& resource = ResourceAt(ordinal);
      plan_.resources.push_back({resource.model, resource.template_id, NameAs(ordinal), {}});
    }
  }

  std::string NameAs(std::uint32_t ordinal) const {
    const std::string& name = ResourceAt(ordinal).name;
    if (ordinal == 0 && !request_.name.empty()) return request_.name;
    if (name.find("<<") == std::string::npos || draft_.oversized) return name;
    std::string text;
    RenderInstalled(version_, installation_, ordinal, text);
    const auto document = json::Document::Parse(text, json::kStoredDepth);
    return document ? document->root().StringMember("name").value_or(name) : name;
  }

  // What was not selected itself is there because of others.
  void NeededBy() {
    std::vector<std::vector<Id>> needed(version_.resources.size());
    for (std::uint32_t ordinal = 0; ordinal < version_.resources.size(); ++ordinal) {
      if (!IsInstalled(ordinal)) continue;
      for (const std::uint32_t target : ResourceAt(ordinal).references) {
        if (target >= needed.size() || target == ordinal) continue;
        if (needed[target].size() < kMostNeeding) {
          needed[target].push_back(ResourceAt(ordinal).template_id);
        }
      }
    }
    std::vector<bool> named(version_.resources.size());
    for (const std::uint32_t ordinal : draft_.named) named[ordinal] = true;
    auto planned = plan_.resources.begin();
    for (std::uint32_t ordinal = 0; ordinal < version_.resources.size(); ++ordinal) {
      if (!IsInstalled(ordinal)) continue;
      // The integration is always a part of what is installed.
      if (!named[ordinal] && ordinal != 0) planned->needed_by = std::move(needed[ordinal]);
      ++planned;
    }
  }

  void Connection(DraftedConnection& drafted) {
    PlannedConnection planned;
    planned.template_id = drafted.traits.id;
    planned.name = ResourceAt(drafted.ordinal).name;
    planned.type = drafted.traits.type;
    planned.host = drafted.traits.host;
    planned.created = IsInstalled(drafted.ordinal);
    planned.bound = std::move(drafted.bound);
    planned.candidates = std::move(drafted.candidates);
    plan_.connections.push_back(std::move(planned));
  }

  // ---- what is to be filled in ----

  void Variables() {
    auto uses = UsesOfVariables(version_, installation_, kMostUses);
    for (std::size_t i = 0; i < uses.size(); ++i) {
      if (plan_.variables.size() == kMostVariables) {
        return Warn("variables_left_out", "The template has more variables than are listed.");
      }
      Variable(version_.variables[i].name, std::move(uses[i]));
    }
  }

  void Variable(const std::string& name, VariableUses uses) {
    PlannedVariable planned;
    planned.name = name;
    planned.type = uses.type;
    planned.uses = std::move(uses);
    const bool shown = planned.type != VariableType::kSecret;
    const auto value = installation_.bindings.variables.find(name);
    planned.filled = value != installation_.bindings.variables.end();
    planned.saved = draft_.saved_variables.contains(name);
    if (planned.filled && shown) planned.value = value->second;
    if (!planned.saved && draft_.saved && shown) {
      const auto saved = draft_.saved->variables.find(name);
      if (saved != draft_.saved->variables.end()) planned.default_value = saved->second;
    }
    plan_.variables.push_back(std::move(planned));
  }

  void Secrets() {
    for (const PlannedResource& resource : plan_.resources) {
      if (resource.model == Model::kConnection) {
        Secret(resource, kConnectionWantsCredentials);
      } else if (resource.model == Model::kIClient) {
        Secret(resource, kIClientWantsSecret);
      }
    }
    if (plan_.dialect == Dialect::kDiga && WantsKey()) {
      plan_.secrets.push_back({"auth_key", {}, std::string(kIntegrationWantsKey)});
    }
  }

  void Secret(const PlannedResource& resource, std::string_view message) {
    plan_.secrets.push_back({resource.name, resource.template_id, std::string(message)});
  }

  bool WantsKey() const {
    if (!installation_.bindings.sealed_secrets.empty()) return false;
    const auto document = json::Document::Parse(ResourceAt(0).text, json::kStoredDepth);
    return document && document->root().StringMember("auth_type") == "API_KEY";
  }

  // ---- notes ----

  void Warn(std::string code, std::string message) {
    plan_.warnings.push_back({std::move(code), std::move(message), {}, {}});
  }

  void Note(const Warning& warning) {
    if (!IsInstalled(warning.place.ordinal)) return;
    if (warning.code == kStackUnbound) {
      if (!installation_.bindings.stack.empty()) return;
      plan_.stack_required = true;
    }
    const bool unfollowed = std::find(std::begin(kNotFollowedCodes), std::end(kNotFollowedCodes),
                                      warning.code) != std::end(kNotFollowedCodes);
    (unfollowed ? plan_.not_followed : plan_.warnings)
        .push_back({warning.code, warning.message, ResourceAt(warning.place.ordinal).template_id,
                    warning.place.path});
  }

  // Ids inside of texts are no references, and may mean what is not installed.
  void WarnOfTextIds() {
    if (installation_.bindings.selected.empty() && !draft_.into) return;
    std::size_t found = 0;
    for (std::uint32_t ordinal = 0; ordinal < version_.resources.size(); ++ordinal) {
      if (!IsInstalled(ordinal)) continue;
      for (const Slot& slot : ResourceAt(ordinal).slots) {
        if (slot.kind != SlotKind::kId || IsThere(slot.index)) continue;
        if (++found > kMostTextIds) return;
        plan_.warnings.push_back(
            {"text_id_not_installed",
             fmt::format("A text names the id {} of the template, which is not installed.",
                         version_.TemplateIdOf(slot.index).Text()),
             ResourceAt(ordinal).template_id,
             {}});
      }
    }
  }

  bool IsThere(std::uint32_t ordinal) const {
    if (installation_.bindings.connections.contains(ordinal)) return true;
    // Embedded ids are the integration's.
    return IsInstalled(ordinal < version_.resources.size() ? ordinal : 0);
  }

  const PlanRequest& request_;
  PlanSource& source_;
  PlanDraft& draft_;
  const Installation& installation_;
  const CompiledVersion& version_;
  Plan plan_;
};

}  // namespace

Result<Plan> MakePlan(const Services& services, const PlanRequest& request) {
  auto source = LoadPlanSource(services, request);
  if (!source) return Pass(source);
  PlanDraft draft;
  Status read = services.store.Read([&](StoreReader& reader) -> Status {
    auto drafted = DraftPlan(services, reader, request, *source, true);
    if (!drafted) return Pass(drafted);
    draft = std::move(*drafted);
    return {};
  });
  if (!read) return Pass(read);
  return PlanWriter(request, *source, draft).Run();
}

}  // namespace imprint

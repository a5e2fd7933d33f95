#include "app/upgrade_plan.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <set>
#include <tuple>
#include <unordered_set>

#include "app/drift.h"
#include "app/secret_values.h"
#include "app/upgrade_merge.h"
#include "model/render.h"

namespace imprint {
namespace {

constexpr std::size_t kMostUses = 50;  // of one variable
constexpr std::string_view kNotFollowedCodes[] = {"reference_omitted", "reference_unfollowed",
                                                  kStackUnbound};

std::size_t BytesOf(const std::vector<Difference>& fields) {
  std::size_t bytes = 0;
  for (const Difference& field : fields) {
    bytes += sizeof(field) + field.path.size() + field.from.value_or("").size() +
             field.to.value_or("").size();
  }
  return bytes;
}

class PlanWriter {
 public:
  PlanWriter(const Services& services, const UpgradeSource& source, UpgradeDraft& draft)
      : source_(source),
        draft_(draft),
        from_(*source.from),
        to_(*source.to),
        secrets_{SecretValues(from_, draft.before.bindings),
                 SecretValues(to_, draft.after().bindings)},
        bytes_left_(services.limits.page_bytes) {}

  Result<UpgradePlan> Run() {
    Head();
    if (draft_.renderable) {
      if (auto told = Resources(); !told) return Pass(told);
    }
    for (auto& [place, conflict] : draft_.conflicts) Conflict(conflict);
    for (DraftedConnection& connection : draft_.connections) Connection(connection);
    Variables();
    Notes();
    if (!draft_.problems.empty()) plan_.problems = std::move(draft_.problems).Take().problems;
    plan_.version = source_.to;
    plan_.held = source_.held;
    return std::move(plan_);
  }

 private:
  void Head() {
    plan_.fingerprint = draft_.fingerprint;
    plan_.applicable = draft_.problems.empty() && !draft_.HasOpenConflicts();
    plan_.changes_anything = draft_.ChangesAnything();
    plan_.from = {source_.from_number, source_.from_hash};
    plan_.to = {source_.target.row.number, source_.to_hash()};
    const auto& deprecated = source_.target.row.deprecated;
    if (!deprecated) return;
    const std::string why = deprecated->empty() ? "." : ": " + *deprecated;
    plan_.warnings.push_back(
        {"version_deprecated", "The publisher advises against this version" + why, {}, {}});
  }

  // ---- resources ----

  Status Resources() {
    for (std::uint32_t ordinal = 0; ordinal < to_.resources.size(); ++ordinal) {
      const CompiledResource& resource = to_.resources[ordinal];
      if (draft_.carried[ordinal]) {
        if (auto told = Carried(ordinal); !told) return told;
      } else if (Installs(to_, draft_.after(), ordinal)) {
        plan_.added.push_back({resource.model, resource.template_id, resource.name});
      }
    }
    const std::unordered_set<ResourceId> kept(draft_.kept.begin(), draft_.kept.end());
    for (const std::uint32_t old : draft_.removed) {
      const CompiledResource& resource = from_.resources[old];
      const ResourceId id(IdOf(draft_.before, old));
      plan_.removed.push_back(
          {resource.model, resource.template_id, resource.name, id, kept.contains(id)});
    }
    return {};
  }

  Status Carried(std::uint32_t ordinal) {
    const CompiledResource& resource = to_.resources[ordinal];
    const Id id = IdOf(draft_.after(), ordinal);
    const Resource* row = draft_.RowOf(id);
    const bool deleted = row && row->origin == ResourceOrigin::kTombstone;
    if (deleted && !draft_.change.removed.contains(id)) return {};
    auto fields = FieldsOf(ordinal);
    if (!fields) return Pass(fields);
    if (fields->empty()) {
      ++plan_.untouched;
      return {};
    }
    UpgradedResource changed{.model = resource.model,
                             .template_id = resource.template_id,
                             .name = resource.name,
                             .id = ResourceId(id),
                             .edited = row && !deleted,
                             .fields = {},
                             .fields_left_out = false};
    for (const SecretValues& secrets : secrets_) MaskSecrets(secrets, *fields);
    const std::size_t bytes = BytesOf(*fields);
    changed.fields_left_out = bytes > bytes_left_;
    if (!changed.fields_left_out) {
      bytes_left_ -= bytes;
      changed.fields = std::move(*fields);
    }
    plan_.changed.push_back(std::move(changed));
    return {};
  }

  void Conflict(UpgradeConflict& conflict) {
    MergeConflict& places = conflict.places;
    std::size_t bytes = 0;
    for (auto* value : {&places.base, &places.mine, &places.theirs}) {
      if (!*value) continue;
      for (const SecretValues& secrets : secrets_) *value = secrets.Masked(std::move(**value));
      bytes += (*value)->size();
    }
    conflict.values_left_out = bytes > bytes_left_;
    if (conflict.values_left_out) {
      places.base = places.mine = places.theirs = std::nullopt;
    } else {
      bytes_left_ -= bytes;
    }
    plan_.conflicts.push_back(std::move(conflict));
  }

  Result<std::vector<Difference>> FieldsOf(std::uint32_t ordinal) const {
    const std::uint32_t old = *draft_.carried[ordinal];
    std::string before;
    std::string after;
    RenderInstalled(from_, draft_.before, old, before);
    RenderInstalled(to_, draft_.after(), ordinal, after);
    if (before == after) return std::vector<Difference>();
    auto one = PlainInstalled(from_, draft_.before, old);
    if (!one) return Pass(one);
    auto other = PlainInstalled(to_, draft_.after(), ordinal);
    if (!other) return Pass(other);
    return Compare(one->root(), other->root());
  }

  // ---- what is to be filled in ----

  void Connection(DraftedConnection& drafted) {
    PlannedConnection planned;
    planned.template_id = drafted.traits.id;
    planned.name = to_.resources[drafted.ordinal].name;
    planned.type = drafted.traits.type;
    planned.host = drafted.traits.host;
    planned.created = Installs(to_, draft_.after(), drafted.ordinal);
    planned.bound = std::move(drafted.bound);
    planned.candidates = std::move(drafted.candidates);
    plan_.connections.push_back(std::move(planned));
  }

  void Variables() {
    std::set<std::string_view> known;
    for (const Variable& variable : from_.variables) known.insert(variable.name);
    const bool any_new =
        std::any_of(to_.variables.begin(), to_.variables.end(),
                    [&](const Variable& variable) { return !known.contains(variable.name); });
    if (!any_new) return;
    auto uses = UsesOfVariables(to_, draft_.after(), kMostUses);
    for (std::size_t i = 0; i < to_.variables.size(); ++i) {
      const std::string& name = to_.variables[i].name;
      if (!known.contains(name)) plan_.variables.push_back(Planned(name, std::move(uses[i])));
    }
  }

  PlannedVariable Planned(const std::string& name, VariableUses uses) const {
    PlannedVariable planned;
    planned.name = name;
    planned.type = uses.type;
    planned.uses = std::move(uses);
    const auto& values = draft_.after().bindings.variables;
    const auto value = values.find(name);
    planned.filled = value != values.end();
    if (planned.filled && planned.type != VariableType::kSecret) planned.value = value->second;
    return planned;
  }

  // ---- notes ----

  using NoteKey = std::tuple<std::string, std::string, Id, std::string>;
  static NoteKey KeyOf(const CompiledVersion& version, const Warning& warning) {
    return {warning.code, warning.message, version.TemplateIdOf(warning.place.ordinal),
            warning.place.path};
  }

  // Those of the new version that the old one did not have.
  void Notes() {
    std::set<NoteKey> known;
    for (const Warning& warning : from_.warnings) known.insert(KeyOf(from_, warning));
    for (const Warning& warning : to_.warnings) {
      if (!Installs(to_, draft_.after(), warning.place.ordinal)) continue;
      if (warning.code == kStackUnbound && !draft_.after().bindings.stack.empty()) continue;
      if (known.contains(KeyOf(to_, warning))) continue;
      const bool unfollowed = std::find(std::begin(kNotFollowedCodes), std::end(kNotFollowedCodes),
                                        warning.code) != std::end(kNotFollowedCodes);
      (unfollowed ? plan_.not_followed : plan_.warnings)
          .push_back({warning.code, warning.message, to_.TemplateIdOf(warning.place.ordinal),
                      warning.place.path});
    }
    std::move(draft_.warnings.begin(), draft_.warnings.end(), std::back_inserter(plan_.warnings));
  }

  const UpgradeSource& source_;
  UpgradeDraft& draft_;
  const CompiledVersion& from_;
  const CompiledVersion& to_;
  const std::array<SecretValues, 2> secrets_;  // before and afterwards
  std::size_t bytes_left_;                     // for the values of fields
  UpgradePlan plan_;
};

}  // namespace

Result<UpgradePlan> DescribeUpgrade(const Services& services, const UpgradeSource& source,
                                    UpgradeDraft&& draft) {
  return PlanWriter(services, source, draft).Run();
}

}  // namespace imprint

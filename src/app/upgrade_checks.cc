#include "app/upgrade_checks.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "app/diga_integrations.h"
#include "app/publishers.h"
#include "app/stored_document.h"
#include "app/world.h"
#include "base/json/stored_depth.h"
#include "base/json/text.h"
#include "bundle/diga_template.h"

namespace imprint {
namespace {

constexpr std::size_t kLongestName = 100;

class UpgradeChecker {
 public:
  UpgradeChecker(const Services& services, StoreReader& reader, const UpgradeSource& source,
                 UpgradeDraft& draft)
      : services_(services),
        reader_(reader),
        source_(source),
        draft_(draft),
        afterwards_(reader, draft.change),
        world_(afterwards_, services, draft.before.account) {}

  Status Run() {
    if (auto trusted = CheckTrust(); !trusted) return trusted;
    if (source_.dialect() == Dialect::kDiga) return CheckDiga();
    for (const auto& [id, row] : draft_.change.put) {
      if (row.origin != ResourceOrigin::kOverride) continue;
      if (auto checked = CheckFreshReferences(row); !checked) return checked;
    }
    return {};
  }

 private:
  Status CheckTrust() {
    if (!services_.publishers) return {};
    auto trusted =
        CheckSigned(*services_.publishers, reader_, source_.from_template, source_.to_hash());
    if (trusted) return {};
    if (trusted.error().code() != ErrorCode::kUnsigned) return trusted;
    for (Problem& problem : trusted.error().problems) draft_.problems.Add(std::move(problem));
    return {};
  }

  // What an edit referred to before is there, or was not this upgrade's doing.
  Status CheckFreshReferences(const Resource& row) {
    auto document = json::Document::Parse(row.document, json::kStoredDepth);
    if (!document) return Pass(document);
    const Resource* before = draft_.RowOf(row.id.id);
    auto references = FindReferences(row.model, *document);
    std::erase_if(references, [&](const FoundReference& reference) {
      const auto id = Id::FromObjectIdText(reference.value);
      return id && before &&
             std::binary_search(before->references.begin(), before->references.end(), *id);
    });
    std::vector<Problem> problems;
    auto checked = CheckReferences(world_, references, services_.limits.bundle_problems, problems);
    if (!checked) return checked;
    const auto ordinal = OrdinalOf(draft_.after(), row.id.id);
    for (Problem& problem : problems) {
      problem.field =
          fmt::format("resources.{}.{}", source_.to->TemplateIdOf(*ordinal).Text(), problem.field);
      draft_.problems.Add(std::move(problem));
    }
    return {};
  }

  // ---- Diga ----

  Status CheckDiga() {
    auto opened = OpenDigaIntegration(world_, IdOf(draft_.after(), 0));
    if (!opened) return Pass(opened);
    if (auto checked = CheckType(*opened); !checked) return checked;
    auto document = json::Document::Parse(opened->found.document, json::kStoredDepth);
    if (!document) return Pass(document);
    if (!IsBaseUrl(document->root().StringMember("base_url").value_or(""))) {
      Refuse(0, ErrorCode::kInvalidField, "The base URL would be no http or https URL.");
    }
    auto same = ToolsOfOneName(services_, afterwards_, draft_.before.account, opened->found.id.id);
    if (!same) return Pass(same);
    for (const ResourceUser& tool : *same) {
      Refuse(
          OrdinalOf(draft_.after(), tool.id.id).value_or(0), ErrorCode::kConflict,
          fmt::format("Two tools would be called \"{}\".", json::Shorten(tool.name, kLongestName)));
    }
    return draft_.after().bindings.variables.empty() ? Status() : CheckRenderedTools();
  }

  // Tools of the one type have no sense for the other.
  Status CheckType(const OpenedIntegration& opened) {
    std::string text;
    RenderInstalled(*source_.from, draft_.before, 0, text);
    auto before = json::Document::Parse(text, json::kStoredDepth);
    if (!before) return Pass(before);
    const auto type = before->root().StringMember("integration_type").value_or("");
    if (type == opened.type) return {};
    Refuse(0, ErrorCode::kWrongType,
           fmt::format("An integration of type {} cannot become one of type {}; copy the template "
                       "anew.",
                       type, opened.type));
    return {};
  }

  // What variables make of tools is only known now; edited ones were checked when they were stored.
  Status CheckRenderedTools() {
    for (const std::uint32_t ordinal : source_.to->OrdinalsOf(Model::kDigaTool)) {
      auto found = world_.Find(IdOf(draft_.after(), ordinal));
      if (!found) return Pass(found);
      if (!*found || (*found)->row) continue;
      auto tool = json::Document::Parse((*found)->document, json::kStoredDepth);
      if (!tool) return Pass(tool);
      std::vector<Problem> faults;
      const std::string twice = CheckToolParameters(tool->root(), json::Location("tool"), faults);
      if (faults.empty() && twice.empty()) continue;
      Refuse(ordinal, ErrorCode::kInvalidField,
             "With these variables the parameters of the tool would not fit.");
    }
    return {};
  }

  void Refuse(std::uint32_t ordinal, ErrorCode code, std::string message) {
    draft_.problems.Add(code, std::move(message),
                        "resources." + source_.to->TemplateIdOf(ordinal).Text());
  }

  const Services& services_;
  StoreReader& reader_;
  const UpgradeSource& source_;
  UpgradeDraft& draft_;
  ChangedReader afterwards_;
  World world_;
};

}  // namespace

Result<std::vector<ResourceUser>> ToolsOfOneName(const Services& services, StoreReader& reader,
                                                 AccountId account, const Id& integration) {
  World world(reader, services, account);
  auto opened = OpenDigaIntegration(world, integration);
  if (!opened) return Pass(opened);
  auto ids = DigaToolIds(reader, services.versions, account, *opened);
  if (!ids) return Pass(ids);
  std::map<std::string, std::vector<ResourceUser>> by_name;
  for (const Id& id : *ids) {
    auto found = world.Find(id);
    if (!found) return Pass(found);
    if (!*found) continue;
    auto tool = json::Document::Parse((*found)->document, json::kStoredDepth);
    if (!tool) return Pass(tool);
    std::string name = tool->root().StringMember("name").value_or("");
    by_name[name].push_back({ResourceId(id), Model::kDigaTool, name});
  }
  std::vector<ResourceUser> same;
  for (auto& [name, tools] : by_name) {
    if (tools.size() > 1) same.insert(same.end(), tools.begin(), tools.end());
  }
  std::sort(same.begin(), same.end(), [](const auto& a, const auto& b) { return a.id < b.id; });
  return same;
}

Status CheckUpgraded(const Services& services, StoreReader& reader, const UpgradeSource& source,
                     UpgradeDraft& draft) {
  return UpgradeChecker(services, reader, source, draft).Run();
}

}  // namespace imprint

#include "app/testing/upgrade_fixture.h"

#include <fmt/format.h>

#include "app/templates.h"

namespace imprint::test {
namespace {

std::string_view KindName(UpgradeConflictKind kind) {
  constexpr std::string_view kNames[] = {"field", "deletedHere", "deletedThere", "stillUsed"};
  return kNames[static_cast<std::size_t>(kind)];
}

std::string ResolutionName(const std::optional<Resolution>& resolution) {
  if (!resolution) return "open";
  if (resolution->value) return "value";
  constexpr const char* kNames[] = {"mine", "theirs", "base"};
  return kNames[static_cast<std::size_t>(resolution->side)];
}

}  // namespace

void UpgradeFixture::PublishNext(TemplateId id, const BundleBuilder& bundle) {
  VersionUpload upload;
  upload.template_id = id;
  upload.run_key = world_.Upload(partner_, bundle.Zip());
  const auto published = PublishVersion(services_, partner_, upload);
  ASSERT_TRUE(published) << published.error().message() << ' '
                         << published.error().problems[0].field;
}

void UpgradeFixture::PublishNextDiga(TemplateId id, std::string_view content) {
  const auto document = Parse(content);
  VersionUpload upload;
  upload.template_id = id;
  upload.document = &document;
  const auto published = PublishVersion(services_, partner_, upload);
  ASSERT_TRUE(published) << published.error().message() << ' '
                         << published.error().problems[0].field;
}

Installed UpgradeFixture::InstallTemplate(TemplateId id,
                                          const std::map<std::string, std::string>& connections) {
  InstallRequest request;
  request.account = account_.id;
  request.from_template = id;
  request.connection_map = connections;
  auto installed = Install(services_, request);
  EXPECT_TRUE(installed) << installed.error().message();
  return std::move(*installed);
}

Installed UpgradeFixture::InstallSmall(TemplateId id) {
  return InstallTemplate(id, MapTo(connection_));
}

UpgradeRequest UpgradeFixture::For(InstallationId id) const {
  UpgradeRequest request;
  request.account = account_.id;
  request.installation = id;
  return request;
}

UpgradePlan UpgradeFixture::PlanOf(const UpgradeRequest& request) const {
  auto plan = PlanUpgrade(services_, request);
  if (plan) return std::move(*plan);
  ADD_FAILURE() << plan.error().message() << ' ' << plan.error().detail;
  return {};
}

UpgradeOutcome UpgradeFixture::MustUpgrade(const UpgradeRequest& request) {
  auto outcome = Upgrade(services_, request);
  if (!outcome) {
    ADD_FAILURE() << outcome.error().message() << ' ' << outcome.error().detail;
    return {};
  }
  if (outcome->refused) {
    for (const Problem& problem : outcome->refused->problems) {
      ADD_FAILURE() << problem.message << " at " << problem.field;
    }
  }
  return std::move(*outcome);
}

Error UpgradeFixture::MustRefuse(const UpgradeRequest& request) {
  const auto outcome = Upgrade(services_, request);
  EXPECT_TRUE(outcome);
  const Error none(ErrorCode::kInternal, "it was not refused");
  if (!outcome) return none;
  EXPECT_TRUE(outcome->refused);
  EXPECT_FALSE(outcome->step);
  return outcome->refused.value_or(none);
}

Result<RolledBack> UpgradeFixture::RollBack(InstallationId id, std::optional<std::uint32_t> step,
                                            bool discard_edits, bool dry_run) {
  return Rollback(services_, {account_.id, id, step, discard_edits, dry_run});
}

Id UpgradeFixture::IdNow(InstallationId id, unsigned n) const {
  const auto installation = Find(id);
  const auto version = services_.versions.Get(installation->version);
  const Id source = *Id::FromObjectIdText(SourceId(n));
  for (std::uint32_t ordinal = 0; ordinal < (*version)->id_count(); ++ordinal) {
    if ((*version)->TemplateIdOf(ordinal) == source) return IdOf(*installation, ordinal);
  }
  return Id();
}

std::vector<std::string> UpgradeFixture::ConflictsOf(const UpgradePlan& plan) const {
  std::vector<std::string> lines;
  for (const UpgradeConflict& conflict : plan.conflicts) {
    lines.push_back(fmt::format("{} {} {}-> {}", KindName(conflict.kind), conflict.name,
                                conflict.places.path.empty() ? "" : conflict.places.path + " ",
                                ResolutionName(conflict.resolution)));
  }
  return lines;
}

std::vector<std::string> UpgradeFixture::Added(const UpgradePlan& plan) const {
  std::vector<std::string> names;
  for (const auto& resource : plan.added) names.push_back(resource.name);
  return names;
}

std::vector<std::string> UpgradeFixture::Removed(const UpgradePlan& plan) const {
  std::vector<std::string> names;
  for (const auto& resource : plan.removed) {
    names.push_back(resource.name + (resource.kept ? " (kept)" : ""));
  }
  return names;
}

std::vector<std::string> UpgradeFixture::Changed(const UpgradePlan& plan) const {
  std::vector<std::string> names;
  for (const auto& resource : plan.changed) {
    std::string line = resource.name + (resource.edited ? " (edited)" : "");
    for (const Difference& field : resource.fields) line += " " + field.path;
    names.push_back(std::move(line));
  }
  return names;
}

std::map<Id, std::string> UpgradeFixture::Everything() const {
  std::map<Id, std::string> documents;
  EXPECT_TRUE(services_.store.Read([&](StoreReader& reader) -> Status {
    World world(reader, services_, account_.id);
    for (const ModelInfo& info : kModels) {
      auto ids = world.Ids(info.model);
      if (!ids) return Pass(ids);
      for (const Id& id : *ids) {
        auto found = world.Find(id);
        if (!found) return Pass(found);
        EXPECT_TRUE(*found);
        documents[id] = (*found)->document;
      }
    }
    return {};
  }));
  return documents;
}

BundleBuilder SmallWith(Model model, unsigned n, std::string_view members) {
  BundleBuilder bundle = SmallBundle();
  const BundleBuilder before = bundle;
  std::string all(members);
  for (const ArchiveFile& file : before.files()) {
    if (file.path.find(SourceId(n)) == std::string::npos) continue;
    const auto document = Parse(file.bytes);
    document.root().ForEachMember([&](json::Value key, json::Value value) {
      if (key.Is("_id") || key.Is("name")) return;
      all.append(all.empty() ? "" : ",").append(key.token()).append(":").append(value.token());
    });
  }
  return bundle.Add(model, n, all);
}

}  // namespace imprint::test

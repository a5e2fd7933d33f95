#include "app/testing/plan_case.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "app/diga_templates.h"
#include "app/resources.h"

namespace imprint::test {

PlanRequest PlanCase::For(TemplateId id) const {
  PlanRequest request;
  request.account = installer.id;
  request.from_template = id;
  return request;
}

PlanRequest PlanCase::ForZip(const BundleBuilder& bundle) {
  PlanRequest request;
  request.account = installer.id;
  request.run_key = world.Upload(installer, bundle.Zip());
  return request;
}

Plan PlanCase::PlanOf(const PlanRequest& request) {
  auto plan = MakePlan(world.services(), request);
  EXPECT_TRUE(plan) << plan.error().message();
  return plan ? std::move(*plan) : Plan();
}

PlannedInstall PlanCase::InstallOf(const PlanRequest& request, const Plan& plan) const {
  PlannedInstall install;
  install.request = request;
  install.fingerprint = plan.fingerprint;
  return install;
}

Installed PlanCase::MustInstall(const PlanRequest& request) {
  const Plan plan = PlanOf(request);
  EXPECT_THAT(Lines(plan.problems), ::testing::IsEmpty());
  auto outcome = InstallByPlan(world.services(), InstallOf(request, plan));
  EXPECT_TRUE(outcome && outcome->installed);
  return outcome && outcome->installed ? std::move(*outcome->installed) : Installed();
}

TemplateId PlanCase::PublishDiga(std::string_view content, std::string_view name) {
  const auto made =
      CreateDigaTemplate(world.services(), owner,
                         Parse(fmt::format(R"({{"name":"{}","template":{}}})", name, content)));
  EXPECT_TRUE(made) << made.error().message();
  return made ? made->row.id : TemplateId();
}

void PlanCase::ChangeVersion(TemplateId id, const std::function<void(TemplateVersion&)>& change) {
  const Status changed = world.store.Write([&](StoreWriter& writer) -> Status {
    auto row = writer.FindTemplateVersion(id, {});
    if (!row) return Pass(row);
    change(**row);
    return writer.PutTemplateVersion(**row);
  });
  ASSERT_TRUE(changed);
}

std::optional<SavedBindings> PlanCase::Saved(TemplateId id) {
  std::optional<SavedBindings> saved;
  const Status read = world.store.Read([&](StoreReader& reader) -> Status {
    auto found = reader.FindSavedBindings(installer.id, id);
    if (!found) return Pass(found);
    saved = std::move(*found);
    return {};
  });
  EXPECT_TRUE(read);
  return saved;
}

std::string PlanCase::Read(Model model, const Id& id) {
  const auto document = ReadResource(world.services(), installer.id, model, id);
  return document ? *document : "";
}

RowDigests PlanCase::Digests() {
  RowDigester digester;
  const Status read =
      world.store.Read([&](StoreReader& reader) { return reader.ScanAll(digester); });
  EXPECT_TRUE(read);
  return digester.digests();
}

std::vector<std::string> Lines(const std::vector<Problem>& problems) {
  return problems.empty() ? std::vector<std::string>() : ProblemsOf(Error(problems));
}

std::string Line(ErrorCode code, const std::string& field) {
  return fmt::format("{} {}", static_cast<int>(code), field);
}

std::vector<std::string> NamesOf(const Plan& plan) {
  std::vector<std::string> names;
  for (const PlannedResource& resource : plan.resources) names.push_back(resource.name);
  return names;
}

const PlannedVariable* VariableIn(const Plan& plan, std::string_view name) {
  for (const PlannedVariable& variable : plan.variables) {
    if (variable.name == name) return &variable;
  }
  return nullptr;
}

}  // namespace imprint::test

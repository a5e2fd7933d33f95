#include "app/testing/lifecycle_fixture.h"

#include <fmt/format.h>

#include "app/audit.h"
#include "app/diga_copy.h"
#include "app/diga_templates.h"
#include "app/diga_tools.h"
#include "app/resources.h"
#include "base/json/edit.h"
#include "base/json/stored_depth.h"
#include "model/diga_schemas.h"

namespace imprint::test {
namespace {

constexpr const char* kDigaTemplate = R"({"name":"T","template":{"integration_type":"HTTP",
  "base_url":"https://<<host>>/v1","description":"Shop of <<who>>","headers":{"x-a":"1"},"tools":[
  {"name":"list","description":"d","endpoint_path":"/things","method":"GET",
   "query":[{"name":"q","data_type":"string"},{"name":"page","data_type":"integer"}]},
  {"name":"get","description":"d","endpoint_path":"/things/{id}","method":"GET",
   "path":[{"name":"id"}]}]}})";

json::Document Conforming(const std::string& text, const json::Schema& schema,
                          json::Presence presence) {
  std::vector<Problem> problems;
  const auto sent = Parse(text);
  const std::string whole =
      json::Conform(sent.root(), schema, presence, json::Location("body"), problems);
  EXPECT_TRUE(problems.empty()) << text;
  return Parse(whole);
}

std::string_view StateName(InstalledState state) {
  constexpr std::string_view kNames[] = {"installed", "edited", "deleted", "added"};
  return kNames[static_cast<std::size_t>(state)];
}

}  // namespace

std::string Named(Model model, const std::string& name) {
  return fmt::format("{} \"{}\"", NameOf(model), name);
}

std::vector<std::string> NamesOf(const std::vector<ResourceUser>& users) {
  std::vector<std::string> names;
  for (const ResourceUser& user : users) names.push_back(Named(user.model, user.name));
  return names;
}

std::string LifecycleFixture::Read(Model model, const Id& id) const {
  return ReadResource(services_, account_.id, model, id).value_or("");
}

void LifecycleFixture::Edit(Model model, const Id& id, const std::string& text) {
  const auto edited = ReplaceResource(services_, account_.id, model, id, Parse(text));
  ASSERT_TRUE(edited) << edited.error().message() << ' ' << edited.error().problems[0].field;
}

void LifecycleFixture::Set(Model model, const Id& id, const std::string& member,
                           const std::string& value) {
  const auto document = Parse(Read(model, id));
  const std::string rest =
      json::MembersWithout(document, [&](const std::string& key) { return key == member; });
  Edit(model, id, fmt::format("{{\"{}\":{},{}}}", member, value, rest));
}

void LifecycleFixture::Delete(Model model, const Id& id) {
  const Status deleted = DeleteResource(services_, account_.id, model, id);
  ASSERT_TRUE(deleted) << deleted.error().message();
}

Installation LifecycleFixture::InstallInto(const Id& integration) {
  Installation installation =
      world_.InstallBundle(account_, SmallBundle(), connection_).installation;
  EXPECT_TRUE(services_.store.Write([&](StoreWriter& writer) -> Status {
    if (auto gone = writer.RemoveInstallation(account_.id, installation.id); !gone) return gone;
    installation.bindings.connections[0] = integration;
    return writer.AddInstallation(installation);
  }));
  return installation;
}

TemplateId LifecycleFixture::NewDigaTemplate() {
  const auto made = CreateDigaTemplate(services_, partner_, Parse(kDigaTemplate));
  EXPECT_TRUE(made);
  return made->row.id;
}

Id LifecycleFixture::CopyDiga(TemplateId source, const std::string& key) {
  const std::map<std::string, std::string> variables{{"host", R"("a.example")"},
                                                     {"who", R"("Acme")"}};
  const auto copied =
      CopyDigaTemplate(services_, {account_.id, source, "Mine", key, "", variables});
  EXPECT_TRUE(copied);
  return copied->id.id;
}

void LifecycleFixture::PatchDiga(const Id& integration, const std::string& changes) {
  const auto patched = UpdateDigaIntegration(
      services_, account_.id, integration,
      Conforming(changes, diga::kUpdateIntegration, json::Presence::kPartial));
  ASSERT_TRUE(patched) << patched.error().message();
}

void LifecycleFixture::PatchTool(const Id& integration, const Id& tool,
                                 const std::string& changes) {
  const auto patched =
      UpdateDigaTool(services_, account_.id, integration, tool,
                     Conforming(changes, diga::kUpdateTool, json::Presence::kPartial),
                     [](json::Value) -> Status { return {}; });
  ASSERT_TRUE(patched) << patched.error().message();
}

Id LifecycleFixture::AddTool(const Id& integration, const std::string& name) {
  const auto document = Conforming(
      R"({"name":")" + name + R"(","description":"d","endpoint_path":"/x","method":"GET"})",
      diga::kCreateTool, json::Presence::kWhole);
  const auto tool = CreateDigaTool(services_, account_.id, integration, document);
  EXPECT_TRUE(tool);
  return *Id::FromUuidText(TextAt(*tool, "id"));
}

Id LifecycleFixture::ToolOf(const Id& integration, const std::string& name) const {
  const auto tools = ListDigaTools(services_, account_.id, integration);
  EXPECT_TRUE(tools);
  for (const Id& id : tools->ids) {
    const auto document = ReadDigaTool(services_, account_.id, integration, id);
    if (TextAt(*document, "name") == name) return id;
  }
  return Id();
}

std::string LifecycleFixture::KeyOfDiga(const Id& integration) const {
  std::string key;
  EXPECT_TRUE(services_.store.Read([&](StoreReader& reader) -> Status {
    World world(reader, services_, account_.id);
    auto opened = OpenDigaIntegration(world, integration);
    if (!opened) return Pass(opened);
    auto open = KeyOf(services_, opened->found);
    if (!open) return Pass(open);
    key = *open;
    return {};
  }));
  return key;
}

std::vector<std::string> LifecycleFixture::DriftOf(InstallationId id) const {
  const auto drift = ReadDrift(services_, account_.id, id);
  EXPECT_TRUE(drift);
  std::vector<std::string> lines;
  for (const DriftedResource& drifted : drift->resources) {
    std::string line = fmt::format("{} {}", StateName(drifted.resource.state),
                                   Named(drifted.resource.model, drifted.resource.name));
    const char* separator = ": ";
    for (const Difference& field : drifted.fields) {
      line += separator + field.path;
      separator = ", ";
    }
    lines.push_back(std::move(line));
  }
  return lines;
}

Result<Reverted> LifecycleFixture::Revert(InstallationId installation, const Id& resource,
                                          const std::string& field, bool dry_run) {
  return RevertResource(services_, {account_.id, installation, resource, field, dry_run});
}

RowDigests LifecycleFixture::Rows() const {
  RowDigester digester;
  EXPECT_TRUE(services_.store.Read([&](StoreReader& reader) { return reader.ScanAll(digester); }));
  RowDigests digests = digester.digests();
  for (std::size_t kind = 0; kind < kRowKinds.size(); ++kind) {
    const bool left_out = kRowKinds[kind] == "audit_entries" || kRowKinds[kind] == "saved_bindings";
    if (left_out) digests[kind] = {};
  }
  return digests;
}

std::optional<Installation> LifecycleFixture::Find(InstallationId id) const {
  std::optional<Installation> found;
  EXPECT_TRUE(services_.store.Read([&](StoreReader& reader) -> Status {
    auto row = reader.FindInstallation(account_.id, id);
    if (!row) return Pass(row);
    found = std::move(*row);
    return {};
  }));
  return found;
}

std::string LifecycleFixture::LastAudit() const {
  const auto page = ListAudit(services_, account_.id, {}, 0, 1);
  EXPECT_TRUE(page);
  if (page->entries.empty()) return "";
  const AuditEntry& entry = page->entries[0];
  std::string line =
      fmt::format("{} {} {}", static_cast<int>(entry.event), entry.resource_type, entry.resource);
  for (const std::string& field : entry.fields) line += " " + field;
  return line;
}

}  // namespace imprint::test

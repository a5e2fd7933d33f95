#include "app/diga_integrations.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <unordered_map>

#include "app/audit.h"
#include "app/diga_setup.h"
#include "app/mcp_sync.h"
#include "base/json/stored_depth.h"
#include "base/json/writer.h"
#include "bundle/diga_template.h"
#include "model/references.h"

namespace imprint {
namespace {

constexpr const char* kFields[] = {"name", "description", "base_url"};

Result<json::Document> Parse(const std::string& text) {
  return json::Document::Parse(text, json::kStoredDepth);
}

bool HasKey(const FoundResource& found) {
  if (found.row) return !found.row->sealed_secrets.empty();
  return found.installation && !found.installation->bindings.sealed_secrets.empty();
}

tl::unexpected<Error> NoIntegration(const Id& id) {
  return Fail(ErrorCode::kNotFound, fmt::format("Integration {} not found", id.Text()),
              "integration_id");
}

// The stored document of an integration that `fields` describes; the key is kept elsewhere.
std::string IntegrationText(const Id& id, json::Value fields, std::string_view auth_type) {
  std::string text;
  json::Writer writer(text);
  writer.BeginObject().Key("id").String(id.Text());
  for (const char* name : kFields) writer.Key(name).Raw(fields[name].token());
  writer.Key("auth_type").String(auth_type);
  writer.Key("integration_type").Raw(fields["integration_type"].token());
  writer.Key("headers").Raw(fields["headers"].token());
  writer.EndObject();
  return text;
}

// `stored` with the fields that `changes` holds in place of its own.
std::string Merged(const Id& id, json::Value stored, json::Value changes) {
  std::string text;
  json::Writer writer(text);
  const auto pick = [&](const char* name) {
    const json::Value change = changes[name];
    writer.Key(name).Raw(change.valid() ? change.token() : stored[name].token());
  };
  writer.BeginObject().Key("id").String(id.Text());
  for (const char* name : kFields) pick(name);
  writer.Key("auth_type").Raw(stored["auth_type"].token());
  writer.Key("integration_type").Raw(stored["integration_type"].token());
  pick("headers");
  writer.EndObject();
  return text;
}

Resource MadeRow(AccountId account, Model model, const Id& id, Time now) {
  Resource row;
  row.id = ResourceId(id);
  row.account = account;
  row.model = model;
  row.created = row.modified = now;
  return row;
}

Status Record(const Services& services, StoreWriter& writer, AccountId account, AuditEvent event,
              const Id& id, std::vector<std::string> fields = {}) {
  return RecordChange(services, writer, account, event, AuditTypeOf(Model::kDigaIntegration),
                      id.Text(), std::move(fields));
}

bool NeedsSync(json::Value stored, json::Value changes, const KeyChange& key) {
  if (stored.StringMember("integration_type") != "MCP") return false;
  return changes["base_url"].valid() || changes["headers"].valid() ||
         key.kind != KeyChange::Kind::kKeep;
}

Result<std::string> ReadInWorld(const Services& services, AccountId account,
                                const std::function<Status(StoreReader&, World&)>& body) {
  Status read = services.store.Read([&](StoreReader& reader) -> Status {
    World world(reader, services, account);
    return body(reader, world);
  });
  if (!read) return Pass(read);
  return std::string();
}

}  // namespace

KeyChange KeyChangeOf(const std::optional<std::string>& sent) {
  if (!sent || sent->empty()) return {KeyChange::Kind::kRemove, {}};
  if (*sent == kSecretMask) return {KeyChange::Kind::kKeep, {}};
  return {KeyChange::Kind::kSet, *sent};
}

Result<DigaIntegration> ViewOf(const Services& services, StoreReader& reader,
                               const FoundResource& found) {
  DigaIntegration view;
  view.id = found.id;
  view.document = found.document;
  view.has_key = HasKey(found);
  if (found.installation) {
    view.source_template = found.installation->from_template;
    view.created = view.updated = found.installation->created;
    auto unfilled = HasUnfilled(services, reader, *found.installation);
    if (!unfilled) return Pass(unfilled);
    auto document = Parse(found.document);
    if (!document) return Pass(document);
    const bool wants_key = document->root().StringMember("auth_type") == "API_KEY";
    view.requires_setup = *unfilled || (wants_key && !view.has_key);
  } else {
    view.created = found.row->created;
  }
  if (found.row) view.updated = found.row->modified;
  return view;
}

std::string SealKey(const Services& services, const std::string& key) {
  return key.empty() ? std::string() : services.secrets.Seal(key);
}

Result<std::string> KeyOf(const Services& services, const FoundResource& found) {
  if (!HasKey(found)) return std::string();
  return services.secrets.Open(found.row ? found.row->sealed_secrets
                                         : found.installation->bindings.sealed_secrets);
}

Result<OpenedIntegration> OpenDigaIntegration(World& world, const Id& id) {
  auto found = world.Find(id);
  if (!found) return Pass(found);
  if (!*found || (*found)->model != Model::kDigaIntegration) return NoIntegration(id);
  auto document = Parse((*found)->document);
  if (!document) return Pass(document);
  const std::string type = document->root().StringMember("integration_type").value_or("");
  return OpenedIntegration{std::move(**found), type};
}

Result<DigaIntegration> CreateDigaIntegration(const Services& services, AccountId account,
                                              const json::Document& document) {
  const json::Value fields = document.root();
  const KeyChange key = KeyChangeOf(fields.StringMember("auth_key"));
  const bool mcp = fields.StringMember("integration_type") == "MCP";
  std::vector<McpTool> tools;
  if (mcp) {
    auto fetched = FetchMcpTools(services, fields, key.key);
    if (!fetched) return Pass(fetched);
    tools = std::move(*fetched);
  }
  const Time now = services.clock.Now();
  const Id id = services.ids.NewUuids(1, now);
  Resource row = MadeRow(account, Model::kDigaIntegration, id, now);
  row.document = IntegrationText(id, fields, "NONE");
  row.sealed_secrets = SealKey(services, key.key);
  Status stored = services.store.Write([&](StoreWriter& writer) -> Status {
    if (auto put = writer.PutResource(row); !put) return put;
    if (mcp) {
      World world(writer, services, account);
      auto opened = OpenDigaIntegration(world, id);
      if (!opened) return Pass(opened);
      auto applied = ApplyMcpTools(services, writer, account, *opened, tools);
      if (!applied) return Pass(applied);
    }
    return Record(services, writer, account, AuditEvent::kCreate, id);
  });
  if (!stored) return Pass(stored);
  return ReadDigaIntegration(services, account, id);
}

Result<DigaIntegration> ReadDigaIntegration(const Services& services, AccountId account,
                                            const Id& id) {
  DigaIntegration view;
  auto read = ReadInWorld(services, account, [&](StoreReader& reader, World& world) -> Status {
    auto opened = OpenDigaIntegration(world, id);
    if (!opened) return Pass(opened);
    auto made = ViewOf(services, reader, opened->found);
    if (!made) return Pass(made);
    view = std::move(*made);
    return {};
  });
  if (!read) return Pass(read);
  return view;
}

namespace {

/// One update: what it reads first decides whether a server has to be asked before it writes.
class IntegrationUpdate {
 public:
  IntegrationUpdate(const Services& services, AccountId account, const Id& id,
                    const json::Document& changes)
      : services_(services), account_(account), id_(id), changes_(changes.root()) {
    const json::Value sent = changes_["auth_key"];
    if (sent.valid()) key_ = KeyChangeOf(changes_.StringMember("auth_key"));
  }

  Result<DigaIntegration> Run() {
    if (auto fetched = FetchIfNeeded(); !fetched) return Pass(fetched);
    Status stored = services_.store.Write([&](StoreWriter& writer) { return Apply(writer); });
    if (!stored) return Pass(stored);
    return ReadDigaIntegration(services_, account_, id_);
  }

 private:
  Status FetchIfNeeded() {
    std::string merged;
    std::string key;
    auto read = ReadInWorld(services_, account_, [&](StoreReader&, World& world) -> Status {
      auto opened = OpenDigaIntegration(world, id_);
      if (!opened) return Pass(opened);
      auto stored = Parse(opened->found.document);
      if (!stored) return Pass(stored);
      if (!NeedsSync(stored->root(), changes_, key_)) return {};
      merged = Merged(id_, stored->root(), changes_);
      auto kept = KeyOf(services_, opened->found);
      if (!kept) return Pass(kept);
      seen_document_ = opened->found.document;
      seen_key_ = *kept;
      key = key_.kind == KeyChange::Kind::kKeep ? *kept : key_.key;
      return {};
    });
    if (!read) return Pass(read);
    if (merged.empty()) return {};
    auto document = Parse(merged);
    if (!document) return Pass(document);
    auto tools = FetchMcpTools(services_, document->root(), key);
    if (!tools) return Pass(tools);
    tools_ = std::move(*tools);
    return {};
  }

  Status Apply(StoreWriter& writer) {
    World world(writer, services_, account_);
    auto opened = OpenDigaIntegration(world, id_);
    if (!opened) return Pass(opened);
    const FoundResource& found = opened->found;
    if (auto same = CheckUnchanged(found); !same) return same;
    auto stored = Parse(found.document);
    if (!stored) return Pass(stored);
    const Time now = services_.clock.Now();
    Resource row = MadeRow(account_, Model::kDigaIntegration, id_, now);
    if (found.row) row = *found.row;
    if (found.installation) {
      row.origin = ResourceOrigin::kOverride;
      row.installation = found.installation->id;
      row.created = found.installation->created;
      if (!found.row) row.sealed_secrets = found.installation->bindings.sealed_secrets;
    }
    row.modified = now;
    row.document = Merged(id_, stored->root(), changes_);
    auto fields = ChangedFields(found, stored->root(), row.document);
    if (!fields) return Pass(fields);
    if (key_.kind != KeyChange::Kind::kKeep) row.sealed_secrets = SealKey(services_, key_.key);
    if (auto put = writer.PutResource(row); !put) return put;
    if (tools_) {
      auto applied = ApplyMcpTools(services_, writer, account_, *opened, *tools_);
      if (!applied) return Pass(applied);
      if (*applied) fields->emplace_back("tools");
    }
    return Record(services_, writer, account_, AuditEvent::kUpdate, id_, std::move(*fields));
  }

  Result<std::vector<std::string>> ChangedFields(const FoundResource& found, json::Value before,
                                                 const std::string& after) const {
    auto document = Parse(after);
    if (!document) return Pass(document);
    auto fields = ChangedMembers(before, document->root());
    auto key = KeyOf(services_, found);
    if (!key) return Pass(key);
    if (key_.kind != KeyChange::Kind::kKeep && *key != key_.key) fields.emplace_back("auth_key");
    return fields;
  }

  // Tools that were fetched with settings which hold no more must not be stored.
  Status CheckUnchanged(const FoundResource& found) const {
    if (!tools_) return {};
    auto key = KeyOf(services_, found);
    if (!key) return Pass(key);
    if (found.document == seen_document_ && *key == seen_key_) return {};
    return Fail(ErrorCode::kUnavailable,
                "The integration was changed at the same time; try again.");
  }

  const Services& services_;
  AccountId account_;
  Id id_;
  json::Value changes_;
  KeyChange key_;
  std::string seen_document_;
  std::string seen_key_;
  std::optional<std::vector<McpTool>> tools_;
};

}  // namespace

Result<DigaIntegration> UpdateDigaIntegration(const Services& services, AccountId account,
                                              const Id& id, const json::Document& changes) {
  return IntegrationUpdate(services, account, id, changes).Run();
}

Status DeleteDigaIntegration(const Services& services, AccountId account, const Id& id) {
  return services.store.Write([&](StoreWriter& writer) -> Status {
    World world(writer, services, account);
    auto opened = OpenDigaIntegration(world, id);
    if (!opened) return Pass(opened);
    auto tools = writer.FindReferrers(account, id);
    if (!tools) return Pass(tools);
    for (const ResourceId& tool : *tools) {
      if (auto removed = writer.RemoveResource(account, tool); !removed) return removed;
    }
    auto gone = opened->found.installation
                    ? writer.RemoveInstallation(account, opened->found.installation->id)
                    : writer.RemoveResource(account, ResourceId(id));
    if (!gone) return gone;
    return Record(services, writer, account, AuditEvent::kDelete, id);
  });
}

Result<std::vector<Id>> ListDigaIntegrations(const Services& services, AccountId account,
                                             std::string_view type) {
  std::vector<Id> ids;
  auto read = ReadInWorld(services, account, [&](StoreReader&, World& world) -> Status {
    auto all = world.Ids(Model::kDigaIntegration);
    if (!all) return Pass(all);
    ids.clear();
    for (const Id& id : *all) {
      if (!type.empty()) {
        auto opened = OpenDigaIntegration(world, id);
        if (!opened) return Pass(opened);
        if (opened->type != type) continue;
      }
      ids.push_back(id);
    }
    return {};
  });
  if (!read) return Pass(read);
  return ids;
}

Result<std::vector<Id>> DigaToolIds(StoreReader& reader, VersionCache& versions, AccountId account,
                                    const OpenedIntegration& integration) {
  std::set<Id> ids;
  auto referrers = reader.FindReferrers(account, integration.found.id.id);
  if (!referrers) return Pass(referrers);
  for (const ResourceId& referrer : *referrers) ids.insert(referrer.id);
  if (integration.found.installation) {
    const Installation& installation = *integration.found.installation;
    auto version = versions.Get(installation.version);
    if (!version) return Pass(version);
    for (const std::uint32_t ordinal : (*version)->OrdinalsOf(Model::kDigaTool)) {
      if (!Installs(**version, installation, ordinal)) continue;
      ids.insert(IdOf(installation, ordinal));
    }
    auto changes = reader.ListChanges(account, installation.id);
    if (!changes) return Pass(changes);
    for (const Resource& row : *changes) {
      if (row.origin == ResourceOrigin::kTombstone) ids.erase(row.id.id);
    }
  }
  return std::vector<Id>(ids.begin(), ids.end());
}

}  // namespace imprint

#include "app/diga_tools.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "app/audit.h"
#include "app/mcp_sync.h"
#include "base/json/stored_depth.h"
#include "base/json/writer.h"
#include "model/diga_schemas.h"

namespace imprint {
namespace {

tl::unexpected<Error> NoTool(const Id& id) {
  return Fail(ErrorCode::kNotFound, fmt::format("Tool {} not found", id.Text()), "tool_id");
}

tl::unexpected<Error> OnlyHttp(std::string_view what, const Id& integration) {
  return Fail(ErrorCode::kWrongType,
              fmt::format("Cannot {} MCP integration {}", what, integration.Text()));
}

/// An account's integration and its tools inside one transaction.
class ToolBox {
 public:
  ToolBox(const Services& services, StoreReader& reader, AccountId account)
      : services_(services),
        reader_(reader),
        account_(account),
        world_(reader, services, account) {}

  Status Open(const Id& integration) {
    auto opened = OpenDigaIntegration(world_, integration);
    if (!opened) return Pass(opened);
    integration_ = std::move(*opened);
    return {};
  }
  const OpenedIntegration& integration() const { return *integration_; }

  Result<std::vector<Id>> Ids() {
    return DigaToolIds(reader_, services_.versions, account_, *integration_);
  }

  Result<FoundResource> Find(const Id& id) {
    auto found = world_.Find(id);
    if (!found) return Pass(found);
    if (!*found || (*found)->model != Model::kDigaTool || !BelongsHere(**found)) return NoTool(id);
    return std::move(**found);
  }

  // kConflict when another tool than `except` has the name.
  Status RequireFreeName(const std::string& name, const Id& except) {
    auto ids = Ids();
    if (!ids) return Pass(ids);
    for (const Id& id : *ids) {
      if (id == except) continue;
      auto found = world_.Find(id);
      if (!found) return Pass(found);
      if (!*found) continue;
      const auto document = json::Document::Parse((*found)->document, json::kStoredDepth);
      if (!document || document->root().StringMember("name") != name) continue;
      return Fail(ErrorCode::kConflict,
                  fmt::format("Tool with name '{}' already exists in this integration", name));
    }
    return {};
  }

  // The row that a change of `found` is stored as.
  Resource RowFor(const FoundResource& found) const {
    Resource row;
    if (found.row) row = *found.row;
    row.id = found.id;
    row.account = account_;
    row.model = Model::kDigaTool;
    row.references = {integration_->found.id.id};
    row.modified = services_.clock.Now();
    if (found.installation) {
      row.origin = ResourceOrigin::kOverride;
      row.installation = found.installation->id;
      row.created = found.installation->created;
    }
    return row;
  }

 private:
  bool BelongsHere(const FoundResource& tool) const {
    const FoundResource& owner = integration_->found;
    if (tool.installation) {
      return owner.installation && tool.installation->id == owner.installation->id;
    }
    const auto& references = tool.row->references;
    return std::find(references.begin(), references.end(), owner.id.id) != references.end();
  }

  const Services& services_;
  StoreReader& reader_;
  AccountId account_;
  World world_;
  std::optional<OpenedIntegration> integration_;
};

std::string NewToolText(const Id& id, json::Value fields) {
  return fmt::format("{{\"id\":\"{}\",\"type\":\"HTTP\",{}", id.Text(), fields.token().substr(1));
}

// The tool's own fields with those of `changes` in their place.
std::string MergedText(json::Value stored, json::Value changes) {
  std::string text;
  json::Writer writer(text);
  writer.BeginObject();
  stored.ForEachMember([&](json::Value key, json::Value value) {
    const std::string name = key.string();
    const json::Value change = changes[name];
    // A tool always has a way of speaking: null leaves it as it is.
    const bool taken =
        change.valid() && !(name == "pre_speech" && change.type() == json::Type::kNull);
    writer.Key(name).Raw(taken ? change.token() : value.token());
  });
  writer.EndObject();
  return text;
}

Status Record(const Services& services, StoreWriter& writer, AccountId account, AuditEvent event,
              const Id& tool, std::vector<std::string> fields = {}) {
  return RecordChange(services, writer, account, event, AuditTypeOf(Model::kDigaTool), tool.Text(),
                      std::move(fields));
}

}  // namespace

Result<std::string> CreateDigaTool(const Services& services, AccountId account,
                                   const Id& integration, const json::Document& document) {
  const Time now = services.clock.Now();
  const Id id = services.ids.NewUuids(1, now);
  Resource row;
  Status stored = services.store.Write([&](StoreWriter& writer) -> Status {
    ToolBox box(services, writer, account);
    if (auto opened = box.Open(integration); !opened) return opened;
    if (box.integration().type != "HTTP") return OnlyHttp("create tools for", integration);
    const auto name = document.root().StringMember("name").value_or("");
    if (auto free = box.RequireFreeName(name, Id()); !free) return free;
    row = Resource();
    row.id = ResourceId(id);
    row.account = account;
    row.model = Model::kDigaTool;
    row.document = NewToolText(id, document.root());
    row.references = {integration};
    row.created = row.modified = now;
    if (auto put = writer.PutResource(row); !put) return put;
    return Record(services, writer, account, AuditEvent::kCreate, id);
  });
  if (!stored) return Pass(stored);
  return std::move(row.document);
}

Result<std::string> ReadDigaTool(const Services& services, AccountId account, const Id& integration,
                                 const Id& tool) {
  std::string document;
  Status read = services.store.Read([&](StoreReader& reader) -> Status {
    ToolBox box(services, reader, account);
    if (auto opened = box.Open(integration); !opened) return opened;
    auto found = box.Find(tool);
    if (!found) return Pass(found);
    document = std::move(found->document);
    return {};
  });
  if (!read) return Pass(read);
  return document;
}

Result<std::string> UpdateDigaTool(const Services& services, AccountId account,
                                   const Id& integration, const Id& tool,
                                   const json::Document& changes,
                                   const std::function<Status(json::Value)>& check) {
  std::string text;
  Status stored = services.store.Write([&](StoreWriter& writer) -> Status {
    ToolBox box(services, writer, account);
    if (auto opened = box.Open(integration); !opened) return opened;
    if (box.integration().type != "HTTP") return OnlyHttp("update tools for", integration);
    auto found = box.Find(tool);
    if (!found) return Pass(found);
    const auto before = json::Document::Parse(found->document, json::kStoredDepth);
    if (!before) return tl::unexpected<Error>(before.error());
    text = MergedText(before->root(), changes.root());
    const auto after = json::Document::Parse(text, json::kStoredDepth);
    if (!after) return tl::unexpected<Error>(after.error());
    if (auto good = check(after->root()); !good) return good;
    const auto name = after->root().StringMember("name").value_or("");
    if (auto free = box.RequireFreeName(name, tool); !free) return free;
    Resource row = box.RowFor(*found);
    row.document = text;
    if (auto put = writer.PutResource(row); !put) return put;
    return Record(services, writer, account, AuditEvent::kUpdate, tool,
                  ChangedMembers(before->root(), after->root()));
  });
  if (!stored) return Pass(stored);
  return text;
}

Status DeleteDigaTool(const Services& services, AccountId account, const Id& integration,
                      const Id& tool) {
  return services.store.Write([&](StoreWriter& writer) -> Status {
    ToolBox box(services, writer, account);
    if (auto opened = box.Open(integration); !opened) return opened;
    if (box.integration().type != "HTTP") return OnlyHttp("delete tools from", integration);
    auto found = box.Find(tool);
    if (!found) return Pass(found);
    Resource row = box.RowFor(*found);
    row.origin = ResourceOrigin::kTombstone;
    row.document.clear();
    row.references.clear();
    auto gone =
        found->installation ? writer.PutResource(row) : writer.RemoveResource(account, row.id);
    if (!gone) return gone;
    return Record(services, writer, account, AuditEvent::kDelete, tool);
  });
}

Status ApproveDigaTools(const Services& services, AccountId account, const Id& integration,
                        const std::vector<ToolApproval>& approvals) {
  std::map<Id, bool> wanted;  // the last word on each tool
  for (const ToolApproval& approval : approvals) wanted[approval.tool] = approval.required;
  return services.store.Write([&](StoreWriter& writer) -> Status {
    ToolBox box(services, writer, account);
    if (auto opened = box.Open(integration); !opened) return opened;
    for (const auto& [tool, required] : wanted) {
      auto found = box.Find(tool);
      if (!found) return Pass(found);
      const auto before = json::Document::Parse(found->document, json::kStoredDepth);
      const auto change = json::Document::Parse(
          required ? R"({"approval_required":true})" : R"({"approval_required":false})", 2);
      if (!before) return tl::unexpected<Error>(before.error());
      Resource row = box.RowFor(*found);
      // An approval is ours alone: it does not tell when the tool was last in step with its server.
      if (found->row) row.modified = found->row->modified;
      row.document = MergedText(before->root(), change->root());
      if (auto put = writer.PutResource(row); !put) return put;
      auto told =
          Record(services, writer, account, AuditEvent::kUpdate, tool, {"approval_required"});
      if (!told) return told;
    }
    return {};
  });
}

namespace {

/// What a list of tools needs to know of an integration before it asks its server.
struct Known {
  bool mcp = false;
  std::string document;
  std::string key;
  std::vector<Id> ids;
  std::optional<Time> synced;
};

Result<Known> LookUp(const Services& services, AccountId account, const Id& integration) {
  Known known;
  Status read = services.store.Read([&](StoreReader& reader) -> Status {
    known = Known();
    ToolBox box(services, reader, account);
    if (auto opened = box.Open(integration); !opened) return opened;
    auto ids = box.Ids();
    if (!ids) return Pass(ids);
    known.ids = std::move(*ids);
    known.mcp = box.integration().type == "MCP";
    if (!known.mcp) return {};
    known.document = box.integration().found.document;
    auto key = KeyOf(services, box.integration().found);
    if (!key) return Pass(key);
    known.key = std::move(*key);
    if (known.ids.empty()) return {};
    auto row = reader.FindResource(account, ResourceId(known.ids.front()));
    if (!row) return Pass(row);
    if (*row) known.synced = (*row)->modified;
    return {};
  });
  if (!read) return Pass(read);
  return known;
}

Status Synchronise(const Services& services, AccountId account, const Id& integration,
                   const Known& known) {
  const auto document = json::Document::Parse(known.document, json::kStoredDepth);
  if (!document) return tl::unexpected<Error>(document.error());
  auto tools = FetchMcpTools(services, document->root(), known.key);
  if (!tools) return Pass(tools);
  return services.store.Write([&](StoreWriter& writer) -> Status {
    World world(writer, services, account);
    auto opened = OpenDigaIntegration(world, integration);
    if (!opened) return Pass(opened);
    // Changed since: the answer came from where it no longer points.
    auto key = KeyOf(services, opened->found);
    if (!key) return Pass(key);
    if (opened->found.document != known.document || *key != known.key) return {};
    auto changed = ApplyMcpTools(services, writer, account, *opened, *tools);
    if (!changed) return Pass(changed);
    if (!*changed) return {};
    return RecordChange(services, writer, account, AuditEvent::kUpdate,
                        AuditTypeOf(Model::kDigaIntegration), integration.Text(), {"tools"});
  });
}

}  // namespace

Result<DigaToolList> ListDigaTools(const Services& services, AccountId account,
                                   const Id& integration) {
  auto known = LookUp(services, account, integration);
  if (!known) return Pass(known);
  if (!known->mcp) return DigaToolList{std::move(known->ids), {}};
  const Status synced = Synchronise(services, account, integration, *known);
  if (synced) {
    auto fresh = LookUp(services, account, integration);
    if (!fresh) return Pass(fresh);
    return DigaToolList{std::move(fresh->ids), {}};
  }
  const ErrorCode code = synced.error().code();
  // Unavailable is also that this server asks for too much at once: what is known is as good then.
  const bool out_of_reach = code == ErrorCode::kOutboundFailed ||
                            code == ErrorCode::kOutboundTimeout || code == ErrorCode::kUnavailable;
  if (!out_of_reach || !known->synced) return tl::unexpected<Error>(synced.error());
  return DigaToolList{std::move(known->ids), known->synced};
}

}  // namespace imprint

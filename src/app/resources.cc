#include "app/resources.h"

#include <fmt/format.h>

#include <algorithm>

#include "app/audit.h"
#include "app/stored_document.h"
#include "base/json/stored_depth.h"
#include "base/json/text.h"
#include "model/references.h"

namespace imprint {
namespace {

constexpr std::size_t kSmallPage = 128 * 1024;  // is made without asking for memory

Result<FoundResource> Require(World& world, Model model, const Id& id) {
  auto found = world.Find(id);
  if (!found) return Pass(found);
  if (!*found || (*found)->model != model) {
    return Fail(ErrorCode::kNotFound, fmt::format("{} not found.", NameOf(model)), "_id");
  }
  return std::move(**found);
}

/// Checks a document and stores it under `row`'s id; `row` says what it replaces.
Status KeepResource(const Services& services, StoreWriter& writer, World& world,
                    const json::Document& document, const Provenance& provenance, Resource& row) {
  std::vector<Problem> problems;
  CheckFields(row.model, document, problems);
  const auto references = FindReferences(row.model, document);
  if (auto checked = CheckReferences(world, references, services.limits.bundle_problems, problems);
      !checked)
    return checked;
  if (!problems.empty()) return Fail(Error(std::move(problems)));
  if (auto filled = FillRow(services, document, provenance, row); !filled) return filled;
  return writer.PutResource(row);
}

Status Record(const Services& services, StoreWriter& writer, const Resource& row, AuditEvent event,
              std::vector<std::string> fields = {}) {
  return RecordChange(services, writer, row.account, event, AuditTypeOf(row.model), row.id.Text(),
                      std::move(fields));
}

// Credentials are masked in both documents: one that was sent anew shows as a difference between
// what was sent and what is answered.
Result<std::vector<std::string>> ChangedFields(const std::string& before,
                                               const json::Document& sent,
                                               const std::string& after) {
  auto old_document = json::Document::Parse(before, json::kStoredDepth);
  if (!old_document) return Pass(old_document);
  auto new_document = json::Document::Parse(after, json::kStoredDepth);
  if (!new_document) return Pass(new_document);
  std::vector<std::string> fields = ChangedMembers(old_document->root(), new_document->root());
  const std::vector<std::string> masked = ChangedMembers(sent.root(), new_document->root());
  fields.insert(fields.end(), masked.begin(), masked.end());
  std::erase_if(fields, [](const std::string& field) { return IsServerManaged(field); });
  std::sort(fields.begin(), fields.end());
  fields.erase(std::unique(fields.begin(), fields.end()), fields.end());
  return fields;
}

std::string Listed(const std::vector<ResourceUser>& users) {
  constexpr std::size_t kShown = 10;
  std::string text;
  for (std::size_t i = 0; i < std::min(users.size(), kShown); ++i) {
    text += fmt::format("{}{} \"{}\" ({})", i == 0 ? "" : ", ", NameOf(users[i].model),
                        users[i].name, users[i].id.Text());
  }
  if (users.size() > kShown) text += fmt::format(" and {} more", users.size() - kShown);
  return text;
}

}  // namespace

Result<std::string> ReadResource(const Services& services, AccountId account, Model model,
                                 const Id& id) {
  std::string document;
  Status read = services.store.Read([&](StoreReader& reader) -> Status {
    World world(reader, services, account);
    auto found = Require(world, model, id);
    if (!found) return Pass(found);
    document = std::move(found->document);
    return {};
  });
  if (!read) return Pass(read);
  return document;
}

Result<ListedResources> ListResources(const Services& services, AccountId account, Model model,
                                      std::size_t skip, std::size_t limit) {
  const auto list = [&](std::size_t bytes, World::Page& page) {
    return services.store.Read([&](StoreReader& reader) -> Status {
      auto listed = World(reader, services, account).List(model, skip, limit, bytes);
      if (!listed) return Pass(listed);
      page = std::move(*listed);
      return {};
    });
  };
  // Most pages are small and are not to wait for what is large.
  const std::size_t most = services.limits.page_bytes;
  ListedResources listed;
  if (auto read = list(std::min(kSmallPage, most), listed.page); !read) return Pass(read);
  if (!listed.page.cut) return listed;
  const std::size_t needed = std::max(most, listed.page.array.size());
  listed.page = {};
  auto held = HoldMemory(services, 2 * std::uint64_t{needed});
  if (!held) return Pass(held);
  listed.held = std::move(*held);
  if (auto read = list(most, listed.page); !read) return Pass(read);
  return listed;
}

Result<std::string> CreateResource(const Services& services, AccountId account, Model model,
                                   const json::Document& document) {
  const Time now = services.clock.Now();
  const ResourceId id(services.ids.NewObjectIds(1, now));
  Resource row;
  Status stored = services.store.Write([&](StoreWriter& writer) -> Status {
    World world(writer, services, account);
    row = Resource{.id = id,
                   .account = account,
                   .model = model,
                   .origin = ResourceOrigin::kMade,
                   .installation = {},
                   .document = {},
                   .sealed_secrets = {},
                   .references = {},
                   .created = now,
                   .modified = now};
    const Provenance provenance{now, now, {}, {}, false};
    if (auto kept = KeepResource(services, writer, world, document, provenance, row); !kept) {
      return kept;
    }
    return Record(services, writer, row, AuditEvent::kCreate);
  });
  if (!stored) return Pass(stored);
  return std::move(row.document);
}

Result<std::string> ReplaceResource(const Services& services, AccountId account, Model model,
                                    const Id& id, const json::Document& document) {
  const Time now = services.clock.Now();
  Resource row;
  Status stored = services.store.Write([&](StoreWriter& writer) -> Status {
    World world(writer, services, account);
    auto found = Require(world, model, id);
    if (!found) return Pass(found);
    Provenance provenance{now, now, {}, found->source, false};
    row = Resource{.id = ResourceId(id),
                   .account = account,
                   .model = model,
                   .origin = ResourceOrigin::kMade,
                   .installation = {},
                   .document = {},
                   .sealed_secrets = {},
                   .references = {},
                   .created = now,
                   .modified = now};
    if (found->row) {
      row.sealed_secrets = found->row->sealed_secrets;
      provenance.created = found->row->created;
    }
    if (found->installation) {
      row.origin = ResourceOrigin::kOverride;
      row.installation = found->installation->id;
      provenance.created = found->installation->created;
      provenance.from_template = found->installation->from_template;
      provenance.sandbox = found->installation->bindings.sandbox;
    }
    if (auto kept = KeepResource(services, writer, world, document, provenance, row); !kept) {
      return kept;
    }
    auto fields = ChangedFields(found->document, document, row.document);
    if (!fields) return Pass(fields);
    return Record(services, writer, row, AuditEvent::kUpdate, std::move(*fields));
  });
  if (!stored) return Pass(stored);
  return std::move(row.document);
}

Status DeleteResource(const Services& services, AccountId account, Model model, const Id& id) {
  const Time now = services.clock.Now();
  return services.store.Write([&](StoreWriter& writer) -> Status {
    World world(writer, services, account);
    auto found = Require(world, model, id);
    if (!found) return Pass(found);
    auto users = world.UsersOf(id);
    if (!users) return Pass(users);
    if (!users->empty()) {
      return Fail(ErrorCode::kInUse,
                  fmt::format("{} is still used by {}.", NameOf(model), Listed(*users)));
    }
    Resource row{.id = ResourceId(id),
                 .account = account,
                 .model = model,
                 .origin = ResourceOrigin::kTombstone,
                 .installation = {},
                 .document = {},
                 .sealed_secrets = {},
                 .references = {},
                 .created = now,
                 .modified = now};
    if (found->installation) {
      row.installation = found->installation->id;
      row.created = found->installation->created;
    }
    auto gone =
        found->installation ? writer.PutResource(row) : writer.RemoveResource(account, row.id);
    if (!gone) return gone;
    return Record(services, writer, row, AuditEvent::kDelete);
  });
}

Result<std::vector<ResourceUser>> ListDependencies(const Services& services, AccountId account,
                                                   Model model, const Id& id) {
  std::vector<ResourceUser> users;
  Status read = services.store.Read([&](StoreReader& reader) -> Status {
    World world(reader, services, account);
    auto found = Require(world, model, id);
    if (!found) return Pass(found);
    auto listed = world.UsersOf(id);
    if (!listed) return Pass(listed);
    users = std::move(*listed);
    return {};
  });
  if (!read) return Pass(read);
  return users;
}

}  // namespace imprint

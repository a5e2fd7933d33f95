#include "app/audit.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <unordered_map>

#include "app/world.h"
#include "base/json/text.h"

namespace imprint {
namespace {

constexpr std::size_t kMostFields = 100;
constexpr std::size_t kLongestField = 100;

Result<AuditPage> PageOf(StoreReader& reader, AccountId account, const AuditFilter& filter,
                         std::size_t skip, std::size_t limit) {
  auto entries = reader.ListAudit(account, filter, skip, limit + 1);
  if (!entries) return Pass(entries);
  AuditPage page{std::move(*entries), false};
  page.more = page.entries.size() > limit;
  if (page.more) page.entries.resize(limit);
  return page;
}

// What was deleted is still known by what was done to it.
Result<bool> HasEntries(StoreReader& reader, AccountId account, const AuditFilter& resource) {
  AuditFilter any;
  any.resource_type = resource.resource_type;
  any.resource = resource.resource;
  auto entries = reader.ListAudit(account, any, 0, 1);
  if (!entries) return Pass(entries);
  return !entries->empty();
}

// `exists` looks for the thing itself where it left no entry.
template <typename Exists>
Result<AuditPage> ListOf(const Services& services, AccountId account, const AuditFilter& filter,
                         std::size_t skip, std::size_t limit, std::string_view what,
                         Exists&& exists) {
  AuditPage page;
  Status read = services.store.Read([&](StoreReader& reader) -> Status {
    auto known = HasEntries(reader, account, filter);
    if (known && !*known) known = exists(reader);
    if (!known) return Pass(known);
    if (!*known) return Fail(ErrorCode::kNotFound, fmt::format("{} not found.", what), "_id");
    auto listed = PageOf(reader, account, filter, skip, limit);
    if (!listed) return Pass(listed);
    page = std::move(*listed);
    return {};
  });
  if (!read) return Pass(read);
  return page;
}

}  // namespace

Status RecordChange(const Services& services, StoreWriter& writer, AccountId account,
                    AuditEvent event, std::string_view resource_type, std::string resource_id,
                    std::vector<std::string> fields) {
  AuditEntry entry;
  entry.account = account;
  entry.time = services.clock.Now();
  entry.id = services.ids.NewObjectIds(1, entry.time);
  entry.event = event;
  entry.resource_type = resource_type;
  entry.resource = std::move(resource_id);
  entry.fields = std::move(fields);
  if (services.caller) {
    entry.token = services.caller->token;
    entry.address = services.caller->address;
    entry.request = services.caller->request;
  }
  return writer.AddAudit(entry);
}

std::string AuditTypeOf(Model model) {
  if (model == Model::kDigaIntegration) return "integration";
  if (model == Model::kDigaTool) return "tool";
  std::string name(NameOf(model));
  std::transform(name.begin(), name.end(), name.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return name;
}

std::vector<std::string> ChangedMembers(json::Value before, json::Value after) {
  std::unordered_map<std::string, std::string_view> added;
  after.ForEachMember(
      [&](json::Value key, json::Value value) { added.emplace(key.string(), value.token()); });
  std::vector<std::string> names;
  const auto add = [&](const std::string& name) {
    if (names.size() < kMostFields) names.emplace_back(json::Shorten(name, kLongestField));
  };
  before.ForEachMember([&](json::Value key, json::Value value) {
    const std::string name = key.string();
    const auto other = added.find(name);
    if (other == added.end() || other->second != value.token()) add(name);
    if (other != added.end()) added.erase(other);
  });
  after.ForEachMember([&](json::Value key, json::Value) {
    const std::string name = key.string();
    if (added.contains(name)) add(name);
  });
  return names;
}

OnBehalfOf::OnBehalfOf(const Services& services, bool same_account) : services_(services) {
  if (same_account || !services.caller) return;
  unnamed_.request = services.caller->request;
  services_.caller = &unnamed_;
}

Result<AuditPage> ListAudit(const Services& services, AccountId account, const AuditFilter& filter,
                            std::size_t skip, std::size_t limit) {
  AuditPage page;
  Status read = services.store.Read([&](StoreReader& reader) -> Status {
    auto listed = PageOf(reader, account, filter, skip, limit);
    if (!listed) return Pass(listed);
    page = std::move(*listed);
    return {};
  });
  if (!read) return Pass(read);
  return page;
}

Result<AuditPage> ListResourceAudit(const Services& services, AccountId account, Model model,
                                    const Id& id, AuditFilter filter, std::size_t skip,
                                    std::size_t limit) {
  filter.resource_type = AuditTypeOf(model);
  filter.resource = id.Text();
  return ListOf(services, account, filter, skip, limit, NameOf(model),
                [&](StoreReader& reader) -> Result<bool> {
                  auto found = World(reader, services, account).Find(id);
                  if (!found) return Pass(found);
                  return *found && (*found)->model == model;
                });
}

Result<AuditPage> ListTemplateAudit(const Services& services, AccountId account, TemplateId id,
                                    AuditFilter filter, std::size_t skip, std::size_t limit) {
  filter.resource_type = "template";
  filter.resource = id.Text();
  return ListOf(services, account, filter, skip, limit, "Template",
                [&](StoreReader& reader) -> Result<bool> {
                  auto row = reader.FindTemplate(id);
                  if (!row) return Pass(row);
                  return *row && (*row)->owner == account;
                });
}

}  // namespace imprint

#include "app/installations.h"

#include <algorithm>
#include <cctype>

#include "app/drift.h"
#include "app/secret_values.h"
#include "app/variable_uses.h"
#include "app/world.h"
#include "base/json/stored_depth.h"
#include "base/json/text.h"
#include "model/references.h"

namespace imprint {
namespace {

/// What a template tells of the versions that installations of it have.
struct TemplateFacts {
  std::optional<std::string> name;
  std::vector<TemplateVersion> versions;  // ascending
};

/// Makes summaries; asks for each template once.
class Summariser {
 public:
  Summariser(const Services& services, StoreReader& reader, AccountId account)
      : services_(services),
        reader_(reader),
        account_(account),
        world_(reader, services, account) {}

  Result<InstallationSummary> Summarise(const Installation& installation) {
    auto version = services_.versions.Get(installation.version);
    if (!version) return Pass(version);
    InstallationSummary summary;
    summary.id = installation.id;
    summary.dialect = InfoOf((*version)->resources.front().model).dialect;
    summary.from_template = installation.from_template;
    summary.version = installation.version;
    summary.created = installation.created;
    auto name = NameOfIntegration(**version, installation);
    if (!name) return Pass(name);
    summary.name = std::move(*name);
    if (auto told = TellTemplate(summary); !told) return Pass(told);
    return summary;
  }

 private:
  Result<std::string> NameOfIntegration(const CompiledVersion& version,
                                        const Installation& installation) {
    auto found = world_.Find(IdOf(installation, 0));
    if (!found) return Pass(found);
    if (*found) return NameInDocument((*found)->document);
    std::string document;
    RenderInstalled(version, installation, 0, document);
    return NameInDocument(document);
  }

  Status TellTemplate(InstallationSummary& summary) {
    if (!summary.from_template) return {};
    auto facts = FactsOf(*summary.from_template);
    if (!facts) return Pass(facts);
    summary.template_name = (*facts)->name;
    const auto& versions = (*facts)->versions;
    for (const TemplateVersion& version : versions) {
      if (version.version == summary.version) summary.version_number = version.number;
    }
    if (versions.empty()) return {};
    summary.latest_number = versions.back().number;
    summary.upgrade_available = versions.back().version != summary.version;
    return {};
  }

  // What the account may not see answers as what is gone.
  Result<const TemplateFacts*> FactsOf(TemplateId id) {
    const auto [at, fresh] = templates_.try_emplace(id);
    if (!fresh) return &at->second;
    auto row = reader_.FindTemplate(id);
    if (!row) return Pass(row);
    if (!*row || ((*row)->owner != account_ && !(*row)->published)) return &at->second;
    auto versions = reader_.ListTemplateVersions(id);
    if (!versions) return Pass(versions);
    at->second = {std::move((*row)->name), std::move(*versions)};
    return &at->second;
  }

  const Services& services_;
  StoreReader& reader_;
  AccountId account_;
  World world_;
  std::unordered_map<TemplateId, TemplateFacts> templates_;
};

/// Fills a page with what a scan brings.
class PageFiller {
 public:
  PageFiller(std::size_t limit, std::size_t bytes) : limit_(limit), bytes_left_(bytes) {}

  /// False when there is no room for one more.
  bool HasRoom() {
    const bool room = page_.items.size() < limit_ && (page_.items.empty() || bytes_left_ > 0);
    if (!room && !page_.items.empty()) page_.next = page_.items.back().id;
    return room;
  }
  void Add(InstallationSummary summary) {
    const std::size_t bytes = summary.name.size() + summary.template_name.value_or("").size();
    bytes_left_ -= std::min(bytes_left_, bytes);
    page_.items.push_back(std::move(summary));
  }
  InstallationPage Take() { return std::move(page_); }

 private:
  InstallationPage page_;
  std::size_t limit_;
  std::size_t bytes_left_;
};

// The row that stands in the place of a resource; nothing where it is as installed, or deleted.
Result<std::optional<Resource>> OverrideOf(StoreReader& reader, const OpenedInstallation& opened,
                                           std::uint32_t ordinal) {
  if (opened.ChangeOf(ordinal) != ResourceOrigin::kOverride) return std::nullopt;
  auto row = reader.FindResource(opened.installation.account,
                                 ResourceId(IdOf(opened.installation, ordinal)));
  if (row && !*row) return Fail(Error(ErrorCode::kInternal, "A resource cannot be read."));
  return row;
}

Status TellEdited(const OpenedInstallation& opened, std::uint32_t ordinal, const Resource& row,
                  InstalledResource& resource) {
  auto differs = Differs(opened, ordinal, row);
  if (!differs) return Pass(differs);
  if (*differs) resource.state = InstalledState::kEdited;
  auto name = NameInDocument(row.document);
  if (!name) return Pass(name);
  resource.name = std::move(*name);
  return {};
}

Result<InstalledResource> Describe(const OpenedInstallation& opened, std::uint32_t ordinal,
                                   const Resource* row) {
  const CompiledResource& compiled = opened.version->resources[ordinal];
  InstalledResource resource{.model = compiled.model,
                             .template_id = compiled.template_id,
                             .id = ResourceId(IdOf(opened.installation, ordinal)),
                             .name = {},
                             .state = InstalledState::kInstalled};
  if (row) {
    if (auto told = TellEdited(opened, ordinal, *row, resource); !told) return Pass(told);
    return resource;
  }
  if (opened.ChangeOf(ordinal) == ResourceOrigin::kTombstone) {
    resource.state = InstalledState::kDeleted;
  }
  auto name = opened.TemplateName(ordinal);
  if (!name) return Pass(name);
  resource.name = std::move(*name);
  return resource;
}

Status TellResources(StoreReader& reader, const OpenedInstallation& opened, ToDoList& to_do,
                     InstallationView& view) {
  for (const std::uint32_t ordinal : opened.Ordinals()) {
    auto row = OverrideOf(reader, opened, ordinal);
    if (!row) return Pass(row);
    const Resource* const edited = *row ? &**row : nullptr;
    auto resource = Describe(opened, ordinal, edited);
    if (!resource) return Pass(resource);
    if (resource->state != InstalledState::kDeleted) {
      if (auto added = to_do.Add(ordinal, resource->name, edited); !added) return added;
    }
    view.resources.push_back(std::move(*resource));
  }
  return {};
}

// A template may put any variable into a name, and so may who edits.
void HideInNames(const SecretValues& secrets, InstallationView& view) {
  const auto hide = [&](std::string& name) { name = secrets.MaskedText(name); };
  hide(view.summary.name);
  for (InstalledResource& resource : view.resources) hide(resource.name);
  for (MissingSecret& secret : view.to_do.secrets) hide(secret.name);
}

// Bound connections are the account's own, and may have gone since.
Status AddBound(World& world, std::uint32_t ordinal, const BoundConnection& bound,
                ToDoList& to_do) {
  auto found = world.Find(bound.id.id);
  if (!found) return Pass(found);
  const bool there = *found && (*found)->model == Model::kConnection;
  return to_do.AddBound(ordinal, bound, there ? &(*found)->document : nullptr);
}

Status TellConnections(World& world, const OpenedInstallation& opened, ToDoList& to_do,
                       InstallationView& view) {
  for (const auto& [ordinal, id] : opened.installation.bindings.connections) {
    if (ordinal == 0) {
      view.into = ResourceId(id);
    } else if (ordinal < opened.version->resources.size()) {
      const CompiledResource& resource = opened.version->resources[ordinal];
      view.connections.push_back({resource.template_id, resource.name, ResourceId(id)});
      const auto added = AddBound(world, ordinal, view.connections.back(), to_do);
      if (!added) return added;
    }
  }
  return {};
}

void TellVariables(const OpenedInstallation& opened, InstallationView& view) {
  const Bindings& bindings = opened.installation.bindings;
  if (bindings.variables.empty()) return;
  view.variables = bindings.variables;
  const auto types = TypesOfVariables(*opened.version);
  HideInNames(SecretValues(*opened.version, bindings, types), view);
  for (std::size_t i = 0; i < types.size(); ++i) {
    const auto value = view.variables.find(opened.version->variables[i].name);
    if (value != view.variables.end() && types[i] == VariableType::kSecret) {
      value->second = json::Quote(kSecretMask);
    }
  }
}

Result<InstallationView> View(const Services& services, StoreReader& reader, AccountId account,
                              InstallationId id) {
  auto opened = OpenInstallation(services, reader, account, id);
  if (!opened) return Pass(opened);
  InstallationView view;
  auto summary = Summariser(services, reader, account).Summarise(opened->installation);
  if (!summary) return Pass(summary);
  view.summary = std::move(*summary);
  view.selected = !opened->installation.bindings.selected.empty();
  ToDoList to_do(*opened->version, opened->installation);
  World world(reader, services, account);
  if (auto told = TellConnections(world, *opened, to_do, view); !told) return Pass(told);
  if (auto told = TellResources(reader, *opened, to_do, view); !told) return Pass(told);
  view.to_do = to_do.Take();
  TellVariables(*opened, view);
  return view;
}

std::size_t BytesOf(const ToDo& to_do) {
  std::size_t bytes = to_do.disabled_flows.size() * sizeof(ResourceId);
  for (const BoundConnection& bound : to_do.gone) bytes += sizeof(bound) + bound.name.size();
  for (const MissingSecret& secret : to_do.secrets) {
    bytes += sizeof(secret) + secret.name.size() + secret.message.size();
  }
  for (const std::string& name : to_do.unfilled) bytes += sizeof(name) + name.size();
  return bytes;
}

std::size_t BytesOf(const InstallationView& view) {
  std::size_t bytes = view.summary.name.size();
  for (const InstalledResource& resource : view.resources) {
    bytes += sizeof(resource) + resource.name.size();
  }
  for (const auto& [name, value] : view.variables) bytes += name.size() + value.size();
  return bytes + BytesOf(view.to_do);
}

// Whether an install may have put something in the place of a part of this name.
bool MayHoldSlot(std::string_view name) {
  if (name.find("<<") != std::string_view::npos) return true;
  std::size_t digits = 0;
  for (const unsigned char c : name) {
    digits = std::isxdigit(c) ? digits + 1 : 0;
    if (digits == Id::kObjectIdText) return true;
  }
  return false;
}

}  // namespace

Result<InstallationPage> ListInstallations(const Services& services, AccountId account,
                                           std::optional<TemplateId> from_template,
                                           InstallationId after, std::size_t limit) {
  InstallationPage page;
  Status read = services.store.Read([&](StoreReader& reader) -> Status {
    Summariser summariser(services, reader, account);
    PageFiller filler(limit, services.limits.page_bytes);
    Status status;
    Status scanned =
        reader.ScanInstallations(account, after, [&](const Installation& installation) {
          if (from_template && installation.from_template != from_template) return true;
          if (!filler.HasRoom()) return false;
          auto summary = summariser.Summarise(installation);
          if (!summary) {
            status = Pass(summary);
            return false;
          }
          filler.Add(std::move(*summary));
          return true;
        });
    if (!scanned) return scanned;
    page = filler.Take();
    return status;
  });
  if (!read) return Pass(read);
  return page;
}

Result<InstallationView> ReadInstallation(const Services& services, AccountId account,
                                          InstallationId id) {
  InstallationView view;
  Status read = services.store.Read([&](StoreReader& reader) -> Status {
    auto made = View(services, reader, account, id);
    if (!made) return Pass(made);
    view = std::move(*made);
    return {};
  });
  if (!read) return Pass(read);
  auto held = HoldMemory(services, 2 * std::uint64_t{BytesOf(view)});
  if (!held) return Pass(held);
  view.held = std::move(*held);
  return view;
}

std::vector<std::uint32_t> OpenedInstallation::Ordinals() const {
  std::vector<std::uint32_t> ordinals;
  for (std::uint32_t ordinal = 0; ordinal < version->resources.size(); ++ordinal) {
    if (Installs(*version, installation, ordinal)) ordinals.push_back(ordinal);
  }
  return ordinals;
}

std::optional<ResourceOrigin> OpenedInstallation::ChangeOf(std::uint32_t ordinal) const {
  const auto change = changes.find(IdOf(installation, ordinal));
  if (change == changes.end()) return std::nullopt;
  return change->second;
}

Result<std::string> OpenedInstallation::TemplateName(std::uint32_t ordinal) const {
  const std::string& name = version->resources[ordinal].name;
  if (ordinal != 0 && !MayHoldSlot(name)) return name;
  std::string document;
  RenderInstalled(*version, installation, ordinal, document);
  return NameInDocument(document);
}

Result<OpenedInstallation> OpenInstallation(const Services& services, StoreReader& reader,
                                            AccountId account, InstallationId id) {
  auto installation = reader.FindInstallation(account, id);
  if (!installation) return Pass(installation);
  if (!*installation) {
    return Fail(ErrorCode::kNotFound, "Installation not found.", "id");
  }
  OpenedInstallation opened{std::move(**installation), nullptr, {}};
  auto version = services.versions.Get(opened.installation.version);
  if (!version) return Pass(version);
  opened.version = std::move(*version);
  auto rows = reader.ListChanges(account, id);
  if (!rows) return Pass(rows);
  for (const Resource& row : *rows) opened.changes.emplace(row.id.id, row.origin);
  return opened;
}

Result<std::string> NameInDocument(const std::string& document) {
  const auto parsed = json::Document::Parse(document, json::kStoredDepth);
  if (!parsed) return Fail(parsed.error());
  return parsed->root().StringMember("name").value_or("");
}

Result<InstalledResource> DescribeInstalled(StoreReader& reader, const OpenedInstallation& opened,
                                            std::uint32_t ordinal) {
  auto row = OverrideOf(reader, opened, ordinal);
  if (!row) return Pass(row);
  return Describe(opened, ordinal, *row ? &**row : nullptr);
}

}  // namespace imprint

#include "app/drift.h"

#include <algorithm>

#include "app/document_merge.h"
#include "base/json/stored_depth.h"
#include "model/render.h"

namespace imprint {
namespace {

constexpr std::size_t kSmall = 128 * 1024;  // is made without asking for memory

std::size_t BytesOf(const std::vector<Difference>& fields) {
  std::size_t bytes = 0;
  for (const Difference& field : fields) {
    bytes += sizeof(field) + field.path.size() + field.from.value_or("").size() +
             field.to.value_or("").size();
  }
  return bytes;
}

/// Collects the drift of one installation, with at most `bytes` of fields.
class DriftReader {
 public:
  DriftReader(const Services& services, StoreReader& reader, AccountId account, std::size_t bytes)
      : services_(services), reader_(reader), account_(account), bytes_left_(bytes) {}

  Status Run(InstallationId id) {
    auto opened = OpenInstallation(services_, reader_, account_, id);
    if (!opened) return Pass(opened);
    for (const std::uint32_t ordinal : opened->Ordinals()) {
      if (!opened->ChangeOf(ordinal)) continue;
      if (auto added = AddChanged(*opened, ordinal); !added) return added;
    }
    // What is in an integration that was there before is not this installation's.
    if (opened->installation.bindings.connections.contains(0)) return {};
    return AddMadeBeside(IdOf(opened->installation, 0));
  }

  std::vector<DriftedResource> Take() { return std::move(resources_); }
  bool cut() const { return cut_; }

 private:
  Status AddChanged(const OpenedInstallation& opened, std::uint32_t ordinal) {
    auto resource = DescribeInstalled(reader_, opened, ordinal);
    if (!resource) return Pass(resource);
    if (resource->state == InstalledState::kInstalled) return {};
    DriftedResource drifted{std::move(*resource), {}, false};
    if (drifted.resource.state == InstalledState::kEdited) {
      if (auto told = TellFields(opened, ordinal, drifted); !told) return told;
    }
    resources_.push_back(std::move(drifted));
    return {};
  }

  Status TellFields(const OpenedInstallation& opened, std::uint32_t ordinal,
                    DriftedResource& drifted) {
    auto row = reader_.FindResource(account_, drifted.resource.id);
    if (!row) return Pass(row);
    auto documents = ReadOverridden(opened, ordinal, **row);
    if (!documents) return Pass(documents);
    auto fields = Compare(documents->from_template.root(), documents->stored.root());
    if (!secrets_) secrets_.emplace(*opened.version, opened.installation.bindings);
    MaskSecrets(*secrets_, fields);
    const std::size_t bytes = BytesOf(fields);
    drifted.fields_left_out = bytes > bytes_left_;
    cut_ |= drifted.fields_left_out;
    if (drifted.fields_left_out) return {};
    bytes_left_ -= bytes;
    drifted.fields = std::move(fields);
    return {};
  }

  Status AddMadeBeside(const Id& integration) {
    auto referrers = reader_.FindReferrers(account_, integration);
    if (!referrers) return Pass(referrers);
    for (const ResourceId& id : *referrers) {
      auto row = reader_.FindResource(account_, id);
      if (!row) return Pass(row);
      if (!*row || (*row)->origin != ResourceOrigin::kMade) continue;
      auto document = json::Document::Parse((*row)->document, json::kStoredDepth);
      if (!document) return Pass(document);
      if (!BelongsTo(integration, (*row)->model, document->root())) continue;
      InstalledResource resource{.model = (*row)->model,
                                 .template_id = {},
                                 .id = id,
                                 .name = document->root().StringMember("name").value_or(""),
                                 .state = InstalledState::kAdded};
      resources_.push_back({std::move(resource), {}, false});
    }
    return {};
  }

  static bool BelongsTo(const Id& integration, Model model, json::Value document) {
    if (model == Model::kDigaTool) return document.StringMember("type") != "MCP";
    return document.StringMember("_integrationId") == integration.Text();
  }

  const Services& services_;
  StoreReader& reader_;
  AccountId account_;
  std::size_t bytes_left_;
  std::optional<SecretValues> secrets_;  // from where there is something to hide them in
  std::vector<DriftedResource> resources_;
  bool cut_ = false;
};

}  // namespace

Result<Drift> ReadDrift(const Services& services, AccountId account, InstallationId id) {
  Drift drift;
  bool cut = false;
  const auto read = [&](std::size_t bytes) {
    return services.store.Read([&](StoreReader& reader) -> Status {
      DriftReader run(services, reader, account, bytes);
      if (auto done = run.Run(id); !done) return done;
      drift.resources = run.Take();
      cut = run.cut();
      return {};
    });
  };
  // Most drifts are small and are not to wait for what is large.
  const std::size_t most = services.limits.page_bytes;
  if (auto done = read(std::min(kSmall, most)); !done) return Pass(done);
  if (!cut) return drift;
  drift.resources.clear();
  auto held = HoldMemory(services, 2 * std::uint64_t{most});
  if (!held) return Pass(held);
  drift.held = std::move(*held);
  if (auto done = read(most); !done) return Pass(done);
  return drift;
}

void MaskSecrets(const SecretValues& secrets, std::vector<Difference>& fields) {
  for (Difference& field : fields) {
    if (field.from) field.from = secrets.Masked(std::move(*field.from));
    if (field.to) field.to = secrets.Masked(std::move(*field.to));
  }
}

Result<OverriddenDocument> ReadOverridden(const OpenedInstallation& opened, std::uint32_t ordinal,
                                          const Resource& row) {
  const Model model = opened.version->resources[ordinal].model;
  std::string rendered;
  RenderInstalled(*opened.version, opened.installation, ordinal, rendered);
  auto from_template = PlainDocument(model, rendered);
  if (!from_template) return Pass(from_template);
  auto stored = PlainDocument(model, row.document);
  if (!stored) return Pass(stored);
  return OverriddenDocument{std::move(*from_template), std::move(*stored)};
}

Result<bool> Differs(const OpenedInstallation& opened, std::uint32_t ordinal, const Resource& row) {
  auto documents = ReadOverridden(opened, ordinal, row);
  if (!documents) return Pass(documents);
  return !SameValue(documents->from_template.root(), documents->stored.root());
}

}  // namespace imprint

#include "app/clone.h"

#include <utility>
#include <vector>

#include "app/connection_candidates.h"
#include "app/export_members.h"
#include "app/export_text.h"
#include "app/install_checks.h"
#include "app/install_write.h"
#include "base/json/stored_depth.h"
#include "bundle/compile.h"
#include "model/render.h"

namespace imprint {
namespace {

/// What is there now, as a version of which the clone is to be an installation.
struct CloneSource {
  CompiledVersion version;
  Id integration;        // that the copies are to be in; empty for the root of its own
  bool made_up = false;  // they are to be in none
  HeldMemory held;
};

Status Rename(std::vector<ExportedDocument>& documents, const Id& id, const std::string& name) {
  if (name.empty()) return {};
  for (ExportedDocument& document : documents) {
    if (document.id != id) continue;
    auto parsed = json::Document::Parse(document.text, json::kStoredDepth);
    if (!parsed) return Pass(parsed);
    document.text = WithField(*parsed, "name", name);
    document.name = name;
  }
  return {};
}

Result<CloneSource> LoadSource(const Services& services, const CloneRequest& request) {
  if (request.root == Model::kIntegration && !request.into.empty()) {
    return Fail(ErrorCode::kInvalidField, "An integration cannot be put into another one.",
                "_integrationId");
  }
  auto members =
      GatherMembers(services, {request.account, request.root, request.id, false, request.into});
  if (!members) return Pass(members);
  if (auto named = Rename(members->documents, request.id, request.name); !named) return Pass(named);
  const auto files = FilesOfMembers(std::exchange(members->documents, {}));
  FilesInMemory source(files);
  // It stays in the account, where the text of its documents is anyway.
  auto version = Compile(source, services.limits, SecretText::kKeep);
  if (!version) return Pass(version);
  CloneSource loaded;
  if (request.root != Model::kIntegration) loaded.integration = members->integration;
  loaded.made_up = members->made_up;
  loaded.held = std::move(members->held);
  loaded.version = std::move(*version);
  if (loaded.held) loaded.held->ShrinkTo(2 * loaded.version.ApproximateBytes());
  return loaded;
}

// What the account has already stands for itself.
Bindings BindingsOf(const CloneSource& source, const CloneRequest& request) {
  const CompiledVersion& version = source.version;
  Bindings bindings;
  bindings.sandbox = request.sandbox;
  for (const std::uint32_t ordinal : version.OrdinalsOf(Model::kConnection)) {
    bindings.connections[ordinal] = version.TemplateIdOf(ordinal);
  }
  if (source.integration.empty()) return bindings;
  if (source.made_up) {
    for (std::uint32_t ordinal = 1; ordinal < version.resources.size(); ++ordinal) {
      if (!bindings.connections.contains(ordinal)) bindings.selected.push_back(ordinal);
    }
    return bindings;
  }
  bindings.connections[0] = source.integration;
  for (std::size_t i = 0; i < version.embedded.size(); ++i) {
    const auto ordinal = static_cast<std::uint32_t>(version.resources.size() + i);
    bindings.connections[ordinal] = version.embedded[i];
  }
  return bindings;
}

class CloneRun {
 public:
  CloneRun(const Services& services, const CloneRequest& request)
      : services_(services), request_(request) {
    // What the account has already needs nobody's signature.
    services_.publishers = nullptr;
  }

  Result<Installed> Run() {
    if (auto repeated = LookForFirst(); !repeated) return Pass(repeated);
    if (first_) return InstalledBefore(services_, std::move(*first_), request_.answer);
    auto source = LoadSource(services_, request_);
    if (!source) return Pass(source);
    bindings_ = BindingsOf(*source, request_);
    if (auto kept = Keep(std::move(*source)); !kept) return Pass(kept);
    if (auto held = HoldForAnswer(services_, bindings_, request_.answer, content_); !held)
      return Pass(held);
    installation_ = NewInstallation(services_, request_.account, std::nullopt, content_);
    Status stored = services_.store.Write([&](StoreWriter& writer) { return Record(writer); });
    if (!stored) return Pass(stored);
    if (first_) {
      content_ = {};
      return InstalledBefore(services_, std::move(*first_), request_.answer);
    }
    services_.metrics.Add(Count::kInstalls);
    return Installed{std::move(installation_), content_.version, std::move(content_.held)};
  }

 private:
  Status LookForFirst() {
    if (key_.key.empty()) return {};
    return services_.store.Read([&](StoreReader& reader) { return CheckKey(reader); });
  }

  Status CheckKey(StoreReader& reader) {
    auto first = FindRepeated(reader, key_);
    if (!first) return Pass(first);
    first_ = std::move(*first);
    return {};
  }

  // The blob comes before the row that names it.
  Status Keep(CloneSource source) {
    auto writer = services_.blobs.Create();
    if (!writer) return Pass(writer);
    auto written = EncodeVersionTo(source.version,
                                   [&](std::string_view bytes) { return (*writer)->Write(bytes); });
    if (!written) return written;
    auto id = (*writer)->Commit();
    if (!id) return Pass(id);
    row_ = {*id, *id, static_cast<std::uint32_t>(source.version.resources.size()),
            source.version.id_count(), services_.clock.Now()};
    content_ = {*id, services_.versions.Put(*id, std::move(source.version)),
                std::move(source.held)};
    return {};
  }

  // One transaction: what the copy is bound to is there when it writes.
  Status Record(StoreWriter& writer) {
    if (auto repeated = CheckKey(writer); !repeated || first_) return repeated;
    installation_.bindings = bindings_;
    World world(writer, services_, request_.account);
    if (auto there = CheckTarget(world); !there) return there;
    if (auto bound = BindConnections(world); !bound) return bound;
    auto shared = FindSharedConnections(*content_.version, installation_, "connectionMap");
    if (shared) return Fail(Error({std::move(*shared)}));
    if (auto added = writer.AddVersion(row_); !added) return added;
    return WriteInstallation(services_, writer, *content_.version, installation_, key_);
  }

  Status CheckTarget(World& world) const {
    const auto bound = bindings_.connections.find(0);
    if (bound == bindings_.connections.end()) return {};
    auto found = world.Find(bound->second);
    if (!found) return Pass(found);
    bool same = *found && (*found)->model == Model::kIntegration;
    for (const Id& grouping : content_.version->embedded) {
      same = same && (*found)->document.find(grouping.Text()) != std::string::npos;
    }
    return same ? Status() : Changed();
  }

  Status BindConnections(World& world) {
    std::vector<Problem> problems;
    std::map<std::string, std::uint32_t> known;
    for (const std::uint32_t ordinal : content_.version->OrdinalsOf(Model::kConnection)) {
      known.emplace(content_.version->TemplateIdOf(ordinal).Text(), ordinal);
    }
    for (const auto& [key, value] : request_.connection_map) {
      if (problems.size() >= services_.limits.bundle_problems) break;
      const std::string field = "connectionMap." + key;
      const auto ordinal = known.find(key);
      if (ordinal == known.end()) {
        problems.push_back({ErrorCode::kConnectionMismatch,
                            "Nothing that is copied uses a connection with this id.", field});
        continue;
      }
      const CompiledResource& wanted = content_.version->resources[ordinal->second];
      auto accepted = AcceptConnection(world, wanted, value, field);
      if (!accepted) return Pass(accepted);
      if (accepted->problem) problems.push_back(std::move(*accepted->problem));
      if (accepted->id) installation_.bindings.connections[ordinal->second] = *accepted->id;
    }
    if (!problems.empty()) return Fail(Error(std::move(problems)));
    return CheckConnections(world, known);
  }

  Status CheckConnections(World& world, const std::map<std::string, std::uint32_t>& known) const {
    for (const auto& [key, ordinal] : known) {
      if (request_.connection_map.contains(key)) continue;
      auto found = world.Find(content_.version->TemplateIdOf(ordinal));
      if (!found) return Pass(found);
      if (!*found) return Changed();
    }
    return {};
  }

  static tl::unexpected<Error> Changed() {
    return Fail(ErrorCode::kUnavailable, "What is copied was changed at the same time; try again.");
  }

  Services services_;
  const CloneRequest& request_;
  const InstallKey key_{request_.account, request_.idempotency_key, request_.request_hash};
  Content content_;
  Version row_;
  Bindings bindings_;
  Installation installation_;
  std::optional<Installation> first_;
};

}  // namespace

Result<Content> PreviewClone(const Services& services, const CloneRequest& request) {
  auto source = LoadSource(services, request);
  if (!source) return Pass(source);
  return Content{Hash(), std::make_shared<const CompiledVersion>(std::move(source->version)),
                 std::move(source->held)};
}

Result<Installed> Clone(const Services& services, const CloneRequest& request) {
  return CloneRun(services, request).Run();
}

}  // namespace imprint

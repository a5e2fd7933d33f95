#include "app/upgrade_fingerprint.h"

#include "app/world.h"
#include "base/crypto.h"
#include "base/json/writer.h"
#include "model/installation_state.h"

namespace imprint {
namespace {

constexpr std::string_view kPurpose = "upgrprnt";

class Fingerprint {
 public:
  Fingerprint(const UpgradeRequest& request, const UpgradeSource& source, const UpgradeDraft& draft)
      : request_(request), source_(source), draft_(draft), writer_(text_) {}

  Result<Hash> Make(const Services& services, World& world) {
    writer_.BeginArray().String("imprint upgrade 1");
    Text(crypto::Hex(crypto::AsText(source_.from_hash.bytes)));
    Text(crypto::Hex(crypto::AsText(source_.to_hash().bytes)));
    if (auto added = AddState(); !added) return Pass(added);
    AddRequest();
    AddTarget();
    if (auto added = AddBound(world); !added) return Pass(added);
    AddBindings();
    AddOutcome();
    writer_.EndArray();
    // Keyed: it is shown, and must not be a way to try secrets in variables and values out.
    return Hash{crypto::Authenticate(crypto::DeriveKey(services.upload_key, kPurpose), text_)};
  }

 private:
  void Text(std::string_view text) { writer_.String(text); }
  void Number(std::size_t number) { writer_.Number(static_cast<std::int64_t>(number)); }

  Status AddState() {
    InstallationState state;
    state.installation = draft_.before;
    for (const Resource& row : draft_.rows) state.after.push_back(MarkOf(row));
    auto encoded = EncodeState(state);
    if (!encoded) return Pass(encoded);
    Text(*encoded);
    return {};
  }

  void AddRequest() {
    writer_.Bool(request_.create_connections).Number(static_cast<int>(request_.rule));
    for (const auto* entries : {&request_.connections, &request_.variables}) {
      Number(entries->size());
      for (const auto& [name, value] : *entries) writer_.String(name).String(value);
    }
    Number(request_.resolutions.size());
    for (const auto& [template_id, by_path] : request_.resolutions) {
      Text(template_id);
      Number(by_path.size());
      for (const auto& [path, resolution] : by_path) {
        Text(path);
        AddResolution(resolution);
      }
    }
  }

  void AddResolution(const Resolution& resolution) {
    writer_.Number(static_cast<int>(resolution.side)).Bool(resolution.value.has_value());
    Text(resolution.value.value_or(""));
  }

  Status AddBound(World& world) {
    Number(draft_.connections.size());
    for (const DraftedConnection& connection : draft_.connections) {
      writer_.Number(connection.ordinal).Bool(connection.bound.has_value());
      if (!connection.bound) continue;
      auto found = world.Find(connection.bound->id.id);
      if (!found) return Pass(found);
      Text(connection.bound->id.Text());
      if (*found) Text(crypto::Hex(crypto::AsText(crypto::Sha256((*found)->document))));
    }
    return {};
  }

  // What the publisher says of the version may change; the version does not.
  void AddTarget() {
    const TemplateVersion& row = source_.target.row;
    writer_.Bool(row.deprecated.has_value()).Bool(row.signature.has_value());
    Text(row.deprecated.value_or(""));
    if (!row.signature) return;
    const auto hex = [](const auto& bytes) {
      return crypto::Hex({reinterpret_cast<const char*>(bytes.data()), bytes.size()});
    };
    Text(hex(row.signature->public_key));
    Text(hex(row.signature->signature));
  }

  void AddBindings() {
    const Bindings& bindings = draft_.after().bindings;
    Number(bindings.connections.size());
    for (const auto& [ordinal, id] : bindings.connections) {
      writer_.Number(ordinal);
      Text(id.Text());
    }
    Number(bindings.selected.size());
    for (const std::uint32_t ordinal : bindings.selected) writer_.Number(ordinal);
    writer_.Bool(draft_.after().creates_connections);
  }

  void AddOutcome() {
    Number(draft_.kept.size());
    for (const ResourceId& id : draft_.kept) Text(id.Text());
    Number(draft_.change.removed.size());
    for (const Id& id : draft_.change.removed) Text(id.Text());
    Number(draft_.conflicts.size());
    for (const auto& [place, conflict] : draft_.conflicts) {
      writer_.Bool(place.first).Number(place.second).Number(static_cast<int>(conflict.kind));
      Text(conflict.places.path);
      writer_.Bool(conflict.resolution.has_value());
      if (conflict.resolution) AddResolution(*conflict.resolution);
    }
    writer_.Bool(draft_.problems.empty());
  }

  const UpgradeRequest& request_;
  const UpgradeSource& source_;
  const UpgradeDraft& draft_;
  std::string text_;
  json::Writer writer_;
};

}  // namespace

Result<Hash> FingerprintOf(const Services& services, StoreReader& reader,
                           const UpgradeRequest& request, const UpgradeSource& source,
                           const UpgradeDraft& draft) {
  World world(reader, services, request.account);
  return Fingerprint(request, source, draft).Make(services, world);
}

}  // namespace imprint

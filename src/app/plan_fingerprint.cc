#include "app/plan_fingerprint.h"

#include <set>
#include <string>

#include "app/world.h"
#include "base/crypto.h"

namespace imprint {
namespace {

constexpr std::string_view kSecretsPurpose = "planprnt";

/// A text that tells apart all that it is made of: each part stands behind its length.
class CanonicalText {
 public:
  CanonicalText& Text(std::string_view part) {
    text_ += std::to_string(part.size());
    text_ += ':';
    text_ += part;
    return *this;
  }
  CanonicalText& Bytes(const Id& id) { return Text(id.Bytes()); }
  CanonicalText& Bytes(const Hash& hash) { return Text(crypto::AsText(hash.bytes)); }
  template <std::size_t kSize>
  CanonicalText& Bytes(const std::array<std::uint8_t, kSize>& bytes) {
    return Text({reinterpret_cast<const char*>(bytes.data()), kSize});
  }
  CanonicalText& Flag(bool flag) { return Text(flag ? "1" : "0"); }
  CanonicalText& Number(std::uint64_t number) { return Text(std::to_string(number)); }
  CanonicalText& Texts(const std::map<std::string, std::string>& entries) {
    Number(entries.size());
    for (const auto& [key, value] : entries) Text(key).Text(value);
    return *this;
  }
  /// Keyed: it is shown, and must not be a way to try out the secrets that are in the text.
  Hash Digest(const crypto::Key& key) const { return Hash{crypto::Authenticate(key, text_)}; }

 private:
  std::string text_;
};

class Fingerprint {
 public:
  Fingerprint(const Services& services, StoreReader& reader, const PlanRequest& request,
              const PlanSource& source, const Installation& draft)
      : services_(services),
        reader_(reader),
        request_(request),
        source_(source),
        draft_(draft),
        world_(reader, services, request.account) {}

  Result<Hash> Make() {
    text_.Text("imprint plan 1").Bytes(source_.content.id);
    AddRequest();
    AddBindings();
    if (auto added = AddTemplate(); !added) return Pass(added);
    for (const auto& [ordinal, id] : draft_.bindings.connections) {
      if (auto added = AddBound(ordinal, id); !added) return Pass(added);
    }
    return text_.Digest(crypto::DeriveKey(services_.upload_key, kSecretsPurpose));
  }

 private:
  void AddRequest() {
    const PlanRequest& r = request_;
    text_.Bytes(r.account.id).Bytes(r.from_template ? r.from_template->id : Id()).Text(r.run_key);
    text_.Flag(r.credentials_as_variables);
    text_.Flag(r.version.has_value()).Number(r.version.value_or(0));
    text_.Text(r.name).Texts(r.connections).Flag(r.create_connections);
    text_.Number(static_cast<std::uint8_t>(r.bind)).Texts(r.variables).Flag(r.use_saved);
    text_.Text(r.base_url).Text(r.stack).Flag(r.sandbox).Text(r.into);
    const std::set<std::string> selected(r.select.begin(), r.select.end());
    text_.Number(selected.size());
    for (const std::string& id : selected) text_.Text(id);
    text_.Texts(r.secrets);
  }

  void AddBindings() {
    const Bindings& bindings = draft_.bindings;
    text_.Number(bindings.connections.size());
    for (const auto& [ordinal, id] : bindings.connections) text_.Number(ordinal).Bytes(id);
    text_.Number(bindings.selected.size());
    for (const std::uint32_t ordinal : bindings.selected) text_.Number(ordinal);
    text_.Texts(bindings.variables).Text(bindings.name).Bytes(bindings.stack);
    text_.Text(bindings.base_url).Flag(bindings.sandbox).Flag(draft_.creates_connections);
  }

  Status AddTemplate() {
    if (!request_.from_template) return {};
    auto row = reader_.FindTemplate(*request_.from_template);
    if (!row) return Pass(row);
    const bool visible = *row && ((*row)->owner == request_.account || (*row)->published);
    text_.Flag(visible);
    if (!visible) return {};
    text_.Flag((*row)->published);
    auto version = reader_.FindTemplateVersion(*request_.from_template, request_.version);
    if (!version) return Pass(version);
    text_.Flag(version->has_value());
    if (!*version) return {};
    text_.Number((*version)->number).Bytes((*version)->version);
    const auto& deprecated = (*version)->deprecated;
    const auto& signature = (*version)->signature;
    text_.Flag(deprecated.has_value()).Text(deprecated.value_or(""));
    text_.Flag(signature.has_value());
    if (signature) text_.Bytes(signature->public_key).Bytes(signature->signature);
    return {};
  }

  // Connections and the integration installed into; flow groupings are a part of the latter.
  Status AddBound(std::uint32_t ordinal, const Id& id) {
    if (ordinal >= source_.compiled().resources.size()) return {};
    auto found = world_.Find(id);
    if (!found) return Pass(found);
    text_.Flag(found->has_value());
    if (!*found) return {};
    text_.Text(NameOf((*found)->model)).Bytes(crypto::Sha256((*found)->document));
    return {};
  }

  const Services& services_;
  StoreReader& reader_;
  const PlanRequest& request_;
  const PlanSource& source_;
  const Installation& draft_;
  World world_;
  CanonicalText text_;
};

}  // namespace

Result<Hash> FingerprintOf(const Services& services, StoreReader& reader,
                           const PlanRequest& request, const PlanSource& source,
                           const Installation& draft) {
  return Fingerprint(services, reader, request, source, draft).Make();
}

}  // namespace imprint

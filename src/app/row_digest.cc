#include "app/row_digest.h"

#include <optional>
#include <string>

namespace imprint {
namespace {

/// One row as bytes: every part has a fixed size or its length in front, so different rows give
/// different bytes.
class Encoder {
 public:
  template <typename... Parts>
  static std::string Encode(const Parts&... parts) {
    Encoder encoder;
    (encoder.Put(parts), ...);
    return std::move(encoder.bytes_);
  }

 private:
  void Put(std::uint64_t number) {
    for (int shift = 56; shift >= 0; shift -= 8) {
      bytes_ += static_cast<char>((number >> shift) & 0xff);
    }
  }
  void Put(std::int64_t number) { Put(static_cast<std::uint64_t>(number)); }
  void Put(std::uint32_t number) { Put(std::uint64_t{number}); }
  void Put(bool yes) { Put(std::uint64_t{yes}); }
  void Put(Time time) { Put(ToMillis(time)); }
  void Put(Dialect dialect) { Put(static_cast<std::uint64_t>(dialect)); }
  void Put(Model model) { Put(static_cast<std::uint64_t>(model)); }
  void Put(ResourceOrigin origin) { Put(static_cast<std::uint64_t>(origin)); }
  void Put(AuditEvent event) { Put(static_cast<std::uint64_t>(event)); }
  void Put(InstallationChange change) { Put(static_cast<std::uint64_t>(change)); }
  void Put(const VersionSignature& signature) {
    bytes_.append(signature.public_key.begin(), signature.public_key.end());
    bytes_.append(signature.signature.begin(), signature.signature.end());
  }
  void Put(const std::string& text) {
    Put(std::uint64_t{text.size()});
    bytes_ += text;
  }
  void Put(const Id& id) {
    Put(std::uint64_t{id.Bytes().size()});
    bytes_ += id.Bytes();
  }
  template <typename Tag>
  void Put(const StrongId<Tag>& id) {
    Put(id.id);
  }
  void Put(const Hash& hash) { bytes_ += crypto::AsText(hash.bytes); }
  void Put(const IdBlock& block) {
    Put(block.first);
    Put(block.count);
    Put(block.first_ordinal);
  }
  template <typename T>
  void Put(const std::optional<T>& value) {
    Put(value.has_value());
    if (value) Put(*value);
  }
  template <typename T>
  void Put(const std::vector<T>& items) {
    Put(std::uint64_t{items.size()});
    for (const T& item : items) Put(item);
  }
  template <typename Key, typename T>
  void Put(const std::map<Key, T>& items) {
    Put(std::uint64_t{items.size()});
    for (const auto& [key, item] : items) {
      Put(key);
      Put(item);
    }
  }
  void Put(const Bindings& bindings) {
    Put(bindings.connections);
    Put(bindings.selected);
    Put(bindings.variables);
    Put(bindings.name);
    Put(bindings.stack);
    Put(bindings.base_url);
    Put(bindings.sealed_secrets);
    Put(bindings.sandbox);
  }

  std::string bytes_;
};

// As one number of 256 bits each; an overflow goes round.
void AddTo(crypto::Digest& sum, const crypto::Digest& more) {
  unsigned carry = 0;
  for (std::size_t i = sum.size(); i-- > 0;) {
    carry += unsigned{sum[i]} + more[i];
    sum[i] = static_cast<std::uint8_t>(carry & 0xff);
    carry >>= 8;
  }
}

}  // namespace

Status RowDigester::Add(std::size_t kind, std::string_view encoded) {
  ++digests_[kind].rows;
  AddTo(digests_[kind].digest, crypto::Sha256(encoded));
  return {};
}

Status RowDigester::Visit(const Account& row) {
  return Add(0, Encoder::Encode(row.id, row.name, row.partner, row.created));
}

Status RowDigester::Visit(const Token& row) {
  return Add(1,
             Encoder::Encode(row.id, row.hash, row.account, row.created, row.expires, row.revoked));
}

Status RowDigester::Visit(const Template& row) {
  return Add(2, Encoder::Encode(row.id, row.owner, row.name, row.description, row.image_url,
                                row.website_url, row.contact_email, row.dialect, row.language,
                                row.setup_guide_url, row.applications, row.published, row.installs,
                                row.created, row.modified, row.version, row.pending_upload));
}

Status RowDigester::Visit(const Version& row) {
  return Add(3, Encoder::Encode(row.id, row.source, row.resources, row.ids, row.created));
}

Status RowDigester::Visit(const Upload& row) {
  return Add(4,
             Encoder::Encode(row.run_key, row.account, row.target, row.file_name, row.content_type,
                             row.created, row.expires, row.blob, row.size, row.version));
}

Status RowDigester::Visit(const Installation& row) {
  return Add(5, Encoder::Encode(row.id, row.account, row.from_template, row.version, row.bindings,
                                row.creates_connections, row.created, row.blocks));
}

Status RowDigester::Visit(const Resource& row) {
  return Add(
      6, Encoder::Encode(row.id, row.account, row.model, row.origin, row.installation, row.document,
                         row.sealed_secrets, row.references, row.created, row.modified));
}

Status RowDigester::Visit(const IdempotentResult& row) {
  return Add(7, Encoder::Encode(row.account, row.key, row.request, row.installation, row.created));
}

Status RowDigester::Visit(const AuditEntry& row) {
  return Add(8, Encoder::Encode(row.account, row.id, row.time, row.event, row.resource_type,
                                row.resource, row.token, row.address, row.request, row.fields));
}

Status RowDigester::Visit(const TemplateVersion& row) {
  return Add(9, Encoder::Encode(row.template_id, row.number, row.version, row.note, row.created,
                                row.deprecated, row.signature));
}

Status RowDigester::Visit(const InstallationStep& row) {
  return Add(10, Encoder::Encode(row.account, row.installation, row.number, row.change, row.created,
                                 row.token, row.version_before, row.version_after, row.before));
}

Status RowDigester::Visit(const SavedBindings& row) {
  return Add(11, Encoder::Encode(row.account, row.template_id, row.connections, row.variables,
                                 row.modified));
}

}  // namespace imprint

#include "app/key_check.h"

#include <optional>
#include <utility>

namespace imprint {
namespace {

Status AnotherKey() {
  return Fail(ErrorCode::kInvalidField,
              "This database belongs to another secret key: give the one that it was made with "
              "(IMPRINT_SECRET_KEY, IMPRINT_SECRET_KEY_FILE or the data folder's secret.key).");
}

Status Compare(const std::string& known, const std::string& given) {
  if (crypto::EqualConstantTime(known, given)) return {};
  return AnotherKey();
}

// An empty value is as good as none.
Result<std::string> Setting(StoreReader& reader, std::string_view name) {
  auto found = reader.FindSetting(name);
  if (!found) return Fail(std::move(found.error()));
  return found->value_or("");
}

Status RefuseUnfinishedCopy(StoreReader& reader) {
  const auto unfinished = Setting(reader, kUnfinishedCopySetting);
  if (!unfinished) return Fail(unfinished.error());
  if (unfinished->empty()) return {};
  return Fail(ErrorCode::kConflict,
              "This database holds a copy that was not finished: empty it and copy again.");
}

/// Looks for the first secret that is stored, and stops there.
class FirstSecret final : public RowVisitor {
 public:
  Status Visit(const Account&) override { return {}; }
  Status Visit(const Token&) override { return {}; }
  Status Visit(const Template&) override { return {}; }
  Status Visit(const Version&) override { return {}; }
  Status Visit(const Upload&) override { return {}; }
  Status Visit(const Installation& row) override { return Take(row.bindings.sealed_secrets); }
  Status Visit(const Resource& row) override { return Take(row.sealed_secrets); }
  Status Visit(const IdempotentResult&) override { return {}; }
  Status Visit(const AuditEntry&) override { return {}; }
  Status Visit(const TemplateVersion&) override { return {}; }
  Status Visit(const InstallationStep&) override { return {}; }
  Status Visit(const SavedBindings&) override { return {}; }

  const std::string& sealed() const { return sealed_; }

 private:
  Status Take(const std::string& sealed) {
    if (sealed.empty()) return {};
    sealed_ = sealed;
    return Fail(ErrorCode::kConflict, "found");
  }

  std::string sealed_;
};

// Stores that are older than the check have secrets and no fingerprint: the key has to open one.
Status RequireOpens(Store& store, const crypto::Key& master) {
  FirstSecret first;
  auto read = store.Read([&](StoreReader& reader) { return reader.ScanAll(first); });
  if (first.sealed().empty()) return read;
  if (crypto::SecretBox(crypto::DeriveKey(master, kSecretsContext)).Open(first.sealed())) return {};
  return AnotherKey();
}

}  // namespace

std::string KeyFingerprint(const crypto::Key& master) {
  const auto digest = crypto::Authenticate(crypto::DeriveKey(master, "keycheck"), "imprint");
  return crypto::Hex(crypto::AsText(digest));
}

Status CheckKey(Store& store, const crypto::Key& master) {
  const std::string given = KeyFingerprint(master);
  std::string known;
  auto read = store.Read([&](StoreReader& reader) -> Status {
    if (auto finished = RefuseUnfinishedCopy(reader); !finished) return finished;
    auto found = Setting(reader, kKeyCheckSetting);
    if (!found) return Fail(std::move(found.error()));
    known = std::move(*found);
    return {};
  });
  if (!read) return read;
  if (!known.empty()) return Compare(known, given);
  if (auto opens = RequireOpens(store, master); !opens) return opens;
  // Another process may be quicker, with another key.
  return store.Write([&](StoreWriter& writer) -> Status {
    const auto found = Setting(writer, kKeyCheckSetting);
    if (!found) return Fail(found.error());
    if (!found->empty()) return Compare(*found, given);
    return writer.PutSetting(kKeyCheckSetting, given);
  });
}

}  // namespace imprint

#pragma once

#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_set>

#include "base/error.h"
#include "base/signing.h"
#include "model/records.h"
#include "ports/store.h"

namespace imprint {

/// Remembers signatures that were found genuine, some thousands at most. Safe from any thread.
class GenuineSignatures {
 public:
  /// Whether it is the key's signature of the version.
  bool Holds(const VersionSignature& signature, const Hash& version);

 private:
  std::mutex mutex_;
  std::unordered_set<std::string> known_;  // key, signature and version, one behind the other
};

/// Whose signatures a server trusts. Filled first, and then safe from any thread.
struct Publishers {
  std::map<signing::PublicKey, std::string> names;  // of trusted keys
  bool required = false;                            // only what one of them signed is installed
  mutable GenuineSignatures genuine;                // of trusted keys, which only the operator adds

  /// The name of a trusted key; nothing for any other.
  std::optional<std::string> NameOf(const signing::PublicKey& key) const;
  /// Whether a trusted key signed this version.
  bool Trusts(const VersionSignature& signature, const Hash& version) const;
};

/// "acme=BASE64 of the 32 bytes of a public key"; kInvalidField for anything else, and for a key
/// that is there already.
Status AddPublisher(std::string_view text, Publishers& publishers);

/// kUnsigned when `publishers` requires a signature and no trusted one stands with this version of
/// the template. What comes from an uploaded file (no template) has none.
Status CheckSigned(const Publishers& publishers, StoreReader& reader,
                   const std::optional<TemplateId>& from_template, const Hash& version);

}  // namespace imprint

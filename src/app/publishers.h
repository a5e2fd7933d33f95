#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "base/error.h"
#include "base/signing.h"
#include "model/records.h"
#include "ports/store.h"

namespace imprint {

/// Whose signatures a server trusts.
struct Publishers {
  std::map<signing::PublicKey, std::string> names;  // of trusted keys
  bool required = false;                            // only what one of them signed is installed

  /// The name of a trusted key; nothing for any other.
  std::optional<std::string> NameOf(const signing::PublicKey& key) const;
};

/// "acme=BASE64 of the 32 bytes of a public key"; kInvalidField for anything else, and for a key
/// that is there already.
Status AddPublisher(std::string_view text, Publishers& publishers);

/// kUnsigned when `publishers` requires a signature and no trusted one stands with this version of
/// the template. What comes from an uploaded file (no template) has none.
Status CheckSigned(const Publishers& publishers, StoreReader& reader,
                   const std::optional<TemplateId>& from_template, const Hash& version);

}  // namespace imprint

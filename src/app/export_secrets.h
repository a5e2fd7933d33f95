#pragma once

#include <map>
#include <set>
#include <string>

#include "app/export_words.h"
#include "app/services.h"
#include "model/records.h"
#include "ports/store.h"

namespace imprint {

/// Which variables of versions are secrets; each version is looked at once.
class SecretVariables {
 public:
  explicit SecretVariables(const Services& services) : services_(services) {}

  /// Their names.
  Result<const std::set<std::string>*> Of(const Hash& version);

 private:
  const Services& services_;
  std::map<Hash, std::set<std::string>> names_;
};

/// Every value that a secret variable of the account has, or had before an upgrade, with the
/// variable as "<<name>>" for its replacement. Text that an installation filled in outlives it as
/// its own: what was edited, kept on an upgrade, cloned, or copied by hand may hold a value that no
/// installation of it knows. Values of less than six bytes are left out: they are words that stand
/// anywhere. Of one value, the names that `first` has for it count; null: nobody's come first.
/// kInvalidBundle when it is more text than can be looked for.
Result<WordReplacer> AccountSecrets(StoreReader& reader, AccountId account,
                                    const Installation* first, SecretVariables& variables);

}  // namespace imprint

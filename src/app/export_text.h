#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "app/services.h"
#include "app/variable_uses.h"
#include "app/world.h"
#include "base/json/document.h"

namespace imprint {

/// Makes what an installation filled in placeholders again. For several documents of one account.
class Unfiller {
 public:
  explicit Unfiller(const Services& services) : services_(services) {}

  /// The document of a resource with the account's ids, and as its template has them the variables
  /// and the stack, wherever an edit did not replace them; and no value of a variable that is a
  /// secret.
  Result<std::string> Text(const FoundResource& found);

 private:
  Result<std::string> Merged(const CompiledVersion& version, const Installation& bare,
                             std::uint32_t ordinal, const FoundResource& found);
  std::string WithoutSecretValues(const CompiledVersion& version, const Installation& installation,
                                  std::string text);

  const Services& services_;
  std::map<Hash, std::vector<VariableType>> types_;
};

/// The document with its top-level string `field` set to `value`; appended where it has none.
std::string WithField(const json::Document& document, std::string_view field,
                      std::string_view value);

}  // namespace imprint

#pragma once

#include <map>
#include <string>
#include <string_view>
#include <utility>

#include "app/export_words.h"
#include "app/services.h"
#include "app/world.h"
#include "base/json/document.h"

namespace imprint {

/// Makes what an installation filled in placeholders again. For several documents of one account in
/// one state of the store.
class Unfiller {
 public:
  explicit Unfiller(const Services& services) : services_(services) {}

  /// What Text and Name are to hide.
  void Hide(WordReplacer secrets) { secrets_ = std::move(secrets); }

  /// The document of a resource with the account's ids, and as its template has them the variables
  /// and the stack, wherever an edit did not replace them; and nothing that is to be hidden.
  Result<std::string> Text(const FoundResource& found);
  /// A name without what is to be hidden.
  std::string Name(std::string name) { return secrets_.InText(std::move(name)); }

 private:
  Result<std::string> Unfilled(const FoundResource& found);
  Result<std::string> Merged(const CompiledVersion& version, const Installation& bare,
                             std::uint32_t ordinal, const FoundResource& found);
  const Installation& Bare(const Installation& installation);

  const Services& services_;
  WordReplacer secrets_;
  std::map<InstallationId, Installation> bare_;
};

/// The document with its top-level string `field` set to `value`; appended where it has none.
std::string WithField(const json::Document& document, std::string_view field,
                      std::string_view value);

}  // namespace imprint

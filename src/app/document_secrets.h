#pragma once

#include <string>
#include <string_view>

#include "app/services.h"
#include "base/json/document.h"
#include "model/model.h"

namespace imprint {

struct MaskedDocument {
  std::string text;    // with the mask where credentials stood
  std::string sealed;  // the credentials, encrypted; empty when there are none
};

/// Takes the credentials out of a connection or iClient that comes from a client. A mask that is
/// sent back stands for the credential in `sealed_before` at the same place; kInvalidField when
/// there is none.
Result<MaskedDocument> TakeSecrets(const crypto::SecretBox& box, Model model,
                                   const json::Document& document, std::string_view sealed_before);

}  // namespace imprint

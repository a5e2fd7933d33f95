#pragma once

#include <optional>
#include <string>

#include "app/versions.h"
#include "surface/native/object_reader.h"

namespace imprint::native {

/// What a client says of a new version; the document, where there is one, stays JSON.
struct VersionInput {
  std::string run_key;
  json::Value document;  // invalid: none
  std::string note;
  std::optional<VersionSignature> signature;
  bool secrets_as_variables = false;
};
VersionInput ReadVersionInput(ObjectReader& reader, Faults& faults);
VersionChange ReadVersionChange(ObjectReader& reader, Faults& faults);

}  // namespace imprint::native

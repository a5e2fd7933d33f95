#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "model/records.h"

namespace imprint {

// How parts of records are written where a record is kept as JSON.

/// Compact JSON, empty parts left out:
/// {"connections":{"<ordinal>":"<hex of the id's bytes>"},"variables":{"name":"<JSON text>"},
///  "selected":[1,2],"name":"...","stack":"<hex>","sandbox":true}. kInternal when a text is not UTF-8.
Result<std::string> EncodeBindings(const Bindings& bindings);
/// kInternal when `text` is not what EncodeBindings gives.
Result<Bindings> DecodeBindings(std::string_view text);

/// {"connections":{"<hex>":"<hex>"},"variables":{"name":"<JSON text>"}}, of SavedBindings.
Result<std::string> EncodeSaved(const SavedBindings& saved);
/// Sets connections and variables of `saved`.
Status DecodeSaved(std::string_view text, SavedBindings& saved);

/// A JSON array of strings. kInternal when one is not UTF-8.
Result<std::string> EncodeStrings(const std::vector<std::string>& strings);
Result<std::vector<std::string>> DecodeStrings(std::string_view text);

}  // namespace imprint

#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "model/records.h"

namespace imprint {

/// Compact JSON, empty parts left out:
/// {"connections":{"<ordinal>":"<hex of the id's bytes>"},"variables":{"name":"<JSON text>"},
///  "name":"...","stack":"<hex>","sandbox":true}. kInternal when a text is not UTF-8.
Result<std::string> EncodeBindings(const Bindings& bindings);
/// kInternal when `text` is not what EncodeBindings gives.
Result<Bindings> DecodeBindings(std::string_view text);

/// A JSON array of strings. kInternal when one is not UTF-8.
Result<std::string> EncodeStrings(const std::vector<std::string>& strings);
Result<std::vector<std::string>> DecodeStrings(std::string_view text);

}  // namespace imprint

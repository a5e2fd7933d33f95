#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "base/json/document.h"
#include "model/compiled.h"

namespace imprint {

/// A slot of a compiled resource where it stands in the document. Good while it is shown.
struct SlotSighting {
  const Slot& slot;
  const std::string& path;  // of the value that holds it: "http.baseURI", "query[0].fixed_value"
  std::string_view key;     // of that value's member; "" in an array
  json::Value string;       // what holds it: the value, or the member's key
  json::Value value;        // the value, also of a slot in its key
  json::Value holder;       // the object or array around them
  const Slot* around;       // the name or base URL that an install may replace it with; or null
};

/// Shows every slot of one document, in its order, but names and base URLs as a whole. `root` is
/// the resource's text, parsed.
void ForEachSlot(const CompiledResource& resource, json::Value root,
                 const std::function<void(const SlotSighting&)>& visit);

}  // namespace imprint

#pragma once

#include <vector>

#include "app/world.h"
#include "base/json/document.h"

namespace imprint {

/// What is put back has to fit into the account as it is now. To be asked inside the write that put
/// it back, with what it says now and what it said before (null: it was deleted).
struct PutBack {
  AccountId account;
  const FoundResource& now;
  const json::Document& document;
  const json::Document* before = nullptr;
};

/// Adds to `problems`: kInvalidReference for references that it did not hold before and that lead
/// nowhere, kInUse for flow groupings that it defined before and that are still used, and kConflict
/// for a tool of Diga with a name that another one of its integration has.
Status CheckPutBack(const Services& services, StoreReader& reader, const PutBack& put,
                    std::vector<Problem>& problems);

}  // namespace imprint

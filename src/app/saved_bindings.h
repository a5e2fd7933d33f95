#pragma once

#include "model/compiled.h"
#include "model/records.h"
#include "ports/store.h"

namespace imprint {

/// Remembers what an installation of a template was bound to, for the next one of the same account
/// (StoreReader::FindSavedBindings): its connections and its variables, but for secrets. What it
/// was not bound to keeps what was remembered before, as long as the version knows it. One read,
/// and a write only where that changes something; nothing for an installation of no template.
Status SaveBindings(StoreWriter& writer, const CompiledVersion& version,
                    const Installation& installation, Time now);

}  // namespace imprint

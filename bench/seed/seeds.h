#pragma once

#include <cstddef>
#include <string>

#include "bench/seed/place.h"

namespace imprint::bench {

// Each fills an empty data folder and gives what a client needs to know of it, as a JSON object.
// Equal but for tokens, and ids of audit entries, each time.

/// {"token", "templates" and "digaTemplates" (ids of up to 1,000), "words" {"veryCommon", "common",
/// "rare"}, "applications", "languages" (each the most frequent first), "owners" (names)}.
Result<std::string> SeedTemplates(Place& place, std::size_t count);

/// {"token", "connection", "templates" [{"id", "resources", "connection" (the template's own)}],
/// "integrations" (of the account), "resources" [{"collection", "id"}] (of the account),
/// "accounts" [{"token", "resources"}]}: the first account has as much in every store, and the
/// others share the rest; of them a sample is told.
Result<std::string> SeedInstallations(Place& place, std::size_t count);

}  // namespace imprint::bench

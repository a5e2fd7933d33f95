#pragma once

#include <optional>

#include "surface/http/message.h"
#include "surface/web/pack.h"

namespace imprint::web {

/// The form of `file` to send to who sent `headers`: of those that their Accept-Encoding takes
/// (RFC 9110, 12.5.3), the one that they like best, and of those that they like alike the first of
/// kCodings. nullopt when it takes none. What of it cannot be understood is ignored.
std::optional<Coding> ChooseCoding(const http::Headers& headers, const File& file);

/// Whether their Accept names text/html, as browsers do who load a page.
bool NamesHtml(const http::Headers& headers);

}  // namespace imprint::web

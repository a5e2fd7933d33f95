#pragma once

#include <string>
#include <string_view>

#include "base/error.h"
#include "surface/http/message.h"
#include "surface/http/request_parser.h"

namespace imprint::http {

/// The path of a request target as sent, without scheme, host and query: "/a%20b" of
/// "http://host/a%20b?c". "*" stays; empty when the target has no such form.
std::string_view RawPath(std::string_view target);

/// Checks what the grammar alone does not (framing that two readers could see differently, the
/// Host header) and fills in path, query and framing.expects_continue. kBadRequest otherwise.
Status CompleteHead(Request& request, Framing& framing);

/// The client's X-Request-Id when it is 1 to 64 of [A-Za-z0-9._-], otherwise 16 random hex digits.
std::string ChooseRequestId(const Request& request);

}  // namespace imprint::http

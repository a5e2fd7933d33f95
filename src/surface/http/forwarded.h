#pragma once

#include "surface/http/message.h"
#include "surface/http/networks.h"

namespace imprint::http {

/// Takes a trusted proxy's word for the client: where `request.peer` is in `trusted`, it becomes
/// the right-most address of X-Forwarded-For that is not (the left-most, if all are), and `secure`
/// follows X-Forwarded-Proto. An X-Forwarded-For that is not a list of addresses up to there
/// changes nothing.
void ApplyForwarded(Request& request, const Networks& trusted);

}  // namespace imprint::http

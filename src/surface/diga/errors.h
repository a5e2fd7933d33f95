#pragma once

#include "base/error.h"
#include "surface/http/message.h"

namespace imprint::diga {

/// What Diga calls an error: a status and a code in capitals.
struct WireError {
  int status;
  const char* code;
};
WireError WireErrorOf(const Problem& problem);

/// The answer to a failed request: {"status":"error","error_code","message"}, or {"detail":[...]}
/// with every fault for a request that does not validate.
http::Response RenderError(const Error& error);

}  // namespace imprint::diga

#pragma once

#include "base/error.h"
#include "surface/http/message.h"

namespace imprint::integrator {

/// What integrator.io calls an error: a status and a machine-readable code.
struct WireError {
  int status;
  const char* code;
};
WireError WireErrorOf(ErrorCode code);

/// The answer to a failed request: `{"errors":[...]}` with every problem, or the bare
/// `{"message"}` of a 401.
http::Response RenderError(const Error& error);

}  // namespace imprint::integrator

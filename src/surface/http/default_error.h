#pragma once

#include "base/error.h"
#include "surface/http/message.h"

namespace imprint::http {

/// The answer for paths that no dialect has claimed: {"message": ...} with the status of the
/// error's code.
Response DefaultErrorResponse(const Error& error);

/// The headers that an error has in every dialect: how to sign in, and how long to wait.
void AddErrorHeaders(const Error& error, Response& response);

}  // namespace imprint::http

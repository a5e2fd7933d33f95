#pragma once

#include <string_view>
#include <vector>

#include "base/error.h"
#include "base/json/writer.h"
#include "surface/http/message.h"

namespace imprint::native {

/// What this API calls an error: a status and a machine-readable code.
struct WireError {
  int status;
  const char* code;
};
WireError WireErrorOf(ErrorCode code);

/// [{"code","message","field"?}]. A field that is a json::Location is told as a path, without what
/// it is in: "tools[0].name" for ["body","tools",0,"name"].
void AppendProblems(const std::vector<Problem>& problems, json::Writer& writer);

/// The answer to a failed request: RFC 9457's application/problem+json with every problem. The
/// first one decides the status.
http::Response RenderError(const Error& error);
/// The same with the plan that was not carried out, which is JSON already, and with a status of its
/// own: the plan's problems may be of any kind.
http::Response RenderRefusal(int status, const Error& error, std::string_view plan);

}  // namespace imprint::native

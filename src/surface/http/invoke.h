#pragma once

#include <functional>
#include <memory>
#include <string_view>

#include "base/error.h"
#include "surface/http/message.h"
#include "surface/http/router.h"

namespace imprint::http {

// Calls into the code of routes. What that code throws ends here: it becomes kInternal, with the
// type of what was thrown as the detail, since an exception's text could hold a secret.

Result<Response> CallHandler(const Handler& handler, const Request& request);
/// A null sink is kInternal.
Result<std::unique_ptr<BodySink>> CallOpener(const SinkOpener& open, const Request& request);
Status CallWrite(BodySink& sink, std::string_view bytes);
/// `done` is called once, with an error where Begin threw.
void CallBegin(Deferred& deferred, std::function<void(Status)> done);
Result<Response> CallDeferred(Deferred& deferred);
Result<Response> CallFinish(BodySink& sink);
/// Falls back to the default answer.
Response CallRenderer(const Router& router, std::string_view raw_path, const Error& error);

}  // namespace imprint::http

#pragma once

#include <memory>

#include "surface/http/account/account_sink.h"
#include "surface/native/request.h"

namespace imprint::native {

/// Takes a zip as the body itself, wherever blobs are kept.
Result<std::unique_ptr<http::AccountSink>> OpenUpload(const Context&, const Account&,
                                                      const http::Request&);

}  // namespace imprint::native

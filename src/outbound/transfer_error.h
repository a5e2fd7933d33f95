#pragma once

#include <curl/curl.h>

#include <string_view>

#include "base/error.h"

namespace imprint {

/// kOutboundTimeout or kOutboundFailed for an exchange with `host` that libcurl ended with `code`.
Error TransferError(CURLcode code, std::string_view host);

}  // namespace imprint

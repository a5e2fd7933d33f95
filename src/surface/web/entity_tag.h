#pragma once

#include <string>
#include <string_view>

#include "surface/http/message.h"
#include "surface/web/pack.h"

namespace imprint::web {

/// The strong entity tag of one form of a file, with its quotes. Forms have different tags.
std::string EntityTag(const File& file, Coding coding);

/// Whether If-None-Match says that the client has the form with that tag already: it lists the tag,
/// weak or strong, or is "*" (RFC 9110, 13.1.2). What is behind a broken tag of a list is ignored.
bool ClientHas(const http::Headers& headers, std::string_view tag);

}  // namespace imprint::web

#pragma once

#include <string>
#include <string_view>

#include "model/model.h"
#include "surface/http/message.h"

namespace imprint::native {

/// A file name that is one everywhere: letters and digits of ASCII, '.', '_' and '-' of `name`,
/// shortened, and `ending`.
std::string SafeFileName(std::string_view name, std::string_view ending);

/// A template as a file to be saved: a zip, or of Diga's a JSON document.
http::Response Attachment(std::string bytes, Dialect dialect, std::string_view file_name);

/// True when an If-None-Match header (null: there is none) names the entity `tag`, or all.
bool MatchesTag(const std::string* header, std::string_view tag);
http::Response NotModified(const std::string& tag);

}  // namespace imprint::native

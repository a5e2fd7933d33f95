#pragma once

#include <cstdint>
#include <optional>

#include "surface/native/request.h"

namespace imprint::native {

/// One version of a template, as the route names it.
struct VersionPath {
  TemplateId template_id;
  std::optional<std::uint32_t> number;  // nothing: the latest
};
/// kNotFound for what is no id, or neither a number from 1 nor "latest".
Result<VersionPath> VersionPathOf(const http::Request& request);

}  // namespace imprint::native

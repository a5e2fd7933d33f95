#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "app/services.h"
#include "app/working_memory.h"

namespace imprint {

/// An OpenAPI document that is to become a template of Diga's (openapi/template_from_openapi has
/// what each part means).
struct OpenApiRequest {
  std::string_view document;  // JSON or YAML
  std::string base_url;
  std::vector<std::string> only;
  std::string language;
};

struct OpenApiTemplate {
  std::string template_json;  // what CreateDigaTemplate takes
  std::size_t tools = 0;
  std::vector<std::string> notes;
  HeldMemory held;  // for the answer, until it is sent
};

/// Converts, and keeps nothing. A template that is larger than a request's body may be could not be
/// sent back. kForbidden for an account that is no partner; kInvalidField, kMissingField and
/// kTooLarge with the field "document", "baseUrl" or "only"; kUnavailable.
Result<OpenApiTemplate> MakeOpenApiTemplate(const Services& services, const Account& caller,
                                            const OpenApiRequest& request);

}  // namespace imprint

#pragma once

#include <string>
#include <vector>

#include "base/error.h"
#include "base/json/document.h"
#include "base/json/schema.h"
#include "model/compiled.h"

namespace imprint {

/// A Diga template as its author sends it, checked and compiled: one integration and its tools.
struct DigaTemplate {
  std::string name;
  std::string language;
  std::string description;
  std::string setup_guide_url;
  std::string content;  // what the template holds, as JSON with every field of the schemas
  CompiledVersion version;
};

/// Checks and compiles; kInvalidField with every fault and its Location, which begins with `where`.
/// Tools keep their identity between versions by their names.
Result<DigaTemplate> CompileDigaTemplate(json::Value value, const json::Location& where);

/// What schemas cannot say of a tool: `{name}` placeholders of its endpoint_path and its path
/// parameters are the same, and no parameter stands twice. Faults of the first kind are added to
/// `problems`; gives the name of a repeated parameter, or nothing.
std::string CheckToolParameters(json::Value tool, const json::Location& where,
                                std::vector<Problem>& problems);

/// True for an http or https URL.
bool IsUrl(std::string_view text);
/// The same; a <<placeholder>> may stand for any part of it.
bool IsBaseUrl(std::string_view text);

}  // namespace imprint

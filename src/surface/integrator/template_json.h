#pragma once

#include <string>

#include "app/templates.h"
#include "base/json/document.h"
#include "model/records.h"

namespace imprint::integrator {

/// Appends a template as the API answers it: what is false or empty is left out.
void AppendTemplate(const Template& row, std::string& out);

/// Reads a template's fields; unknown and read-only ones are passed over. kInvalidField, up to
/// `most_problems` at once, for fields of the wrong type.
Result<TemplateInput> ParseTemplate(const json::Document& document, std::size_t most_problems);

/// The value that a JSON Patch replaces /published with; any other operation is kInvalidField.
Result<bool> ParsePublishPatch(const json::Document& document);

}  // namespace imprint::integrator

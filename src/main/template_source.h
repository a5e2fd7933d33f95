#pragma once

#include <string>

#include "base/error.h"
#include "base/json/document.h"
#include "model/compiled.h"
#include "model/records.h"

namespace imprint {

/// True for the JSON document of a Diga template, by its name: everything else that a command takes
/// as a template is a zip or a folder of integrator.io.
bool IsTemplateDocument(const std::string& source);

/// Compiles a zip, a folder or a Diga template's document as a server would that has the usual
/// limits; errors as Compile and CompileDigaTemplate. With `secrets_as_variables`, variables take
/// the places of credentials.
Result<CompiledVersion> CompileSource(const std::string& source, bool secrets_as_variables = false);

/// A Diga template's document, parsed; with variables in the places of credentials where asked.
Result<json::Document> ReadTemplateDocument(const std::string& source, bool secrets_as_variables);

/// The name that a server gives the version.
Hash VersionIdOf(const CompiledVersion& version);

}  // namespace imprint

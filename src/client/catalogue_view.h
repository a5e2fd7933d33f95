#pragma once

#include <string>
#include <string_view>

#include "base/json/document.h"

namespace imprint::client {

// Answers of the API as text for people. Whatever an answer holds, the text is printable.

/// `Model "Name" (id)` of a resource; `id` is the member that holds the id.
std::string ResourceLine(json::Value resource, std::string_view id = "templateId");
/// "<path>: <from> -> <to>", each value shortened.
std::string ChangeLine(std::string_view path, json::Value from, json::Value to);
/// What each problem, warning or the like says, one a line, with the place before it.
std::string MessageLines(json::Value list, std::string_view heading, std::string_view place);
/// "signed by acme", "signed by a key that this server does not know", "not signed".
std::string SignatureText(json::Value signature);

std::string TemplateTable(json::Value items);
std::string VersionTable(json::Value items);
/// One version with what it holds.
std::string VersionText(json::Value version);
/// What changed between two versions.
std::string DiffText(json::Value diff);
bool HasDifferences(json::Value diff);

}  // namespace imprint::client

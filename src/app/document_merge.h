#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "app/services.h"
#include "base/json/document.h"
#include "model/model.h"
#include "model/records.h"

namespace imprint {

// Documents of both dialects as merges, drift and reverts compare them, and the way back.

/// A document as people and templates write it: without the fields that the server alone sets and,
/// of a connection, `offline`. Of Diga's, all of it.
Result<json::Document> PlainDocument(Model model, std::string_view document);

/// What is wrong with a plain document in itself, whoever wrote it: fields that every resource of
/// the model must have; of Diga's, its schema, URL and parameters. References are not looked at.
void CheckPlain(Model model, const json::Document& plain, std::vector<Problem>& problems);

/// Makes `plain` the content of `row`, an override of the resource `source` that `installation`
/// brought: as an edit at `now` would store it. A mask stands for the secret that `row` has there
/// (kInvalidField where it has none); Diga's key and a connection's `offline` stay as they are.
Status SetPlain(const Services& services, const Installation& installation, const Id& source,
                const json::Document& plain, Time now, Resource& row);

/// True when an override that came to have the template's content again tells nothing more than
/// the template does and can go: it holds no state beside its plain document.
Result<bool> TellsOnlyPlain(const Resource& row);

}  // namespace imprint

#pragma once

#include <set>
#include <string>
#include <vector>

#include "app/services.h"
#include "app/world.h"
#include "base/json/document.h"
#include "model/references.h"

namespace imprint {

// How a resource of integrator.io is stored, once for edits by hand and for merges.

/// kMissingField and kInvalidField for what every resource of the model must have.
void CheckFields(Model model, const json::Document& document, std::vector<Problem>& problems);

/// kInvalidReference for each reference that is not to the account's resource of the right model,
/// until there are `most_problems`. Only what an install rewrites is looked at; the rest points
/// elsewhere.
Status CheckReferences(World& world, const std::vector<FoundReference>& references,
                       std::size_t most_problems, std::vector<Problem>& problems);

/// The ids that references hold, ascending, each once.
std::vector<Id> IdsIn(const std::vector<FoundReference>& references);

/// Fills in document, secrets, references and times of `row`, whose id, model and former secrets
/// are set: the id in front, the document's own fields, the server's behind. A mask stands for the
/// secret that `row` had there; kInvalidField where it had none.
Status FillRow(const Services& services, const json::Document& document,
               const Provenance& provenance, Resource& row);

/// The ids, as text, of the flow groupings that an integration's document has.
std::set<std::string> GroupingsIn(const json::Document& document);

}  // namespace imprint

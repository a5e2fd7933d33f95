#pragma once

#include <string>
#include <vector>

#include "app/services.h"
#include "app/working_memory.h"
#include "app/world.h"
#include "base/json/document.h"

namespace imprint {

/// An account's own resources of any model, installed or made by itself. Each call sees and leaves
/// one consistent world. Documents come in as parsed JSON objects and go out as JSON text.

/// kNotFound when the account has no resource of that model and id.
Result<std::string> ReadResource(const Services& services, AccountId account, Model model,
                                 const Id& id);

/// A page and, where it is large, the memory for it and for as much again beside it: what a
/// projection makes of it. Whoever sends it shrinks that to what is sent.
struct ListedResources {
  World::Page page;
  HeldMemory held;
};
/// At most `limit` from the `skip`th, and limits.page_bytes (see World::List). kUnavailable when
/// there is no memory for a large page.
Result<ListedResources> ListResources(const Services& services, AccountId account, Model model,
                                      std::size_t skip, std::size_t limit);

/// All problems at once: kMissingField, kInvalidField, and kInvalidReference for a reference that
/// is not the account's resource of the right model. Server-managed fields are ignored.
Result<std::string> CreateResource(const Services& services, AccountId account, Model model,
                                   const json::Document& document);

/// Replaces the whole document; the id and where it came from stay. kNotFound, and as Create.
Result<std::string> ReplaceResource(const Services& services, AccountId account, Model model,
                                    const Id& id, const json::Document& document);

/// kInUse, naming the users, when others refer to it; kNotFound.
Status DeleteResource(const Services& services, AccountId account, Model model, const Id& id);

/// What refers to the resource; kNotFound.
Result<std::vector<ResourceUser>> ListDependencies(const Services& services, AccountId account,
                                                   Model model, const Id& id);

}  // namespace imprint

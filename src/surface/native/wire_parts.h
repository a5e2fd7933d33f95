#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "app/services.h"
#include "app/world.h"
#include "base/json/writer.h"
#include "model/merge.h"
#include "model/model.h"
#include "model/records.h"

namespace imprint::native {

// Parts that several answers are made of. The Append functions write one JSON value, or members
// into an object that is open.

std::string HexOf(const Hash& hash);
/// "integrator" or "diga".
std::string_view KindOf(Dialect dialect);
/// A model's name; Diga's two are called "Integration" and "Tool".
std::string_view ModelName(Model model);

/// The number, or null.
void AppendNumber(std::optional<std::uint32_t> number, json::Writer& writer);
/// {"reason": ...}, or null.
void AppendDeprecated(const std::optional<std::string>& reason, json::Writer& writer);
/// Who signed `version`, and whether this server trusts them; or null.
void AppendSignature(const Services& services, const Hash& version,
                     const std::optional<VersionSignature>& signature, json::Writer& writer);
/// {"number": ... or null, "hash": ...}.
void AppendVersionName(std::optional<std::uint32_t> number, const Hash& hash, json::Writer& writer);

/// "model", "templateId" (not of an empty id) and "name".
void AppendRefMembers(Model model, const Id& template_id, std::string_view name,
                      json::Writer& writer);
/// [{"path", FROM?, TO?}]: both values under these names, where they are.
void AppendDifferences(const std::vector<Difference>& fields, std::string_view from,
                       std::string_view to, json::Writer& writer);
/// [{"model","id","name"}].
void AppendUsers(const std::vector<ResourceUser>& users, json::Writer& writer);

/// "next": the cursor, or null for an empty one.
void AppendNext(std::string_view cursor, json::Writer& writer);
/// "dryRun": true, after a dry run alone.
void AppendDryRun(bool dry_run, json::Writer& writer);

}  // namespace imprint::native

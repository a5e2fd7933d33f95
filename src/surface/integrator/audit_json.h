#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "app/services.h"
#include "surface/http/message.h"

namespace imprint::integrator {

/// Appends an entry of `account`'s audit as the API answers it: what is empty is left out.
void AppendAuditEntry(const AuditEntry& entry, const Account& account, std::string& out);

/// What `from`, `to`, `resourceType`, `_resourceId` and `event` ask for; kInvalidQuery for a time
/// that is not ISO 8601 and for an event that does not exist.
Result<AuditFilter> ParseAuditFilter(const http::Request& request);

/// A moment in ISO 8601: "2026-01-31", which is its first moment in UTC, or with a time of day to
/// the minute, second or a fraction of it, and "Z" or an offset. Nothing for anything else.
std::optional<Time> ParseIso(std::string_view text);

}  // namespace imprint::integrator

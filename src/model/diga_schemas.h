#pragma once

#include "base/json/schema.h"

namespace imprint::diga {

// The documents of Diga's API as its description defines them.
extern const json::Schema kCreateIntegration;
extern const json::Schema kUpdateIntegration;
extern const json::Schema kCreateTool;
extern const json::Schema kUpdateTool;
extern const json::Schema kToolApprovals;
extern const json::Schema kCopy;
/// What a partner publishes: its envelope, and what its `template` holds.
extern const json::Schema kTemplate;
extern const json::Schema kTemplateContent;
/// A stored integration.
extern const json::Schema kIntegration;

}  // namespace imprint::diga

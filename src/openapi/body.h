#pragma once

#include "openapi/tool.h"

namespace imprint::openapi {

/// Fills in what the operation's request body says: `body`, and a Content-Type where it is not
/// plain JSON. False, with a note, when the operation needs a body that no tool can send.
bool AddBody(Context& context, const Operation& operation, Room& room, Tool& tool);

}  // namespace imprint::openapi

#pragma once

#include <string>

#include "base/json/document.h"

namespace imprint::client {

/// A plan of an install for people: what it would create, what each connection and variable gets,
/// what keeps it from being done and how to say what is missing.
std::string PlanText(json::Value plan);

/// The parts of a plan that upgrade plans have as well: connections, variables, warnings.
std::string PlannedConnections(json::Value connections);
std::string PlannedVariables(json::Value variables);

/// What is otherwise in a plan that took another one's place, one thing a line.
std::string PlanChanges(json::Value before, json::Value now);

}  // namespace imprint::client

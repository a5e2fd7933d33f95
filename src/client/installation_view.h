#pragma once

#include <string>

#include "base/json/document.h"

namespace imprint::client {

// Installations as text for people, printable whatever an answer holds.

std::string InstallationTable(json::Value items);
std::string InstallationText(json::Value installation);
/// What was changed by hand: the template's value, then the one that is there.
std::string DriftText(json::Value drift);
/// One resource of a drift or a revert.
std::string DriftedText(json::Value resource);
std::string HistoryTable(json::Value items);
/// What an uninstall removed, or would remove.
std::string UninstalledText(json::Value answer);
/// "Model "Name" (id)" of each, one a line, under a heading; nothing for an empty list.
std::string UserLines(json::Value list, const std::string& heading);

}  // namespace imprint::client

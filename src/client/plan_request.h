#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "client/refusal.h"

namespace imprint::client {

/// What a person says of an install, as the command line has it.
struct PlanChoices {
  std::string template_id;
  std::optional<std::uint32_t> version;
  std::string name;
  std::vector<std::string> connections;     // "TEMPLATE_ID=ID"
  std::vector<std::string> variables;       // "name=text"
  std::vector<std::string> json_variables;  // "name=5"
  std::vector<std::string> select;          // ids in the template
  std::string into;
  std::string bind;
  std::string base_url;
  std::string stack;
  bool create_connections = false;
  bool use_saved = false;
  bool sandbox = false;
  std::map<std::string, std::string> secrets;  // by name
};

/// The body of a plan's request; with a fingerprint, that of the install. kFailed for choices that
/// are not of their form.
Outcome<std::string> PlanBody(const PlanChoices& choices, std::string_view fingerprint = {});

struct UpgradeChoices {
  std::optional<std::uint32_t> version;
  std::vector<std::string> connections;
  std::vector<std::string> variables;
  std::vector<std::string> json_variables;
  bool create_connections = false;
  std::string rule;
  /// How conflicts end: by the resource's id in the template and the path in it, "mine", "theirs",
  /// "base" or a JSON object {"value": ...}, as JSON.
  std::map<std::string, std::map<std::string, std::string>> resolutions;
};

/// Adds "TEMPLATE_ID:PATH=mine" (or theirs, base, or value:JSON) to the resolutions. An empty path
/// stands for all of the resource.
Outcome<void> AddResolution(std::string_view text, UpgradeChoices& choices);

/// The body of an upgrade plan's request; with a fingerprint, that of the upgrade.
Outcome<std::string> UpgradeBody(const UpgradeChoices& choices, std::string_view fingerprint = {});

}  // namespace imprint::client

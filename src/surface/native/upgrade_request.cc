#include "surface/native/upgrade_request.h"

#include <array>

#include "surface/native/plan_request.h"

namespace imprint::native {
namespace {

constexpr std::array<std::string_view, 3> kRules = {"fail", "mine", "theirs"};
constexpr std::array<ConflictRule, 3> kRuleValues = {ConflictRule::kFail, ConflictRule::kMine,
                                                     ConflictRule::kTheirs};
constexpr std::string_view kSides = "must be 'mine', 'theirs', 'base' or {\"value\": ...}";

std::optional<Side> SideOf(json::Value value) {
  if (!value.is_string()) return std::nullopt;
  if (value.Is("mine")) return Side::kMine;
  if (value.Is("theirs")) return Side::kTheirs;
  if (value.Is("base")) return Side::kBase;
  return std::nullopt;
}

// {"value": any}; an absent value takes the place away.
std::optional<Resolution> ReadValue(json::Value object, const std::string& path, Faults& faults) {
  ObjectReader reader(object, path, faults);
  reader.Require("value");
  const json::Value value = reader.Any("value");
  reader.RefuseOthers();
  if (!value.valid()) return std::nullopt;
  return Resolution{Side::kMine, std::string(value.token())};
}

std::optional<Resolution> ReadResolution(json::Value value, const std::string& path,
                                         Faults& faults) {
  if (value.is_object()) return ReadValue(value, path, faults);
  if (const auto side = SideOf(value)) return Resolution{*side};
  faults.Add(path, kSides);
  return std::nullopt;
}

Resolutions ReadResolutionsOf(json::Value object, const std::string& path, Faults& faults) {
  Resolutions resolutions;
  if (!object.is_object()) {
    faults.Add(path, "must be an object of paths");
    return resolutions;
  }
  object.ForEachMember([&](json::Value key, json::Value value) {
    std::string place = key.string();
    auto resolution = ReadResolution(value, FieldPath(path, place), faults);
    if (resolution) resolutions.emplace(std::move(place), std::move(*resolution));
  });
  return resolutions;
}

}  // namespace

void ReadUpgradeRequest(ObjectReader& reader, Faults& faults, UpgradeRequest& request) {
  request.version = reader.Number("version");
  request.connections = ReadTexts(reader, "connections", faults);
  request.create_connections = reader.Flag("createConnections").value_or(false);
  request.variables = ReadScalars(reader, "variables", faults);
  if (const auto rule = reader.Choice("rule", kRules)) request.rule = kRuleValues[*rule];
  reader.Object("resolutions").ForEachMember([&](json::Value key, json::Value value) {
    std::string id = key.string();
    auto resolutions = ReadResolutionsOf(value, FieldPath("resolutions", id), faults);
    request.resolutions.emplace(std::move(id), std::move(resolutions));
  });
}

}  // namespace imprint::native

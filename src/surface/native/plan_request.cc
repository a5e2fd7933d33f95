#include "surface/native/plan_request.h"

#include <fmt/format.h>

#include <array>

namespace imprint::native {
namespace {

constexpr std::array<std::string_view, 2> kBindRules = {"explicit", "unambiguous"};

void ReadSource(ObjectReader& reader, Faults& faults, PlanRequest& request) {
  request.run_key = reader.Text("runKey").value_or("");
  if (const auto id = reader.AnyId("template")) request.from_template = TemplateId(*id);
  if (reader.Has("template") && reader.Has("runKey")) {
    faults.Add("runKey", "cannot be given together with template");
  } else if (!reader.Has("template") && !reader.Has("runKey")) {
    faults.Add("template", "or runKey is required", ErrorCode::kMissingField);
  }
  request.credentials_as_variables = reader.Flag("credentialsAsVariables").value_or(false);
  if (request.credentials_as_variables && !reader.Has("runKey")) {
    faults.Add("credentialsAsVariables", "is for an uploaded zip");
  }
  request.version = reader.Number("version");
  if (request.version && reader.Has("runKey")) {
    faults.Add("version", "cannot be given together with runKey");
  }
}

std::vector<std::string> ReadSelection(ObjectReader& reader, Faults& faults) {
  std::vector<std::string> selected;
  const json::Value list = reader.Array("select");
  if (!list.valid()) return selected;
  std::size_t index = 0;
  list.ForEachItem([&](json::Value item) {
    if (item.is_string()) {
      selected.push_back(item.string());
    } else {
      faults.Add(fmt::format("select[{}]", index), "must be the id of a resource in the template");
    }
    ++index;
  });
  if (index == 0) faults.Add("select", "must name a resource; leave it out for all of them");
  return selected;
}

}  // namespace

std::map<std::string, std::string> ReadTexts(ObjectReader& reader, std::string_view name,
                                             Faults& faults) {
  std::map<std::string, std::string> texts;
  reader.Object(name).ForEachMember([&](json::Value key, json::Value value) {
    std::string member = key.string();
    if (value.is_string()) {
      texts.emplace(std::move(member), value.string());
    } else {
      faults.Add(FieldPath(name, member), "must be a text");
    }
  });
  return texts;
}

std::map<std::string, std::string> ReadScalars(ObjectReader& reader, std::string_view name,
                                               Faults& faults) {
  std::map<std::string, std::string> scalars;
  reader.Object(name).ForEachMember([&](json::Value key, json::Value value) {
    std::string member = key.string();
    if (!value.is_object() && !value.is_array()) {
      scalars.emplace(std::move(member), std::string(value.token()));
    } else {
      faults.Add(FieldPath(name, member), "must be a text, a number, true, false or null");
    }
  });
  return scalars;
}

void ReadPlanRequest(ObjectReader& reader, Faults& faults, PlanRequest& request) {
  ReadSource(reader, faults, request);
  request.name = reader.Text("name").value_or("");
  request.connections = ReadTexts(reader, "connections", faults);
  request.create_connections = reader.Flag("createConnections").value_or(false);
  if (reader.Choice("bind", kBindRules) == 1) request.bind = BindRule::kUnambiguous;
  request.variables = ReadScalars(reader, "variables", faults);
  request.use_saved = reader.Flag("useSaved").value_or(false);
  request.base_url = reader.Text("baseUrl").value_or("");
  request.secrets = ReadTexts(reader, "secrets", faults);
  request.stack = reader.Text("stack").value_or("");
  request.sandbox = reader.Flag("sandbox").value_or(false);
  request.select = ReadSelection(reader, faults);
  request.into = reader.Text("into").value_or("");
}

}  // namespace imprint::native

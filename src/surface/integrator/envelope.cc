#include "surface/integrator/envelope.h"

#include <fmt/format.h>

#include <array>
#include <string_view>

#include "app/rendered_size.h"
#include "base/json/writer.h"
#include "base/text_pool.h"
#include "model/installed_ids.h"
#include "model/render.h"
#include "surface/integrator/warnings_json.h"

namespace imprint::integrator {
namespace {

// Answers can be large: all of their room is made at once, as growing would take it twice.
void Reserve(std::uint64_t documents, const CompiledVersion& version, const std::string& rest,
             std::string& out) {
  constexpr std::size_t kRoomPerObject = 320;  // for ids, dates and names beside the text itself
  constexpr std::size_t kRoomForFront = 1024;
  out =
      TakeText(documents + version.resources.size() * kRoomPerObject + rest.size() + kRoomForFront);
}

void OpenObject(Model model, bool first, std::string& out) {
  if (!first) out += ',';
  out += "{\"model\":\"";
  out += NameOf(model);
  out += "\",\"doc\":";
}

void WriteVariables(json::Writer& writer, const CompiledVersion& version) {
  writer.Key("variables").BeginArray();
  for (const Variable& variable : version.variables) {
    writer.BeginObject().Key("name").String(variable.name).Key("places").BeginArray();
    for (const Place& place : variable.places) {
      writer.BeginObject();
      AppendPlace(version, place, version.TemplateIdOf(place.ordinal), writer);
      writer.EndObject();
    }
    writer.EndArray().EndObject();
  }
  writer.EndArray();
}

// What stands behind a preview's documents, as an object.
std::string RestOfPreview(const CompiledVersion& version) {
  std::string rest;
  json::Writer writer(rest);
  writer.BeginObject().Key("stackRequired").Bool(version.stack_required);
  WriteVariables(writer, version);
  writer.Key("warnings").BeginArray();
  for (const Warning& warning : version.warnings) {
    AppendWarning(version, warning, version.TemplateIdOf(warning.place.ordinal), writer);
  }
  writer.EndArray().EndObject();
  return rest;
}

// What stands behind an install's objects, as an object.
std::string RestOfInstall(const Installed& installed) {
  std::string rest;
  json::Writer writer(rest);
  writer.BeginObject();
  AppendInstallWarnings(installed, writer);
  writer.EndObject();
  return rest;
}

/// The objects of an answer with ids alone, which differ by their models and ids: each model's is
/// written once.
class ObjectsWithIds {
 public:
  /// Behind a comma. The text stays until the next one of that model.
  const std::string& Make(Model model, std::string_view id) {
    Object& object = of_models_[static_cast<std::size_t>(model)];
    if (object.text.empty()) {
      OpenObject(model, false, object.text);
      object.text += "{\"_id\":\"";
      object.id_at = object.text.size();
      object.text.append(Id::kObjectIdText, ' ').append("\"}}");
    }
    id.copy(object.text.data() + object.id_at, Id::kObjectIdText);
    return object.text;
  }

 private:
  struct Object {
    std::string text;
    std::size_t id_at = 0;
  };
  std::array<Object, kModels.size()> of_models_;
};

void OpenInstalled(const Installed& installed, std::string& out) {
  const CompiledVersion& version = *installed.version;
  const Installation& installation = installed.installation;
  out += '{';
  // What was put into no integration has none.
  if (Installs(version, installation, 0) || installation.bindings.connections.contains(0)) {
    out += fmt::format("\"_integrationId\":\"{}\",", IdOf(installation, 0).Text());
  }
  out += "\"objects\":[";
}

}  // namespace

void AppendPreview(const CompiledVersion& version, std::string& out) {
  const std::string rest = RestOfPreview(version);
  Reserve(RenderedBytes(version, {}), version, rest, out);
  out += "{\"objects\":[";
  for (std::uint32_t ordinal = 0; ordinal < version.resources.size(); ++ordinal) {
    OpenObject(version.resources[ordinal].model, ordinal == 0, out);
    RenderTemplate(version, ordinal, out);
    out += '}';
  }
  out += "],";
  out.append(rest, 1);
}

void AppendInstalled(const Installed& installed, std::string& out) {
  const CompiledVersion& version = *installed.version;
  const Installation& installation = installed.installation;
  const std::string rest = RestOfInstall(installed);
  Reserve(RenderedBytes(version, installation.bindings), version, rest, out);
  OpenInstalled(installed, out);
  const Renderer renderer(version, installation);
  bool first = true;
  for (std::uint32_t ordinal = 0; ordinal < version.resources.size(); ++ordinal) {
    if (!Installs(version, installation, ordinal)) continue;
    OpenObject(version.resources[ordinal].model, first, out);
    first = false;
    renderer.Append(ordinal, out);
    out += '}';
  }
  out += "],";
  out.append(rest, 1);
}

void AppendInstalledIds(const Installed& installed, std::string& out) {
  const CompiledVersion& version = *installed.version;
  const Installation& installation = installed.installation;
  const std::string rest = RestOfInstall(installed);
  constexpr std::size_t kRoomPerId = 72;  // beside a model's name of 14 letters at the most
  constexpr std::size_t kRoomForFront = 128;
  out.reserve(out.size() + version.resources.size() * kRoomPerId + rest.size() + kRoomForFront);
  OpenInstalled(installed, out);
  ObjectsWithIds objects;
  bool first = true;
  for (InstalledIds ids(version, installation); ids.Next(); first = false) {
    const std::string& object = objects.Make(version.resources[ids.ordinal()].model, ids.id());
    out.append(object, first ? 1 : 0);
  }
  out += "],";
  out.append(rest, 1);
}

}  // namespace imprint::integrator

#include "surface/integrator/envelope.h"

#include <fmt/format.h>

#include "app/rendered_size.h"
#include "base/json/writer.h"
#include "model/render.h"

namespace imprint::integrator {
namespace {

// Answers can be large: all of their room is made at once, as growing would take it twice.
void Reserve(std::uint64_t documents, const CompiledVersion& version, const std::string& rest,
             std::string& out) {
  constexpr std::size_t kRoomPerObject = 320;  // for ids, dates and names beside the text itself
  constexpr std::size_t kRoomForFront = 1024;
  out.reserve(out.size() + documents + version.resources.size() * kRoomPerObject + rest.size() +
              kRoomForFront);
}

void OpenObject(Model model, bool first, std::string& out) {
  if (!first) out += ',';
  out += "{\"model\":\"";
  out += NameOf(model);
  out += "\",\"doc\":";
}

void WritePlace(json::Writer& writer, const CompiledVersion& version, const Place& place,
                const Id& id) {
  writer.Key("model").String(NameOf(version.resources[place.ordinal].model));
  writer.Key("_id").String(id.Text());
  writer.Key("path").String(place.path);
}

void WriteVariables(json::Writer& writer, const CompiledVersion& version) {
  writer.Key("variables").BeginArray();
  for (const Variable& variable : version.variables) {
    writer.BeginObject().Key("name").String(variable.name).Key("places").BeginArray();
    for (const Place& place : variable.places) {
      writer.BeginObject();
      WritePlace(writer, version, place, version.TemplateIdOf(place.ordinal));
      writer.EndObject();
    }
    writer.EndArray().EndObject();
  }
  writer.EndArray();
}

void WriteWarning(json::Writer& writer, const CompiledVersion& version, const Warning& warning,
                  const Id& id) {
  writer.BeginObject().Key("code").String(warning.code).Key("message").String(warning.message);
  WritePlace(writer, version, warning.place, id);
  writer.EndObject();
}

/// What an installer should know of an install, as far as its resources are there.
class InstallWarnings {
 public:
  InstallWarnings(json::Writer& writer, const Installed& installed)
      : writer_(writer), version_(*installed.version), installation_(installed.installation) {}

  void Write() {
    writer_.Key("warnings").BeginArray();
    for (const Warning& warning : version_.warnings) One(warning);
    for (const Variable& variable : version_.variables) {
      if (!installation_.bindings.variables.contains(variable.name)) Unfilled(variable);
    }
    if (installation_.creates_connections) Created();
    writer_.EndArray();
  }

 private:
  void One(const Warning& warning) {
    if (!Installs(version_, installation_, warning.place.ordinal)) return;
    if (warning.code == kStackUnbound && !installation_.bindings.stack.empty()) return;
    WriteWarning(writer_, version_, warning, IdOf(installation_, warning.place.ordinal));
  }
  void Unfilled(const Variable& variable) {
    for (const Place& place : variable.places) {
      const bool replaced = place == Place{0, "name"} && !installation_.bindings.name.empty();
      if (replaced) continue;
      One({"variable_unfilled",
           fmt::format("No value was given for <<{}>>, so it stands there as it is.",
                       variable.name),
           place});
    }
  }
  void Created() {
    for (const std::uint32_t ordinal : version_.OrdinalsOf(Model::kConnection)) {
      One({"connection_created",
           "Created from the template's placeholder: offline until you give it its credentials.",
           {ordinal, ""}});
    }
  }

  json::Writer& writer_;
  const CompiledVersion& version_;
  const Installation& installation_;
};

// What stands behind a preview's documents, as an object.
std::string RestOfPreview(const CompiledVersion& version) {
  std::string rest;
  json::Writer writer(rest);
  writer.BeginObject().Key("stackRequired").Bool(version.stack_required);
  WriteVariables(writer, version);
  writer.Key("warnings").BeginArray();
  for (const Warning& warning : version.warnings) {
    WriteWarning(writer, version, warning, version.TemplateIdOf(warning.place.ordinal));
  }
  writer.EndArray().EndObject();
  return rest;
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
  std::string rest;
  json::Writer writer(rest);
  writer.BeginObject();
  InstallWarnings(writer, installed).Write();
  writer.EndObject();
  Reserve(RenderedBytes(version, installation.bindings), version, rest, out);
  out += '{';
  // What was put into no integration has none.
  if (Installs(version, installation, 0) || installation.bindings.connections.contains(0)) {
    out += fmt::format("\"_integrationId\":\"{}\",", IdOf(installation, 0).Text());
  }
  out += "\"objects\":[";
  bool first = true;
  for (std::uint32_t ordinal = 0; ordinal < version.resources.size(); ++ordinal) {
    if (!Installs(version, installation, ordinal)) continue;
    OpenObject(version.resources[ordinal].model, first, out);
    first = false;
    RenderInstalled(version, installation, ordinal, out);
    out += '}';
  }
  out += "],";
  out.append(rest, 1);
}

}  // namespace imprint::integrator

#include "surface/integrator/warnings_json.h"

#include <fmt/format.h>

#include "model/render.h"

namespace imprint::integrator {
namespace {

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
    AppendWarning(version_, warning, IdOf(installation_, warning.place.ordinal), writer_);
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

}  // namespace

void AppendPlace(const CompiledVersion& version, const Place& place, const Id& id,
                 json::Writer& writer) {
  writer.Key("model").String(NameOf(version.resources[place.ordinal].model));
  writer.Key("_id").String(id.Text());
  writer.Key("path").String(place.path);
}

void AppendWarning(const CompiledVersion& version, const Warning& warning, const Id& id,
                   json::Writer& writer) {
  writer.BeginObject().Key("code").String(warning.code).Key("message").String(warning.message);
  AppendPlace(version, warning.place, id, writer);
  writer.EndObject();
}

void AppendInstallWarnings(const Installed& installed, json::Writer& writer) {
  InstallWarnings(writer, installed).Write();
}

}  // namespace imprint::integrator

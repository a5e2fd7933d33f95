#include "surface/native/version_json.h"

#include "base/time.h"
#include "surface/native/wire_parts.h"

namespace imprint::native {
namespace {

void AppendVersionMembers(const Services& services, const NumberedVersion& version,
                          json::Writer& writer) {
  const TemplateVersion& row = version.row;
  writer.Key("number").Number(row.number);
  writer.Key("hash").String(HexOf(row.version));
  writer.Key("note").String(row.note);
  writer.Key("created").String(FormatIso(row.created));
  writer.Key("resources").Number(version.resources);
  writer.Key("current").Bool(version.current);
  writer.Key("deprecated");
  AppendDeprecated(row.deprecated, writer);
  writer.Key("signature");
  AppendSignature(services, row.version, row.signature, writer);
}

void AppendRef(const ResourceRef& ref, json::Writer& writer) {
  writer.BeginObject();
  AppendRefMembers(ref.model, ref.template_id, ref.name, writer);
  writer.EndObject();
}

void AppendRefs(const std::vector<ResourceRef>& refs, json::Writer& writer) {
  writer.BeginArray();
  for (const ResourceRef& ref : refs) AppendRef(ref, writer);
  writer.EndArray();
}

void AppendContents(const CompiledVersion& content, json::Writer& writer) {
  writer.Key("contents").BeginArray();
  for (const CompiledResource& resource : content.resources) {
    if (resource.model != Model::kConnection) AppendRef(RefOf(resource), writer);
  }
  writer.EndArray().Key("connections").BeginArray();
  for (const std::uint32_t ordinal : content.OrdinalsOf(Model::kConnection)) {
    const CompiledResource& connection = content.resources[ordinal];
    writer.BeginObject().Key("templateId").String(connection.template_id.Text());
    writer.Key("name").String(connection.name);
    writer.Key("type").String(connection.type).EndObject();
  }
  writer.EndArray();
}

void AppendVariables(const CompiledVersion& content, json::Writer& writer) {
  writer.Key("variables").BeginArray();
  for (const Variable& variable : content.variables) {
    writer.BeginObject().Key("name").String(variable.name);
    writer.Key("uses").Number(static_cast<std::int64_t>(variable.places.size())).EndObject();
  }
  writer.EndArray();
}

void AppendWarnings(const CompiledVersion& content, json::Writer& writer) {
  writer.Key("warnings").BeginArray();
  for (const Warning& warning : content.warnings) {
    writer.BeginObject().Key("code").String(warning.code);
    writer.Key("message").String(warning.message);
    writer.Key("templateId").String(content.TemplateIdOf(warning.place.ordinal).Text());
    if (!warning.place.path.empty()) writer.Key("path").String(warning.place.path);
    writer.EndObject();
  }
  writer.EndArray();
}

void AppendNames(const std::vector<std::string>& names, json::Writer& writer) {
  writer.BeginArray();
  for (const std::string& name : names) writer.String(name);
  writer.EndArray();
}

}  // namespace

std::string VersionList(const Services& services, const std::vector<NumberedVersion>& versions) {
  std::string body;
  json::Writer writer(body);
  writer.BeginObject().Key("items").BeginArray();
  for (const NumberedVersion& version : versions) {
    writer.BeginObject();
    AppendVersionMembers(services, version, writer);
    writer.EndObject();
  }
  writer.EndArray();
  AppendNext({}, writer);
  writer.EndObject();
  return body;
}

std::string ChangedVersionBody(const Services& services, const NumberedVersion& version,
                               bool dry_run) {
  std::string body;
  json::Writer writer(body);
  writer.BeginObject();
  AppendVersionMembers(services, version, writer);
  AppendDryRun(dry_run, writer);
  writer.EndObject();
  return body;
}

std::string VersionBody(const Services& services, const NumberedVersion& version,
                        const CompiledVersion& content) {
  std::string body;
  json::Writer writer(body);
  writer.BeginObject();
  AppendVersionMembers(services, version, writer);
  AppendContents(content, writer);
  AppendVariables(content, writer);
  AppendWarnings(content, writer);
  writer.EndObject();
  return body;
}

std::string DiffBody(const VersionComparison& comparison) {
  const VersionDiff& diff = comparison.diff;
  std::string body;
  json::Writer writer(body);
  writer.BeginObject().Key("from").Number(comparison.from.row.number);
  writer.Key("to").Number(comparison.to.row.number);
  writer.Key("added");
  AppendRefs(diff.added, writer);
  writer.Key("removed");
  AppendRefs(diff.removed, writer);
  writer.Key("changed").BeginArray();
  for (const ChangedResource& changed : diff.changed) {
    const ResourceRef& ref = changed.resource;
    writer.BeginObject();
    AppendRefMembers(ref.model, ref.template_id, ref.name, writer);
    writer.Key("fields");
    AppendDifferences(changed.fields, "from", "to", writer);
    writer.EndObject();
  }
  writer.EndArray().Key("unchanged").Number(diff.unchanged);
  writer.Key("variables").BeginObject().Key("added");
  AppendNames(diff.variables_added, writer);
  writer.Key("removed");
  AppendNames(diff.variables_removed, writer);
  writer.EndObject().EndObject();
  return body;
}

}  // namespace imprint::native

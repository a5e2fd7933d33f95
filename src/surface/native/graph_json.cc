#include "surface/native/graph_json.h"

#include "surface/native/wire_parts.h"

namespace imprint::native {
namespace {

void AppendRefMembersOf(const CompiledResource& resource, json::Writer& writer) {
  AppendRefMembers(resource.model, resource.template_id, resource.name, writer);
}

void AppendNode(const CompiledVersion& version, const GraphNode& node, json::Writer& writer) {
  writer.BeginObject();
  AppendRefMembersOf(version.resources[node.ordinal], writer);
  if (!node.type.empty()) writer.Key("type").String(node.type);
  writer.EndObject();
}

void AppendEdge(const CompiledVersion& version, const GraphEdge& edge, json::Writer& writer) {
  writer.BeginObject().Key("from").String(version.TemplateIdOf(edge.from).Text());
  writer.Key("to").String(version.TemplateIdOf(edge.to).Text()).Key("paths").BeginArray();
  for (const std::string& path : edge.paths) writer.String(path);
  writer.EndArray().Key("pathCount").Number(edge.path_count).EndObject();
}

void AppendPlaces(const CompiledVersion& version, const std::vector<VersionResource::Place>& places,
                  json::Writer& writer) {
  writer.BeginArray();
  for (const VersionResource::Place& place : places) {
    writer.BeginObject().Key("path").String(place.path);
    AppendRefMembersOf(version.resources[place.ordinal], writer);
    writer.EndObject();
  }
  writer.EndArray();
}

}  // namespace

std::string GraphBody(const LoadedGraph& loaded) {
  const CompiledVersion& version = *loaded.content;
  std::string body;
  json::Writer writer(body);
  writer.BeginObject().Key("number").Number(loaded.version.row.number);
  writer.Key("hash").String(HexOf(loaded.version.row.version)).Key("nodes").BeginArray();
  for (const GraphNode& node : loaded.graph.nodes) AppendNode(version, node, writer);
  writer.EndArray().Key("edges").BeginArray();
  for (const GraphEdge& edge : loaded.graph.edges) AppendEdge(version, edge, writer);
  writer.EndArray().EndObject();
  return body;
}

std::string VersionResourceBody(const LoadedResource& loaded) {
  const CompiledVersion& version = *loaded.content;
  const VersionResource& resource = loaded.resource;
  std::string body;
  json::Writer writer(body);
  writer.BeginObject();
  AppendRefMembersOf(version.resources[resource.ordinal], writer);
  writer.Key("document").Raw(resource.document).Key("references");
  AppendPlaces(version, resource.references, writer);
  writer.Key("usedBy");
  AppendPlaces(version, resource.used_by, writer);
  writer.EndObject();
  return body;
}

}  // namespace imprint::native

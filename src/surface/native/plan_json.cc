#include "surface/native/plan_json.h"

#include "surface/native/errors.h"
#include "surface/native/wire_parts.h"

namespace imprint::native {
namespace {

// No default: a new value does not compile until it has its name here.
std::string_view NameOfReason(CandidateReason reason) {
  switch (reason) {
    case CandidateReason::kSameApplication:
      return "sameApplication";
    case CandidateReason::kSameHost:
      return "sameHost";
    case CandidateReason::kMappedBefore:
      return "mappedBefore";
  }
  return "";
}

std::string_view NameOfBinder(BoundBy by) {
  switch (by) {
    case BoundBy::kRequest:
      return "request";
    case BoundBy::kSaved:
      return "saved";
    case BoundBy::kUnambiguous:
      return "unambiguous";
  }
  return "";
}

std::string_view NameOfType(VariableType type) {
  switch (type) {
    case VariableType::kString:
      return "string";
    case VariableType::kNumber:
      return "number";
    case VariableType::kBoolean:
      return "boolean";
    case VariableType::kUrl:
      return "url";
    case VariableType::kSecret:
      return "secret";
  }
  return "";
}

void AppendSource(const Plan& plan, json::Writer& writer) {
  writer.Key("kind").String(KindOf(plan.dialect)).Key("template");
  if (plan.from_template) {
    writer.BeginObject().Key("id").String(plan.from_template->id.Text());
    writer.Key("name").String(plan.from_template->name).EndObject();
  } else {
    writer.Raw("null");
  }
  writer.Key("version");
  if (plan.version_number) {
    writer.BeginObject().Key("number").Number(*plan.version_number);
    writer.Key("hash").String(HexOf(plan.version)).Key("deprecated");
    AppendDeprecated(plan.deprecated, writer);
    writer.EndObject();
  } else {
    writer.Raw("null");
  }
  writer.Key("hash").String(HexOf(plan.version));
}

void AppendResources(const std::vector<PlannedResource>& resources, json::Writer& writer) {
  writer.BeginArray();
  for (const PlannedResource& resource : resources) {
    writer.BeginObject();
    AppendRefMembers(resource.model, resource.template_id, resource.name, writer);
    if (!resource.needed_by.empty()) {
      writer.Key("neededBy").BeginArray();
      for (const Id& id : resource.needed_by) writer.String(id.Text());
      writer.EndArray();
    }
    writer.EndObject();
  }
  writer.EndArray();
}

void AppendCandidates(const std::vector<ConnectionCandidate>& candidates, json::Writer& writer) {
  writer.BeginArray();
  for (const ConnectionCandidate& candidate : candidates) {
    writer.BeginObject().Key("id").String(candidate.id.Text());
    writer.Key("name").String(candidate.name).Key("score").Number(candidate.score);
    writer.Key("reasons").BeginArray();
    for (const CandidateReason reason : candidate.reasons) writer.String(NameOfReason(reason));
    writer.EndArray().EndObject();
  }
  writer.EndArray();
}

void AppendUses(const VariableUses& uses, const CompiledVersion& content, json::Writer& writer) {
  writer.BeginArray();
  for (const VariableUse& use : uses.uses) {
    const CompiledResource& resource = content.resources[use.ordinal];
    writer.BeginObject();
    AppendRefMembers(resource.model, resource.template_id, resource.name, writer);
    writer.Key("path").String(use.path).EndObject();
  }
  writer.EndArray();
}

void AppendSecrets(const std::vector<PlannedSecret>& secrets, json::Writer& writer) {
  writer.BeginArray();
  for (const PlannedSecret& secret : secrets) {
    writer.BeginObject().Key("name").String(secret.name);
    if (!secret.template_id.empty()) writer.Key("templateId").String(secret.template_id.Text());
    writer.Key("message").String(secret.message).EndObject();
  }
  writer.EndArray();
}

// Where the note is, and the end of its object.
void EndNote(const PlanNote& note, json::Writer& writer) {
  if (!note.template_id.empty()) writer.Key("templateId").String(note.template_id.Text());
  if (!note.path.empty()) writer.Key("path").String(note.path);
  writer.EndObject();
}

}  // namespace

void AppendConnections(const std::vector<PlannedConnection>& connections, json::Writer& writer) {
  writer.BeginArray();
  for (const PlannedConnection& connection : connections) {
    writer.BeginObject().Key("templateId").String(connection.template_id.Text());
    writer.Key("name").String(connection.name).Key("type").String(connection.type);
    if (!connection.host.empty()) writer.Key("host").String(connection.host);
    if (const auto& bound = connection.bound) {
      writer.Key("boundTo").BeginObject().Key("id").String(bound->id.Text());
      writer.Key("name").String(bound->name).EndObject();
      writer.Key("boundBy").String(NameOfBinder(bound->by));
    }
    writer.Key("created").Bool(connection.created).Key("candidates");
    AppendCandidates(connection.candidates, writer);
    writer.EndObject();
  }
  writer.EndArray();
}

void AppendVariables(const std::vector<PlannedVariable>& variables, const CompiledVersion& content,
                     json::Writer& writer) {
  writer.BeginArray();
  for (const PlannedVariable& variable : variables) {
    writer.BeginObject().Key("name").String(variable.name);
    writer.Key("type").String(NameOfType(variable.type));
    writer.Key("filled").Bool(variable.filled).Key("saved").Bool(variable.saved);
    if (variable.value) writer.Key("value").Raw(*variable.value);
    if (variable.default_value) writer.Key("default").Raw(*variable.default_value);
    writer.Key("uses");
    AppendUses(variable.uses, content, writer);
    writer.Key("useCount").Number(static_cast<std::int64_t>(variable.uses.count)).EndObject();
  }
  writer.EndArray();
}

void AppendNotFollowed(const std::vector<PlanNote>& notes, json::Writer& writer) {
  writer.BeginArray();
  for (const PlanNote& note : notes) {
    writer.BeginObject().Key("message").String(note.message);
    EndNote(note, writer);
  }
  writer.EndArray();
}

void AppendWarnings(const std::vector<PlanNote>& notes, json::Writer& writer) {
  writer.BeginArray();
  for (const PlanNote& note : notes) {
    writer.BeginObject().Key("code").String(note.code).Key("message").String(note.message);
    EndNote(note, writer);
  }
  writer.EndArray();
}

void AppendPlan(const Services& services, const Plan& plan, const CompiledVersion& content,
                json::Writer& writer) {
  writer.BeginObject().Key("fingerprint").String(HexOf(plan.fingerprint));
  writer.Key("installable").Bool(plan.installable);
  AppendSource(plan, writer);
  writer.Key("signature");
  AppendSignature(services, plan.version, plan.signature, writer);
  writer.Key("stackRequired").Bool(plan.stack_required).Key("resources");
  AppendResources(plan.resources, writer);
  writer.Key("connections");
  AppendConnections(plan.connections, writer);
  writer.Key("variables");
  AppendVariables(plan.variables, content, writer);
  writer.Key("secrets");
  AppendSecrets(plan.secrets, writer);
  writer.Key("notFollowed");
  AppendNotFollowed(plan.not_followed, writer);
  writer.Key("warnings");
  AppendWarnings(plan.warnings, writer);
  writer.Key("problems");
  AppendProblems(plan.problems, writer);
  writer.Key("into");
  if (plan.into) {
    writer.BeginObject().Key("id").String(plan.into->id.Text());
    writer.Key("name").String(plan.into->name).EndObject();
  } else {
    writer.Raw("null");
  }
  writer.EndObject();
}

}  // namespace imprint::native

#include "surface/native/installation_json.h"

#include "app/rendered_size.h"
#include "base/time.h"
#include "model/installed_ids.h"
#include "surface/native/wire_parts.h"

namespace imprint::native {
namespace {

// No default: a new value does not compile until it has its name here.
std::string_view NameOfState(InstalledState state) {
  switch (state) {
    case InstalledState::kInstalled:
      return "installed";
    case InstalledState::kEdited:
      return "edited";
    case InstalledState::kDeleted:
      return "deleted";
    case InstalledState::kAdded:
      return "added";
  }
  return "";
}

std::string_view NameOfChange(InstallationChange change) {
  switch (change) {
    case InstallationChange::kUpgrade:
      return "upgrade";
    case InstallationChange::kRollback:
      return "rollback";
    case InstallationChange::kRevert:
      return "revert";
  }
  return "";
}

void AppendTemplateName(const InstallationSummary& summary, json::Writer& writer) {
  if (!summary.from_template) {
    writer.Raw("null");
    return;
  }
  writer.BeginObject().Key("id").String(summary.from_template->Text());
  if (summary.template_name) writer.Key("name").String(*summary.template_name);
  writer.EndObject();
}

void AppendSummaryMembers(const InstallationSummary& summary, json::Writer& writer) {
  writer.Key("id").String(summary.id.Text());
  writer.Key("kind").String(KindOf(summary.dialect));
  writer.Key("name").String(summary.name).Key("template");
  AppendTemplateName(summary, writer);
  writer.Key("version");
  AppendVersionName(summary.version_number, summary.version, writer);
  writer.Key("latest");
  if (summary.latest_number) {
    writer.BeginObject().Key("number").Number(*summary.latest_number).EndObject();
  } else {
    writer.Raw("null");
  }
  writer.Key("upgradeAvailable").Bool(summary.upgrade_available);
  writer.Key("created").String(FormatIso(summary.created));
}

void AppendResourceMembers(const InstalledResource& resource, json::Writer& writer) {
  AppendRefMembers(resource.model, resource.template_id, resource.name, writer);
  writer.Key("id").String(resource.id.Text());
  writer.Key("state").String(NameOfState(resource.state));
}

void AppendId(const Id& id, std::string& out) {
  char text[36];
  out.append(text, id.WriteText(text));
}

void AppendDrifted(const DriftedResource& drifted, json::Writer& writer) {
  writer.BeginObject();
  AppendResourceMembers(drifted.resource, writer);
  writer.Key("fields");
  AppendDifferences(drifted.fields, "template", "installed", writer);
  writer.Key("fieldsLeftOut").Bool(drifted.fields_left_out).EndObject();
}

void AppendBound(const std::vector<BoundConnection>& connections, json::Writer& writer) {
  writer.BeginArray();
  for (const BoundConnection& connection : connections) {
    writer.BeginObject().Key("templateId").String(connection.template_id.Text());
    writer.Key("name").String(connection.name);
    writer.Key("id").String(connection.id.Text()).EndObject();
  }
  writer.EndArray();
}

void AppendToDo(const ToDo& to_do, json::Writer& writer) {
  writer.BeginObject().Key("goneConnections");
  AppendBound(to_do.gone, writer);
  writer.Key("disabledFlows").BeginArray();
  for (const ResourceId& flow : to_do.disabled_flows) writer.String(flow.Text());
  writer.EndArray().Key("secrets").BeginArray();
  for (const MissingSecret& secret : to_do.secrets) {
    writer.BeginObject().Key("model").String(ModelName(secret.model));
    writer.Key("id").String(secret.id.Text()).Key("name").String(secret.name);
    writer.Key("message").String(secret.message).EndObject();
  }
  writer.EndArray().Key("unfilled").BeginArray();
  for (const std::string& name : to_do.unfilled) writer.String(name);
  writer.EndArray().EndObject();
}

}  // namespace

std::string InstallationPageBody(const InstallationPage& page) {
  std::string body;
  json::Writer writer(body);
  writer.BeginObject().Key("items").BeginArray();
  for (const InstallationSummary& summary : page.items) {
    writer.BeginObject();
    AppendSummaryMembers(summary, writer);
    writer.EndObject();
  }
  writer.EndArray();
  AppendNext(page.next ? page.next->Text() : std::string(), writer);
  writer.EndObject();
  return body;
}

void AppendInstallation(const InstallationView& view, json::Writer& writer) {
  writer.BeginObject();
  AppendSummaryMembers(view.summary, writer);
  writer.Key("resources").BeginArray();
  for (const InstalledResource& resource : view.resources) {
    writer.BeginObject();
    AppendResourceMembers(resource, writer);
    writer.EndObject();
  }
  writer.EndArray().Key("connections");
  AppendBound(view.connections, writer);
  writer.Key("variables").BeginObject();
  for (const auto& [name, value] : view.variables) writer.Key(name).Raw(value);
  writer.EndObject().Key("selected").Bool(view.selected);
  writer.Key("into").Raw(view.into ? json::Quote(view.into->Text()) : "null").Key("toDo");
  AppendToDo(view.to_do, writer);
  writer.EndObject();
}

std::string InstalledIdsBody(const Installed& installed) {
  const CompiledVersion& version = *installed.version;
  const Installation& installation = installed.installation;
  std::string body;
  body.reserve(IdAnswerBytes(version));
  body += "{\"id\":\"";
  AppendId(installation.id.id, body);
  body += "\",\"resources\":[";
  bool first = true;
  for (InstalledIds ids(version, installation); ids.Next(); first = false) {
    if (!first) body += ',';
    body += "{\"model\":\"";
    body += ModelName(version.resources[ids.ordinal()].model);
    body += "\",\"templateId\":\"";
    AppendId(version.TemplateIdOf(ids.ordinal()), body);
    body += "\",\"id\":\"";
    body += ids.id();
    body += "\"}";
  }
  body += "]}";
  return body;
}

std::string DriftBody(const Drift& drift) {
  std::string body;
  json::Writer writer(body);
  writer.BeginObject().Key("resources").BeginArray();
  for (const DriftedResource& drifted : drift.resources) AppendDrifted(drifted, writer);
  writer.EndArray().EndObject();
  return body;
}

std::string HistoryBody(const std::vector<HistoryEntry>& history) {
  std::string body;
  json::Writer writer(body);
  writer.BeginObject().Key("items").BeginArray();
  for (const HistoryEntry& entry : history) {
    const InstallationStep& step = entry.step;
    writer.BeginObject().Key("number").Number(step.number);
    writer.Key("change").String(NameOfChange(step.change));
    writer.Key("created").String(FormatIso(step.created));
    if (!step.token.empty()) writer.Key("token").String(step.token);
    writer.Key("from");
    AppendVersionName(entry.number_before, step.version_before, writer);
    writer.Key("to");
    AppendVersionName(entry.number_after, step.version_after, writer);
    writer.EndObject();
  }
  writer.EndArray();
  AppendNext({}, writer);
  writer.EndObject();
  return body;
}

std::string RevertedBody(const Reverted& reverted, bool dry_run) {
  std::string body;
  json::Writer writer(body);
  writer.BeginObject().Key("resource");
  AppendDrifted(reverted.resource, writer);
  writer.Key("step").Number(reverted.step);
  AppendDryRun(dry_run, writer);
  writer.EndObject();
  return body;
}

std::string RolledBackBody(const RolledBack& rolled_back, const InstallationView& view,
                           bool dry_run) {
  std::string body;
  json::Writer writer(body);
  writer.BeginObject().Key("installation");
  AppendInstallation(view, writer);
  writer.Key("step").Number(rolled_back.step).Key("edited");
  AppendUsers(rolled_back.edited, writer);
  AppendDryRun(dry_run, writer);
  writer.EndObject();
  return body;
}

std::string UninstalledBody(const Uninstalled& uninstalled, bool dry_run) {
  std::string body;
  json::Writer writer(body);
  writer.BeginObject().Key("removed");
  AppendUsers(uninstalled.removed, writer);
  writer.Key("edited");
  AppendUsers(uninstalled.edited, writer);
  writer.Key("users");
  AppendUsers(uninstalled.users, writer);
  AppendDryRun(dry_run, writer);
  writer.EndObject();
  return body;
}

}  // namespace imprint::native

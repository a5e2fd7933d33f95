#include "surface/native/installation_handlers.h"

#include "app/drift.h"
#include "app/history.h"
#include "app/installations.h"
#include "app/revert.h"
#include "app/rollback.h"
#include "app/uninstall.h"
#include "surface/native/installation_json.h"
#include "surface/native/wire_parts.h"

namespace imprint::native {
namespace {

/// The installation that a route names, for a request without parameters.
Result<InstallationId> InstallationOf(const http::Request& request) {
  if (auto good = QueryReader(request).RefuseOthers(); !good) return Pass(good);
  auto id = IdParam(request, "installation");
  if (!id) return Pass(id);
  return InstallationId(*id);
}

/// The same for a change: whether it is only tried, too.
struct Target {
  InstallationId id;
  bool dry_run;
};
Result<Target> TargetOf(const http::Request& request) {
  QueryReader query(request);
  const bool dry_run = query.Flag("dryRun");
  if (auto good = query.RefuseOthers(); !good) return Pass(good);
  auto id = IdParam(request, "installation");
  if (!id) return Pass(id);
  return Target{InstallationId(*id), dry_run};
}

}  // namespace

Result<http::Response> GetInstallations(const Context& context, const Account& caller,
                                        const http::Request& request) {
  QueryReader query(request);
  std::optional<TemplateId> from_template;
  if (const auto id = query.AnyId("template")) from_template = TemplateId(*id);
  const InstallationId after(query.AnyId("cursor").value_or(Id()));
  const std::size_t limit = query.Limit(context.services.limits.page_items);
  if (auto good = query.RefuseOthers(); !good) return Pass(good);
  auto page = ListInstallations(context.services, caller.id, from_template, after, limit);
  if (!page) return Pass(page);
  return Counted(context, Json(200, InstallationPageBody(*page)));
}

Result<http::Response> GetInstallation(const Context& context, const Account& caller,
                                       const http::Request& request) {
  auto id = InstallationOf(request);
  if (!id) return Pass(id);
  auto view = ReadInstallation(context.services, caller.id, *id);
  if (!view) return Pass(view);
  std::string body;
  json::Writer writer(body);
  AppendInstallation(*view, writer);
  return Large(Json(200, std::move(body)), std::move(view->held));
}

Result<http::Response> DeleteInstallation(const Context& context, const Account& caller,
                                          const http::Request& request) {
  QueryReader query(request);
  UninstallRequest wanted;
  wanted.account = caller.id;
  wanted.discard_edits = query.Flag("discardEdits");
  wanted.break_references = query.Flag("breakReferences");
  wanted.dry_run = query.Flag("dryRun");
  if (auto good = query.RefuseOthers(); !good) return Pass(good);
  auto id = IdParam(request, "installation");
  if (!id) return Pass(id);
  wanted.installation = InstallationId(*id);
  auto uninstalled = Uninstall(context.services, wanted);
  if (!uninstalled) return Pass(uninstalled);
  return Told(context, Json(200, UninstalledBody(*uninstalled, wanted.dry_run)));
}

Result<http::Response> GetDrift(const Context& context, const Account& caller,
                                const http::Request& request) {
  auto id = InstallationOf(request);
  if (!id) return Pass(id);
  auto drift = ReadDrift(context.services, caller.id, *id);
  if (!drift) return Pass(drift);
  return Large(Json(200, DriftBody(*drift)), std::move(drift->held));
}

Result<http::Response> GetHistory(const Context& context, const Account& caller,
                                  const http::Request& request) {
  auto id = InstallationOf(request);
  if (!id) return Pass(id);
  auto history = ListHistory(context.services, caller.id, *id);
  if (!history) return Pass(history);
  return Json(200, HistoryBody(*history));
}

Result<http::Response> PostRevert(const Context& context, const Account& caller,
                                  const http::Request& request) {
  auto target = TargetOf(request);
  if (!target) return Pass(target);
  auto body = ParseBody(context, request);
  if (!body) return Pass(body);
  RevertRequest wanted;
  wanted.account = caller.id;
  wanted.installation = target->id;
  wanted.dry_run = target->dry_run;
  auto read = ReadBody(context, *body, [&](ObjectReader& reader, Faults&) {
    reader.Require("resource");
    wanted.resource = reader.AnyId("resource").value_or(Id());
    wanted.field = reader.Text("field");
  });
  if (!read) return Pass(read);
  auto reverted = RevertResource(context.services, wanted);
  if (!reverted) return Pass(reverted);
  return Told(context, Json(200, RevertedBody(*reverted, wanted.dry_run)));
}

Result<http::Response> PostRollback(const Context& context, const Account& caller,
                                    const http::Request& request) {
  auto target = TargetOf(request);
  if (!target) return Pass(target);
  auto document = ParseBody(context, request);
  if (!document) return Pass(document);
  RollbackRequest wanted;
  wanted.account = caller.id;
  wanted.installation = target->id;
  wanted.dry_run = target->dry_run;
  auto read = ReadBody(context, *document, [&](ObjectReader& reader, Faults&) {
    wanted.step = reader.Number("step");
    wanted.discard_edits = reader.Flag("discardEdits").value_or(false);
  });
  if (!read) return Pass(read);
  auto rolled_back = Rollback(context.services, wanted);
  if (!rolled_back) return Pass(rolled_back);
  auto view = ReadInstallation(context.services, caller.id, target->id);
  if (!view) return Pass(view);
  return Large(Json(200, RolledBackBody(*rolled_back, *view, wanted.dry_run)),
               std::move(view->held));
}

}  // namespace imprint::native

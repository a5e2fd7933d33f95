#include "surface/native/upgrade_handlers.h"

#include "app/installations.h"
#include "app/upgrade.h"
#include "surface/native/errors.h"
#include "surface/native/installation_json.h"
#include "surface/native/upgrade_json.h"
#include "surface/native/upgrade_request.h"
#include "surface/native/wire_parts.h"

namespace imprint::native {
namespace {

enum class Purpose { kPlan, kApply };

Result<UpgradeRequest> ReadUpgrade(const Context& context, const Account& caller,
                                   const http::Request& request, Purpose purpose) {
  QueryReader query(request);
  UpgradeRequest wanted;
  if (purpose == Purpose::kApply) wanted.dry_run = query.Flag("dryRun");
  if (auto good = query.RefuseOthers(); !good) return Pass(good);
  auto id = IdParam(request, "installation");
  if (!id) return Pass(id);
  auto body = ParseBody(context, request);
  if (!body) return Pass(body);
  wanted.account = caller.id;
  wanted.installation = InstallationId(*id);
  auto read = ReadBody(context, *body, [&](ObjectReader& reader, Faults& faults) {
    ReadUpgradeRequest(reader, faults, wanted);
    if (purpose == Purpose::kApply) wanted.fingerprint = reader.HashText("fingerprint");
  });
  if (!read) return Pass(read);
  return wanted;
}

Result<std::string> PlanBody(const Context& context, const UpgradePlan& plan) {
  auto content = context.services.versions.Get(plan.to.hash);
  if (!content) return Pass(content);
  std::string body;
  json::Writer writer(body);
  AppendUpgradePlan(plan, **content, writer);
  return body;
}

int StatusOf(const Error& refused) {
  const ErrorCode code = refused.code();
  return code == ErrorCode::kPlanChanged || code == ErrorCode::kMergeConflict ? 409 : 422;
}

}  // namespace

Result<http::Response> PostUpgradePlan(const Context& context, const Account& caller,
                                       const http::Request& request) {
  auto wanted = ReadUpgrade(context, caller, request, Purpose::kPlan);
  if (!wanted) return Pass(wanted);
  auto plan = PlanUpgrade(context.services, *wanted);
  if (!plan) return Pass(plan);
  auto body = PlanBody(context, *plan);
  if (!body) return Pass(body);
  return Large(Json(200, std::move(*body)), std::move(plan->held));
}

Result<http::Response> PostUpgrade(const Context& context, const Account& caller,
                                   const http::Request& request) {
  auto wanted = ReadUpgrade(context, caller, request, Purpose::kApply);
  if (!wanted) return Pass(wanted);
  auto outcome = Upgrade(context.services, *wanted);
  if (!outcome) return Pass(outcome);
  auto plan = PlanBody(context, outcome->plan);
  if (!plan) return Pass(plan);
  if (const auto& refused = outcome->refused) {
    return Large(RenderRefusal(StatusOf(*refused), *refused, *plan), std::move(outcome->plan.held));
  }
  outcome->plan.held.reset();  // what is read next asks for its own
  auto view = ReadInstallation(context.services, caller.id, wanted->installation);
  if (!view) return Pass(view);
  std::string body;
  json::Writer writer(body);
  writer.BeginObject().Key("plan").Raw(*plan).Key("installation");
  AppendInstallation(*view, writer);
  writer.Key("step");
  AppendNumber(outcome->step, writer);
  AppendDryRun(wanted->dry_run, writer);
  writer.EndObject();
  view->held.reset();
  return Told(context, Json(200, std::move(body)));
}

}  // namespace imprint::native

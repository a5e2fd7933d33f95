#include "surface/native/plan_handlers.h"

#include "app/installations.h"
#include "app/planned_install.h"
#include "surface/http/account/idempotency_key.h"
#include "surface/native/errors.h"
#include "surface/native/installation_json.h"
#include "surface/native/plan_json.h"
#include "surface/native/plan_request.h"
#include "surface/native/wire_parts.h"

namespace imprint::native {
namespace {

Result<std::string> PlanBody(const Context& context, const Plan& plan) {
  auto content = context.services.versions.Get(plan.version);
  if (!content) return Pass(content);
  std::string body;
  json::Writer writer(body);
  AppendPlan(context.services, plan, **content, writer);
  return body;
}

Result<PlannedInstall> ReadInstall(const Context& context, const Account& caller,
                                   const http::Request& request) {
  QueryReader query(request);
  PlannedInstall install;
  install.dry_run = query.Flag("dryRun");
  constexpr std::string_view kForms[] = {"ids"};
  if (query.Choice("fields", kForms)) install.answer = AnswerForm::kIds;
  if (auto good = query.RefuseOthers(); !good) return Pass(good);
  auto body = ParseBody(context, request);
  if (!body) return Pass(body);
  install.request.account = caller.id;
  auto read = ReadBody(context, *body, [&](ObjectReader& reader, Faults& faults) {
    ReadPlanRequest(reader, faults, install.request);
    reader.Require("fingerprint");
    install.fingerprint = reader.HashText("fingerprint").value_or(Hash());
  });
  if (!read) return Pass(read);
  auto key = http::IdempotencyKeyOf(request);
  if (!key) return Pass(key);
  if (install.dry_run) return install;
  install.idempotency_key = std::move(key->key);
  install.request_hash = key->request;
  return install;
}

Result<http::Response> Refused(const Context& context, int status, const Error& error, Plan plan) {
  auto body = PlanBody(context, plan);
  if (!body) return Pass(body);
  return Large(RenderRefusal(status, error, *body), std::move(plan.held));
}

// What an install would be has ids that nothing gets, so the plan is told in its stead.
Result<http::Response> Tried(const Context& context, const PlanRequest& request) {
  auto plan = MakePlan(context.services, request);
  if (!plan) return Pass(plan);
  auto text = PlanBody(context, *plan);
  if (!text) return Pass(text);
  std::string body;
  json::Writer writer(body);
  writer.BeginObject().Key("plan").Raw(*text);
  AppendDryRun(true, writer);
  writer.EndObject();
  return Large(Json(200, std::move(body)), std::move(plan->held));
}

Result<http::Response> Made(const Context& context, const Account& caller, InstallationId id) {
  auto view = ReadInstallation(context.services, caller.id, id);
  if (!view) return Pass(view);
  std::string body;
  json::Writer writer(body);
  AppendInstallation(*view, writer);
  return Large(Json(201, std::move(body)), std::move(view->held));
}

}  // namespace

Result<http::Response> PostPlan(const Context& context, const Account& caller,
                                const http::Request& request) {
  if (auto good = QueryReader(request).RefuseOthers(); !good) return Pass(good);
  auto document = ParseBody(context, request);
  if (!document) return Pass(document);
  PlanRequest wanted;
  wanted.account = caller.id;
  auto read = ReadBody(context, *document, [&](ObjectReader& reader, Faults& faults) {
    ReadPlanRequest(reader, faults, wanted);
  });
  if (!read) return Pass(read);
  auto plan = MakePlan(context.services, wanted);
  if (!plan) return Pass(plan);
  auto body = PlanBody(context, *plan);
  if (!body) return Pass(body);
  return Large(Json(200, std::move(*body)), std::move(plan->held));
}

Result<http::Response> PostInstallation(const Context& context, const Account& caller,
                                        const http::Request& request) {
  auto install = ReadInstall(context, caller, request);
  if (!install) return Pass(install);
  auto outcome = InstallByPlan(context.services, *install);
  if (!outcome) return Pass(outcome);
  switch (outcome->kind) {
    case PlannedOutcome::Kind::kInstalled:
      break;
    case PlannedOutcome::Kind::kPlanChanged:
      return Refused(context, 409,
                     Error(ErrorCode::kPlanChanged,
                           "What the plan relied on has changed; nothing was installed."),
                     std::move(*outcome->plan));
    case PlannedOutcome::Kind::kNotInstallable: {
      const Error error(outcome->plan->problems);
      return Refused(context, 422, error, std::move(*outcome->plan));
    }
  }
  if (install->answer == AnswerForm::kIds && !install->dry_run) {
    return Large(Json(201, InstalledIdsBody(*outcome->installed)),
                 std::move(outcome->installed->held));
  }
  const InstallationId id = outcome->installed->installation.id;
  outcome->installed.reset();  // and the memory that it holds
  if (install->dry_run) return Tried(context, install->request);
  return Made(context, caller, id);
}

}  // namespace imprint::native

#include "surface/integrator/install_handlers.h"

#include "app/content.h"
#include "app/install.h"
#include "surface/http/account/idempotency_key.h"
#include "surface/integrator/envelope.h"
#include "surface/integrator/install_json.h"

namespace imprint::integrator {
namespace {

void CountRenders(const Context& context, const CompiledVersion& version) {
  context.services.metrics.Add(Count::kRenders, version.resources.size());
}

// Its memory counts until it is sent.
http::Response Large(std::string body, HeldMemory held) {
  http::Response response = Json(200, std::move(body));
  response.held = std::move(held);
  return response;
}

Result<http::Response> Run(const Context& context, const http::Request& request,
                           const json::Document& document, InstallRequest wanted) {
  if (auto parsed = ParseInstall(document, context.services.limits.bundle_problems, wanted);
      !parsed) {
    return Pass(parsed);
  }
  auto key = http::IdempotencyKeyOf(request);
  if (!key) return Pass(key);
  wanted.idempotency_key = std::move(key->key);
  wanted.request_hash = key->request;
  auto installed = Install(context.services, wanted);
  if (!installed) return Pass(installed);
  std::string body;
  AppendInstalled(*installed, body);
  CountRenders(context, *installed->version);
  return Large(std::move(body), std::move(installed->held));
}

}  // namespace

Result<http::Response> PreviewTemplate(const Context& context, const Account& caller,
                                       const http::Request& request) {
  auto id = IdParam(request, "Template");
  if (!id) return Pass(id);
  auto content = ContentOfTemplate(context.services, caller.id, TemplateId(*id));
  if (!content) return Pass(content);
  std::string body;
  AppendPreview(*content->content.version, body);
  CountRenders(context, *content->content.version);
  return Large(std::move(body), std::move(content->content.held));
}

Result<http::Response> PreviewUpload(const Context& context, const Account& caller,
                                     const http::Request& request) {
  const std::string* run_key = request.Query("runKey");
  if (!run_key || run_key->empty()) {
    return Fail(ErrorCode::kMissingParameter, "runKey is required.", "runKey");
  }
  auto content = ContentOfUpload(context.services, caller.id, *run_key);
  if (!content) return Pass(content);
  std::string body;
  AppendPreview(*content->version, body);
  CountRenders(context, *content->version);
  return Large(std::move(body), std::move(content->held));
}

Result<http::Response> InstallTemplate(const Context& context, const Account& caller,
                                       const http::Request& request) {
  auto document = ParseObject(context, request);
  if (!document) return Pass(document);
  auto id = IdParam(request, "Template");
  if (!id) return Pass(id);
  InstallRequest wanted;
  wanted.account = caller.id;
  wanted.from_template = TemplateId(*id);
  return Run(context, request, *document, std::move(wanted));
}

Result<http::Response> InstallUpload(const Context& context, const Account& caller,
                                     const http::Request& request) {
  auto document = ParseObject(context, request);
  if (!document) return Pass(document);
  const auto run_key = document->root().StringMember("runKey");
  if (!run_key || run_key->empty()) {
    return Fail(ErrorCode::kMissingParameter, "runKey is required.", "runKey");
  }
  InstallRequest wanted;
  wanted.account = caller.id;
  wanted.run_key = *run_key;
  return Run(context, request, *document, std::move(wanted));
}

}  // namespace imprint::integrator

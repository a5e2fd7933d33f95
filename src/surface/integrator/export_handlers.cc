#include "surface/integrator/export_handlers.h"

#include <fmt/format.h>

#include <charconv>

#include "app/clone.h"
#include "app/export_download.h"
#include "base/json/writer.h"
#include "surface/http/account/idempotency_key.h"
#include "surface/integrator/envelope.h"
#include "surface/integrator/errors.h"
#include "surface/integrator/install_json.h"

namespace imprint::integrator {
namespace {

Result<SecretPolicy> SecretPolicyOf(const http::Request& request) {
  const std::string* secrets = request.Query("secrets");
  if (!secrets || secrets->empty() || *secrets == "refuse") return SecretPolicy::kRefuse;
  if (*secrets == "variables") return SecretPolicy::kVariables;
  return Fail(ErrorCode::kInvalidQuery, "secrets must be refuse or variables.", "secrets");
}

Result<http::Response> Export(Model model, const Context& context, const Account& caller,
                              const http::Request& request) {
  auto id = IdParam(request, NameOf(model));
  if (!id) return Pass(id);
  auto secrets = SecretPolicyOf(request);
  if (!secrets) return Pass(secrets);
  auto exported = ExportBundle(context.services, caller.id, model, *id, *secrets);
  if (!exported) return Pass(exported);
  auto upload = KeepExport(context.services, caller.id, *exported);
  if (!upload) return Pass(upload);
  const UploadSignature signature = SignDownload(context.services, *upload);
  std::string body;
  json::Writer writer(body);
  writer.BeginObject()
      .Key("signedURL")
      .String(fmt::format("{}/downloads/{}?expires={}&signature={}", BaseUrl(context, request),
                          upload->run_key, signature.expires, signature.signature));
  if (*secrets == SecretPolicy::kVariables) {
    writer.Key("variables").BeginArray();
    for (const std::string& variable : exported->variables) writer.String(variable);
    writer.EndArray();
  }
  writer.EndObject();
  return Json(200, std::move(body));
}

Result<CloneRequest> CloneRequestOf(Model model, const Account& caller,
                                    const http::Request& request) {
  auto id = IdParam(request, NameOf(model));
  if (!id) return Pass(id);
  CloneRequest wanted;
  wanted.account = caller.id;
  wanted.root = model;
  wanted.id = *id;
  return wanted;
}

// What an install's body says, as far as a clone has it, and where the copy goes.
Status ReadBody(const Context& context, const json::Document& document, CloneRequest& wanted) {
  InstallRequest read;
  std::vector<Problem> problems;
  auto parsed = ParseInstall(document, context.services.limits.bundle_problems, read);
  if (!parsed) problems = std::move(parsed.error().problems);
  const json::Value into = document.root()["_integrationId"];
  if (into.valid() && into.type() != json::Type::kNull) {
    const auto id = into.is_string() ? Id::FromObjectIdText(into.string()) : std::nullopt;
    if (id) wanted.into = *id;
    if (!id) {
      problems.push_back({ErrorCode::kInvalidField,
                          "_integrationId must be an id of 24 hex digits.", "_integrationId"});
    }
  }
  if (!problems.empty()) return Fail(Error(std::move(problems)));
  if (read.connection_map) wanted.connection_map = std::move(*read.connection_map);
  wanted.name = std::move(read.name);
  wanted.sandbox = read.sandbox;
  return {};
}

UploadSignature SignatureIn(const http::Request& request) {
  UploadSignature signature;
  if (const std::string* expires = request.Query("expires")) {
    const char* end = expires->data() + expires->size();
    const auto read = std::from_chars(expires->data(), end, signature.expires);
    if (read.ptr != end) signature.expires = 0;
  }
  if (const std::string* text = request.Query("signature")) signature.signature = *text;
  return signature;
}

}  // namespace

Result<http::Response> GetIntegrationTemplate(const Context& context, const Account& caller,
                                              const http::Request& request) {
  return Export(Model::kIntegration, context, caller, request);
}

Result<http::Response> GetFlowTemplate(const Context& context, const Account& caller,
                                       const http::Request& request) {
  return Export(Model::kFlow, context, caller, request);
}

Result<http::Response> GetClonePreview(Model model, const Context& context, const Account& caller,
                                       const http::Request& request) {
  auto wanted = CloneRequestOf(model, caller, request);
  if (!wanted) return Pass(wanted);
  auto content = PreviewClone(context.services, *wanted);
  if (!content) return Pass(content);
  std::string body;
  AppendPreview(*content->version, body);
  http::Response response = Json(200, std::move(body));
  response.held = std::move(content->held);
  return response;
}

Result<http::Response> PostClone(Model model, const Context& context, const Account& caller,
                                 const http::Request& request) {
  auto document = ParseObject(context, request);
  if (!document) return Pass(document);
  auto wanted = CloneRequestOf(model, caller, request);
  if (!wanted) return Pass(wanted);
  if (auto read = ReadBody(context, *document, *wanted); !read) return Pass(read);
  auto form = AnswerFormOf(request);
  if (!form) return Pass(form);
  wanted->answer = *form;
  auto key = http::IdempotencyKeyOf(request);
  if (!key) return Pass(key);
  wanted->idempotency_key = std::move(key->key);
  wanted->request_hash = key->request;
  auto cloned = Clone(context.services, *wanted);
  if (!cloned) return Pass(cloned);
  std::string body;
  if (*form == AnswerForm::kIds) {
    AppendInstalledIds(*cloned, body);
  } else {
    AppendInstalled(*cloned, body);
  }
  http::Response response = Json(201, std::move(body));
  response.held = std::move(cloned->held);
  return response;
}

http::Response GetDownload(const Site& site, const http::Request& request) {
  auto download = FetchDownload(site.services, request.Param("runKey"), SignatureIn(request));
  if (!download) {
    if (!download.error().detail.empty() && site.on_failure) {
      site.on_failure(request, download.error());
    }
    return RenderError(download.error());
  }
  http::Response response;
  response.body = std::move(download->bytes);
  response.content_type = download->upload.content_type;
  response.headers.emplace_back("Content-Disposition", fmt::format("attachment; filename=\"{}\"",
                                                                   download->upload.file_name));
  response.headers.emplace_back(
      "ETag", fmt::format("\"{}\"", crypto::Hex(crypto::AsText(download->upload.blob->bytes))));
  response.held = std::move(download->held);
  return response;
}

}  // namespace imprint::integrator

#include "surface/integrator/upload_handlers.h"

#include <fmt/format.h>

#include <charconv>

#include "app/templates.h"
#include "app/uploads.h"
#include "base/json/writer.h"
#include "surface/integrator/errors.h"

namespace imprint::integrator {
namespace {

constexpr std::string_view kZip = "application/zip";

Status CheckFileType(const http::Request& request) {
  const std::string* type = request.Query("file_type");
  if (!type || type->empty()) {
    return Fail(ErrorCode::kMissingParameter, "file_type is required: application/zip.",
                "file_type");
  }
  if (*type != kZip) {
    return Fail(ErrorCode::kInvalidQuery, "file_type must be application/zip.", "file_type");
  }
  return {};
}

std::string SignedUrl(const Context& context, const http::Request& request, const Upload& upload) {
  const Services& services = context.services;
  if (services.direct_uploads) {
    return services.direct_uploads->SignPut(upload.run_key, upload.content_type,
                                            services.clock.Now(),
                                            services.limits.upload_url_lifetime);
  }
  const UploadSignature signature = SignUpload(services, upload);
  return fmt::format("{}/uploads/{}?expires={}&signature={}", BaseUrl(context, request),
                     upload.run_key, signature.expires, signature.signature);
}

Result<http::Response> Start(const Context& context, const http::Request& request,
                             const UploadRequest& wanted) {
  auto upload = StartUpload(context.services, wanted);
  if (!upload) return Pass(upload);
  std::string body;
  json::Writer(body)
      .BeginObject()
      .Key("signedURL")
      .String(SignedUrl(context, request, *upload))
      .Key("runKey")
      .String(upload->run_key)
      .EndObject();
  return Json(200, std::move(body));
}

/// Takes a file; who sends it is known by the address alone.
class UploadSink final : public http::BodySink {
 public:
  UploadSink(const Services& services, const http::Request& request)
      : caller_{"", request.peer, request.id}, services_(services) {
    services_.caller = &caller_;
  }
  UploadSink(const UploadSink&) = delete;
  UploadSink& operator=(const UploadSink&) = delete;

  Status Open(std::string_view run_key) {
    auto receiver = ReceiveUpload(services_, run_key);
    if (!receiver) return Pass(receiver);
    receiver_ = std::move(*receiver);
    return {};
  }
  Status Write(std::string_view bytes) override { return receiver_->Write(bytes); }
  http::Response Finish() override {
    auto hash = receiver_->Finish();
    if (!hash) return RenderError(hash.error());
    http::Response response{.status = 200};
    response.headers.emplace_back("ETag",
                                  fmt::format("\"{}\"", crypto::Hex(crypto::AsText(hash->bytes))));
    return response;
  }

 private:
  const Caller caller_;
  Services services_;
  std::unique_ptr<UploadReceiver> receiver_;
};

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

Result<http::Response> GetSignedUrl(const Context& context, const Account& caller,
                                    const http::Request& request) {
  if (auto good = CheckFileType(request); !good) return Pass(good);
  const std::string* name = request.Query("file_name");
  if (!name || name->empty()) {
    return Fail(ErrorCode::kMissingParameter, "file_name is required.", "file_name");
  }
  return Start(context, request,
               {caller.id, std::nullopt, name->substr(0, 255), std::string(kZip)});
}

Result<http::Response> GetTemplateSignedUrl(const Context& context, const Account& caller,
                                            const http::Request& request) {
  if (auto partner = RequirePartner(caller); !partner) return Pass(partner);
  auto id = IdParam(request, "Template");
  if (!id) return Pass(id);
  if (auto good = CheckFileType(request); !good) return Pass(good);
  return Start(context, request, {caller.id, TemplateId(*id), "template.zip", std::string(kZip)});
}

Result<std::unique_ptr<http::BodySink>> OpenUpload(const Site& site, const http::Request& request) {
  const std::string_view run_key = request.Param("runKey");
  if (auto genuine = VerifyUpload(site.services, run_key, SignatureIn(request)); !genuine) {
    return Pass(genuine);
  }
  auto sink = std::make_unique<UploadSink>(site.services, request);
  if (auto opened = sink->Open(run_key); !opened) return Pass(opened);
  return sink;
}

}  // namespace imprint::integrator

#include "surface/integrator/install_handlers.h"

#include "app/content.h"
#include "app/install.h"
#include "surface/http/account/idempotency_key.h"
#include "surface/integrator/envelope.h"
#include "surface/integrator/install_json.h"

namespace imprint::integrator {
namespace {

void CountRenders(const Services& services, const CompiledVersion& version) {
  services.metrics.Add(Count::kRenders, version.resources.size());
}

// Its memory counts until it is sent.
http::Response Large(std::string body, HeldMemory held) {
  http::Response response = Json(200, std::move(body));
  response.held = std::move(held);
  return response;
}

constexpr std::size_t kQuickBody = 64 * 1024;

/// Reads of a body what it is to install, beside what any install's body says.
using ReadSource = Result<InstallRequest> (*)(const http::Request&, const json::Document&);

/// An install's answer: no thread waits for its write.
class DeferredInstall final : public http::Deferred {
 public:
  /// `known` is what its request says without its body.
  DeferredInstall(const Context& context, const http::Request& request, InstallRequest known,
                  ReadSource read_source)
      : services_(context.services),
        site_(context.site),
        request_(request),
        known_(std::move(known)),
        read_source_(read_source) {}

  bool begins_slowly() const override {
    quick_ = request_.body.size() <= kQuickBody && IsQuickToPrepare(services_, known_);
    return !quick_;
  }
  void Begin(std::function<void()> done) override {
    pending_ = Prepare();
    pending_ ? (*pending_)->Write(std::move(done)) : done();
  }
  bool ends_slowly() const override { return pending_ && (*pending_)->is_slow_to_finish(); }
  Result<http::Response> Finish() override {
    if (!pending_) return Pass(pending_);
    auto installed = (*pending_)->Finish();
    if (!installed) return Pass(installed);
    std::string body;
    if (known_.answer == AnswerForm::kIds) {
      AppendInstalledIds(*installed, body);
    } else {
      AppendInstalled(*installed, body);
      CountRenders(services_, *installed->version);
    }
    return Large(std::move(body), std::move(installed->held));
  }

 private:
  Result<std::unique_ptr<PendingInstall>> Prepare() const {
    auto document = ParseObject({services_, site_}, request_);
    if (!document) return Pass(document);
    auto wanted = read_source_(request_, *document);
    if (!wanted) return Pass(wanted);
    wanted->account = known_.account;
    wanted->answer = known_.answer;
    auto parsed = ParseInstall(*document, services_.limits.bundle_problems, *wanted);
    if (!parsed) return Pass(parsed);
    auto key = http::IdempotencyKeyOf(request_);
    if (!key) return Pass(key);
    wanted->idempotency_key = std::move(key->key);
    wanted->request_hash = key->request;
    Services services = services_;
    // What is quick needs no memory that is counted. If that has changed meanwhile, it goes
    // without: waiting for it would stop everyone whom this thread serves.
    if (quick_) services.work = nullptr;
    return PrepareInstall(services, std::move(*wanted));
  }

  const Services services_;
  const Site& site_;
  const http::Request& request_;
  const InstallRequest known_;
  const ReadSource read_source_;
  mutable bool quick_ = false;  // what begins_slowly found
  Result<std::unique_ptr<PendingInstall>> pending_ = nullptr;
};

Result<InstallRequest> ReadTemplate(const http::Request& request, const json::Document&) {
  auto id = IdParam(request, "Template");
  if (!id) return Pass(id);
  InstallRequest wanted;
  wanted.from_template = TemplateId(*id);
  return wanted;
}

Result<InstallRequest> ReadUpload(const http::Request&, const json::Document& document) {
  const auto run_key = document.root().StringMember("runKey");
  if (!run_key || run_key->empty()) {
    return Fail(ErrorCode::kMissingParameter, "runKey is required.", "runKey");
  }
  InstallRequest wanted;
  wanted.run_key = *run_key;
  return wanted;
}

Result<http::Response> Defer(const Context& context, const Account& caller,
                             const http::Request& request, InstallRequest known,
                             ReadSource read_source) {
  auto form = AnswerFormOf(request);
  if (!form) return Pass(form);
  known.account = caller.id;
  known.answer = *form;
  http::Response response;
  response.deferred =
      std::make_shared<DeferredInstall>(context, request, std::move(known), read_source);
  return response;
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
  CountRenders(context.services, *content->content.version);
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
  CountRenders(context.services, *content->version);
  return Large(std::move(body), std::move(content->held));
}

Result<http::Response> InstallTemplate(const Context& context, const Account& caller,
                                       const http::Request& request) {
  InstallRequest known;
  if (const auto id = Id::FromObjectIdText(request.Param("_id"))) {
    known.from_template = TemplateId(*id);
  }
  return Defer(context, caller, request, std::move(known), ReadTemplate);
}

Result<http::Response> InstallUpload(const Context& context, const Account& caller,
                                     const http::Request& request) {
  return Defer(context, caller, request, {}, ReadUpload);
}

}  // namespace imprint::integrator

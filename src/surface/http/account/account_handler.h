#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <utility>

#include "app/accounts.h"
#include "app/services.h"
#include "surface/http/admission.h"
#include "surface/http/router.h"

namespace imprint::http {

/// Told of failures with a detail for the log; may be called from any thread.
using FailureLog = std::function<void(const Request&, const Error&)>;

/// Whose request it is, and what its changes are noted with.
struct Identity {
  Account account;
  Caller caller;
};

/// The holder of a request's bearer token: the errors of AuthenticateHeader, and kRateLimited where
/// `admission` (null: none) refuses the address or the account.
Result<Identity> Identify(const Services& services, Admission* admission, const Request& request);

/// A handler that knows who calls. It gives an answer or an error, which is rendered for it.
template <typename Context>
using AccountHandler =
    std::function<Result<Response>(const Context&, const Account&, const Request&)>;

/// Turns what a handler gives into the answer to its request.
template <typename Site>
struct Rendering {
  const Site& site;
  Response (*render)(const Error&);
  const Request& request;

  Response Refused(const Error& error) const {
    if (!error.detail.empty() && site.on_failure) site.on_failure(request, error);
    return render(error);
  }
  Response Answer(const Identity& caller, Result<Response> answer) const {
    Response response = answer ? std::move(*answer) : Refused(answer.error());
    response.account = caller.account.id.Text();
    return response;
  }
};

/// A handler's deferred answer, with what it needs of the call that made it.
template <typename Site>
class DeferredFor final : public Deferred {
 public:
  DeferredFor(Rendering<Site> rendering, std::shared_ptr<const Identity> caller,
              std::shared_ptr<Deferred> answer)
      : rendering_(rendering), caller_(std::move(caller)), answer_(std::move(answer)) {}

  bool begins_slowly() const override { return answer_->begins_slowly(); }
  void Begin(std::function<void()> done) override { answer_->Begin(std::move(done)); }
  bool ends_slowly() const override { return answer_->ends_slowly(); }
  Result<Response> Finish() override { return rendering_.Answer(*caller_, answer_->Finish()); }

 private:
  const Rendering<Site> rendering_;
  const std::shared_ptr<const Identity> caller_;
  const std::shared_ptr<Deferred> answer_;
};

/// A handler for requests with a good bearer token, which gives an answer or an error for `render`.
/// `Site` is what a dialect is served with: at least `services`, `admission` and `on_failure`. It
/// outlives the handler. `Context` is made of the services for one request and the site, as
/// Context{services, site}; it refers to both and lives as long as the call. What the services
/// refer to lives as long as a deferred answer that the handler gives.
template <typename Context, typename Site>
Handler ForAccounts(const Site& site, Response (*render)(const Error&),
                    AccountHandler<Context> handler) {
  return [&site, render, handler = std::move(handler)](const Request& request) -> Response {
    const Rendering<Site> rendering{site, render, request};
    auto identity = Identify(site.services, site.admission, request);
    if (!identity) return rendering.Refused(identity.error());
    // A deferred answer goes on needing it.
    const auto caller = std::make_shared<const Identity>(std::move(*identity));
    Services services = site.services;
    services.caller = &caller->caller;
    auto answer = handler(Context{services, site}, caller->account, request);
    if (!answer || !answer->deferred) return rendering.Answer(*caller, std::move(answer));
    Response response;
    response.deferred =
        std::make_shared<DeferredFor<Site>>(rendering, caller, std::move(answer->deferred));
    return response;
  };
}

/// One line of a dialect's table of endpoints. Lookups only look up rows; the rest may wait for a
/// commit, a disk, or make a large answer.
template <typename Context>
struct Endpoint {
  const char* method;
  const char* pattern;
  Runs runs;
  Result<Response> (*handler)(const Context&, const Account&, const Request&);
};

/// Adds a whole table to `router`, as ForAccounts.
template <typename Context, typename Site, std::size_t kCount>
void AddEndpoints(const Site& site, Response (*render)(const Error&),
                  const Endpoint<Context> (&endpoints)[kCount], Router& router) {
  for (const Endpoint<Context>& endpoint : endpoints) {
    router.Add({endpoint.method, endpoint.pattern,
                ForAccounts<Context>(site, render, endpoint.handler), endpoint.runs});
  }
}

}  // namespace imprint::http

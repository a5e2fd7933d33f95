#pragma once

#include <functional>
#include <memory>
#include <string_view>
#include <utility>

#include "surface/http/account/account_handler.h"

namespace imprint::http {

/// Takes a streamed body of an account as a BodySink does; its end may be an error, which is
/// rendered for it.
class AccountSink {
 public:
  virtual ~AccountSink() = default;
  virtual Status Write(std::string_view bytes) = 0;
  virtual Result<Response> Finish() = 0;
};

/// Decides from a head alone whether the account's body is welcome. What the context's services
/// refer to, and they themselves, live as long as the sink; the rest of the context as the call.
template <typename Context>
using AccountSinkOpener = std::function<Result<std::unique_ptr<AccountSink>>(
    const Context&, const Account&, const Request&)>;

/// An account's sink, or why none was opened, with what it needs of the call that opened it.
template <typename Site>
class SinkFor final : public BodySink {
 public:
  SinkFor(Rendering<Site> rendering, Identity caller)
      : rendering_(rendering), caller_(std::move(caller)), services_(rendering.site.services) {
    services_.caller = &caller_.caller;
  }
  SinkFor(const SinkFor&) = delete;
  SinkFor& operator=(const SinkFor&) = delete;

  template <typename Context>
  void Open(const AccountSinkOpener<Context>& open) {
    sink_ = open(Context{services_, rendering_.site}, caller_.account, rendering_.request);
  }
  std::string account() const override { return caller_.account.id.Text(); }
  Status Admit() const override {
    if (!sink_) return Fail(sink_.error());
    return {};
  }
  Status Write(std::string_view bytes) override { return (*sink_)->Write(bytes); }
  Response Finish() override { return rendering_.Answer(caller_, (*sink_)->Finish()); }

 private:
  const Rendering<Site> rendering_;
  const Identity caller_;
  Services services_;
  Result<std::unique_ptr<AccountSink>> sink_ = nullptr;
};

/// ForAccounts for a body that is streamed: the token is checked before any of it is taken.
template <typename Context, typename Site>
SinkOpener ForAccountBodies(const Site& site, Response (*render)(const Error&),
                            AccountSinkOpener<Context> open) {
  return [&site, render,
          open = std::move(open)](const Request& request) -> Result<std::unique_ptr<BodySink>> {
    auto caller = Identify(site.services, site.admission, request);
    if (!caller) return Pass(caller);
    auto sink =
        std::make_unique<SinkFor<Site>>(Rendering<Site>{site, render, request}, std::move(*caller));
    sink->Open(open);
    return sink;
  };
}

}  // namespace imprint::http

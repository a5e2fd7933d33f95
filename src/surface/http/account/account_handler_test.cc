#include "surface/http/account/account_handler.h"

#include <gtest/gtest.h>

#include "app/testing/test_world.h"

namespace imprint::http {
namespace {

struct Site {
  const Services& services;
  FailureLog on_failure;
  Admission* admission = nullptr;
};
struct Context {
  const Services& services;
  const Site& site;
};

Response Render(const Error& error) {
  Response response{.status = 400 + static_cast<int>(error.code())};
  response.body = error.message();
  return response;
}
int StatusOf(ErrorCode code) {
  return 400 + static_cast<int>(code);
}

class ForAccountsTest : public ::testing::Test {
 protected:
  Request With(const std::string& token) const {
    Request request{.headers = {{"authorization", "Bearer " + token}}};
    request.peer = "192.0.2.7";
    request.id = "r1";
    return request;
  }
  Handler Make(const Site& site) {
    return ForAccounts<Context>(
        site, Render,
        [this](const Context& context, const Account& account, const Request&) -> Result<Response> {
          account_ = account;
          caller_ = *context.services.caller;
          if (fails_) return Fail(Error(ErrorCode::kConflict, "no").WithDetail("because"));
          return Response{.status = 204};
        });
  }

  imprint::test::TestWorld world_;
  std::string token_ = CreateToken(world_.services(), {"acme", false, {}}).value();
  Account account_;
  Caller caller_;
  bool fails_ = false;
};

TEST_F(ForAccountsTest, TellsTheHandlerWhoCalls) {
  const Site site{world_.services(), nullptr};
  const Response response = Make(site)(With(token_));
  EXPECT_EQ(response.status, 204);
  EXPECT_EQ(account_.name, "acme");
  EXPECT_EQ(response.account, account_.id.Text());
  const auto tokens = ListTokens(world_.services());
  EXPECT_EQ(caller_.token, tokens->at(0).token.id);
  EXPECT_EQ(caller_.address, "192.0.2.7");
  EXPECT_EQ(caller_.request, "r1");
  EXPECT_EQ(world_.services().caller, nullptr);
}

TEST_F(ForAccountsTest, RendersErrorsAndLogsDetails) {
  std::string detail;
  const Site site{world_.services(),
                  [&](const Request&, const Error& error) { detail = error.detail; }};
  const Handler handler = Make(site);
  EXPECT_EQ(handler(Request{}).status, StatusOf(ErrorCode::kUnauthenticated));
  EXPECT_EQ(handler(With("imp_wrong")).status, StatusOf(ErrorCode::kBadToken));
  EXPECT_EQ(detail, "");
  fails_ = true;
  const Response response = handler(With(token_));
  EXPECT_EQ(response.status, StatusOf(ErrorCode::kConflict));
  EXPECT_EQ(response.body, "no");
  EXPECT_EQ(response.account, account_.id.Text());
  EXPECT_EQ(detail, "because");
}

/// Ends as `fails` says, and tells by whose change.
class Later final : public Deferred {
 public:
  Later(const Caller* caller, const bool& fails) : caller_(caller), fails_(fails) {}
  bool begins_slowly() const override { return true; }
  void Begin(std::function<void()> done) override { done(); }
  bool ends_slowly() const override { return fails_; }
  Result<Response> Finish() override {
    if (fails_) return Fail(Error(ErrorCode::kConflict, "no").WithDetail("because"));
    return Response{.status = 201, .body = caller_->request};
  }

 private:
  const Caller* caller_;
  const bool& fails_;
};

TEST_F(ForAccountsTest, ADeferredAnswerIsTheCallersToo) {
  std::string detail;
  const Site site{world_.services(),
                  [&](const Request&, const Error& error) { detail = error.detail; }};
  const Handler handler = ForAccounts<Context>(
      site, Render,
      [&](const Context& context, const Account& account, const Request&) -> Result<Response> {
        account_ = account;
        Response response;
        response.deferred = std::make_shared<Later>(context.services.caller, fails_);
        return response;
      });
  for (const bool fails : {false, true}) {
    fails_ = fails;
    const Request request = With(token_);
    const Response first = handler(request);
    ASSERT_TRUE(first.deferred);
    EXPECT_TRUE(first.deferred->begins_slowly());
    EXPECT_EQ(first.deferred->ends_slowly(), fails);
    first.deferred->Begin([] {});
    const Response response = first.deferred->Finish().value();
    EXPECT_EQ(response.status, fails ? StatusOf(ErrorCode::kConflict) : 201);
    EXPECT_EQ(response.body, fails ? "no" : "r1");
    EXPECT_EQ(response.account, account_.id.Text());
    EXPECT_EQ(detail, fails ? "because" : "");
  }
  fails_ = false;
  EXPECT_EQ(handler(With("imp_wrong")).status, StatusOf(ErrorCode::kBadToken));
}

TEST_F(ForAccountsTest, AnAccountIsHeldToItsRateByAllOfItsTokens) {
  Limits limits;
  limits.requests_per_minute = 1;
  limits.requests_burst = 2;
  Admission admission(limits);
  const Site site{world_.services(), nullptr, &admission};
  const Handler handler = Make(site);
  const std::string second = CreateToken(world_.services(), {"acme", false, {}}).value();
  const std::string other = CreateToken(world_.services(), {"other", false, {}}).value();
  EXPECT_EQ(handler(With(token_)).status, 204);
  EXPECT_EQ(handler(With(second)).status, 204);
  EXPECT_EQ(handler(With(token_)).status, StatusOf(ErrorCode::kRateLimited));
  EXPECT_EQ(handler(With(other)).status, 204);
}

TEST_F(ForAccountsTest, AnAddressThatGuessesTokensIsRefused) {
  Limits limits;
  limits.failed_logins_per_minute = 3;
  Admission admission(limits);
  const Site site{world_.services(), nullptr, &admission};
  const Handler handler = Make(site);
  for (int i = 0; i < 3; ++i) {
    EXPECT_EQ(handler(With("imp_guess")).status, StatusOf(ErrorCode::kBadToken));
  }
  EXPECT_EQ(handler(With("imp_guess")).status, StatusOf(ErrorCode::kRateLimited));
  EXPECT_EQ(handler(With(token_)).status, 204) << "others may share the address";
  Request elsewhere = With(token_);
  elsewhere.peer = "192.0.2.8";
  EXPECT_EQ(handler(elsewhere).status, 204);
}

}  // namespace
}  // namespace imprint::http

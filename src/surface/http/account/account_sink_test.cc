#include "surface/http/account/account_sink.h"

#include <gtest/gtest.h>

#include "app/testing/test_world.h"

namespace imprint::http {
namespace {

using imprint::test::CodeOf;

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
  return {.status = 400, .body = error.message()};
}

/// Gives back what came, with the request that its services name.
class EchoSink final : public AccountSink {
 public:
  EchoSink(const Services& services, bool fails) : services_(services), fails_(fails) {}
  Status Write(std::string_view bytes) override {
    if (bytes == "bad") return Fail(ErrorCode::kTooLarge, "too much");
    body_ += bytes;
    return {};
  }
  Result<Response> Finish() override {
    if (fails_) return Fail(Error(ErrorCode::kConflict, "no").WithDetail("because"));
    return Response{.status = 201, .body = body_ + " by " + services_.caller->request};
  }

 private:
  const Services& services_;
  const bool fails_;
  std::string body_;
};

class AccountSinkTest : public ::testing::Test {
 protected:
  Request With(const std::string& token) const {
    Request request{.headers = {{"authorization", "Bearer " + token}}};
    request.peer = "192.0.2.7";
    request.id = "r1";
    return request;
  }
  SinkOpener Make(const Site& site) {
    return ForAccountBodies<Context>(
        site, Render,
        [this](const Context& context, const Account& account,
               const Request& request) -> Result<std::unique_ptr<AccountSink>> {
          account_ = account;
          if (request.Query("refuse")) return Fail(ErrorCode::kInvalidQuery, "not so");
          return std::make_unique<EchoSink>(context.services, fails_);
        });
  }

  imprint::test::TestWorld world_;
  std::string token_ = CreateToken(world_.services(), {"acme", false, {}}).value();
  Account account_;
  bool fails_ = false;
};

TEST_F(AccountSinkTest, TakesTheBodyInTheNameOfWhoSendsIt) {
  const Site site{world_.services(), nullptr};
  const Request request = With(token_);
  auto sink = Make(site)(request);
  ASSERT_TRUE(sink);
  EXPECT_TRUE((*sink)->Admit());
  EXPECT_EQ((*sink)->account(), account_.id.Text());
  EXPECT_EQ(account_.name, "acme");
  EXPECT_TRUE((*sink)->Write("a"));
  EXPECT_TRUE((*sink)->Write("b"));
  EXPECT_EQ(CodeOf((*sink)->Write("bad")), ErrorCode::kTooLarge);
  const Response response = (*sink)->Finish();
  EXPECT_EQ(response.status, 201);
  EXPECT_EQ(response.body, "ab by r1");
  EXPECT_EQ(response.account, account_.id.Text());
}

TEST_F(AccountSinkTest, RendersHowItEndsAndLogsDetails) {
  std::string detail;
  const Site site{world_.services(),
                  [&](const Request&, const Error& error) { detail = error.detail; }};
  fails_ = true;
  const Request request = With(token_);
  const Response response = Make(site)(request).value()->Finish();
  EXPECT_EQ(response.status, 400);
  EXPECT_EQ(response.body, "no");
  EXPECT_EQ(response.account, account_.id.Text());
  EXPECT_EQ(detail, "because");
}

TEST_F(AccountSinkTest, OpensNothingWithoutAGoodToken) {
  const Site site{world_.services(), nullptr};
  const SinkOpener open = Make(site);
  EXPECT_EQ(CodeOf(open(Request{})), ErrorCode::kUnauthenticated);
  EXPECT_EQ(CodeOf(open(With("imp_wrong"))), ErrorCode::kBadToken);
  EXPECT_EQ(account_.name, "");
  Request refused = With(token_);
  refused.query = {{"refuse", ""}};
  const auto sink = open(refused);
  ASSERT_TRUE(sink) << "so that it is known whose it is";
  EXPECT_EQ(CodeOf((*sink)->Admit()), ErrorCode::kInvalidQuery);
  EXPECT_EQ((*sink)->account(), account_.id.Text());
}

TEST_F(AccountSinkTest, HoldsAccountsAndAddressesToTheirRates) {
  Limits limits;
  limits.requests_per_minute = 1;
  limits.requests_burst = 1;
  limits.failed_logins_per_minute = 1;
  Admission admission(limits);
  const Site site{world_.services(), nullptr, &admission};
  const SinkOpener open = Make(site);
  const Request request = With(token_);
  EXPECT_TRUE(open(request));
  EXPECT_EQ(CodeOf(open(request)), ErrorCode::kRateLimited);
  EXPECT_EQ(CodeOf(open(With("imp_guess"))), ErrorCode::kBadToken);
  EXPECT_EQ(CodeOf(open(With("imp_guess"))), ErrorCode::kRateLimited);
}

}  // namespace
}  // namespace imprint::http

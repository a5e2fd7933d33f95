#include "main/service_routes.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <future>
#include <thread>

namespace imprint {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using ::testing::HasSubstr;

struct Fixture {
  std::chrono::steady_clock::time_point now;
  bool store_works = true;
  int asked = 0;
  Readiness readiness{{{"store",
                        [this]() -> Status {
                          ++asked;
                          if (store_works) return {};
                          return Fail(Error(ErrorCode::kUnavailable, "gone").WithDetail("secret"));
                        }},
                       {"blobs", [] { return Status(); }}},
                      [this] { return now; }};
};

TEST(Readiness, TellsWhatCannotBeUsed) {
  Fixture fixture;
  EXPECT_EQ(fixture.readiness.Answer().status, 200);
  EXPECT_EQ(fixture.readiness.Answer().body,
            R"({"status":"ready","checks":{"store":"ok","blobs":"ok"}})");
  fixture.store_works = false;
  fixture.now += seconds(1);
  const http::Response down = fixture.readiness.Answer();
  EXPECT_EQ(down.status, 503);
  EXPECT_EQ(down.body, R"({"status":"unavailable","checks":{"store":"unavailable","blobs":"ok"}})");
  EXPECT_EQ(down.headers, (http::Headers{{"Retry-After", "1"}}));
  fixture.store_works = true;
  fixture.now += seconds(1);
  EXPECT_EQ(fixture.readiness.Answer().status, 200);
}

TEST(Readiness, AsksOnceASecond) {
  Fixture fixture;
  for (int i = 0; i < 100; ++i) (void)fixture.readiness.Answer();
  EXPECT_EQ(fixture.asked, 1);
  fixture.now += milliseconds(999);
  (void)fixture.readiness.Answer();
  EXPECT_EQ(fixture.asked, 1);
  fixture.now += milliseconds(1);
  (void)fixture.readiness.Answer();
  EXPECT_EQ(fixture.asked, 2);
}

TEST(Readiness, EndsWhenTheProcessDoes) {
  Fixture fixture;
  EXPECT_EQ(fixture.readiness.Answer().status, 200);
  fixture.readiness.Stop();
  EXPECT_EQ(fixture.readiness.Answer().status, 503);
  EXPECT_EQ(fixture.readiness.Answer().body, R"({"status":"unavailable","checks":{}})");
}

TEST(Readiness, DoesNotHangBehindACheckThatDoes) {
  std::promise<void> entered;
  std::promise<void> release;
  std::atomic<int> asked = 0;
  Readiness readiness({{"store", [&]() -> Status {
                          if (++asked == 1) {
                            entered.set_value();
                            release.get_future().wait();
                          }
                          return {};
                        }}});
  std::thread first([&] { EXPECT_EQ(readiness.Answer().status, 200); });
  entered.get_future().wait();
  EXPECT_EQ(readiness.Answer().status, 503);  // after two seconds
  EXPECT_EQ(readiness.Answer().status, 503);
  EXPECT_EQ(asked, 1);
  release.set_value();
  first.join();
  EXPECT_EQ(readiness.Answer().status, 200);
}

class MetricsRouteTest : public ::testing::Test {
 protected:
  MetricsRouteTest() {
    parts_.metrics_readers.Add(*http::Networks::Parse({"10.0.0.0/8"}, ""));
    AddServiceRoutes(parts_, router_);
  }

  http::Response Get(http::Request request) {
    request.method = "GET";
    request.path = "/metrics";
    return router_.Find("GET", "/metrics").route->handler(request);
  }

  Readiness readiness_{{}};
  ServiceParts parts_{readiness_, [] { return std::string("metric 1\n"); },
                      http::Networks::Loopback()};
  http::Router router_;
};

TEST_F(MetricsRouteTest, AnswersWhoMayRead) {
  for (const char* peer : {"127.0.0.1", "::1", "10.1.2.3"}) {
    SCOPED_TRACE(peer);
    const http::Response response = Get({.peer = peer});
    EXPECT_EQ(response.status, 200);
    EXPECT_EQ(response.body, "metric 1\n");
    EXPECT_THAT(response.content_type, HasSubstr("version=0.0.4"));
  }
}

TEST_F(MetricsRouteTest, IsNotThereForOthers) {
  const http::Response nothing = router_.RenderError(
      "/nothing", Error(ErrorCode::kUnknownPath, "there is nothing at this path"));
  for (const char* peer : {"192.0.2.1", "2001:db8::1", "-", ""}) {
    SCOPED_TRACE(peer);
    const http::Response response = Get({.peer = peer});
    EXPECT_EQ(response.status, 404);
    EXPECT_EQ(response.body, nothing.body);
  }
}

TEST_F(MetricsRouteTest, IsNotThereBehindAProxyThatIsNotTrusted) {
  for (const char* header : {"x-forwarded-for", "forwarded", "x-real-ip"}) {
    SCOPED_TRACE(header);
    EXPECT_EQ(Get({.headers = {{header, "10.1.2.3"}}, .peer = "127.0.0.1"}).status, 404);
  }
  const http::Headers forwarded = {{"x-forwarded-for", "10.1.2.3"}};
  EXPECT_EQ(Get({.headers = forwarded, .peer = "10.1.2.3", .forwarded = true}).status, 200);
  EXPECT_EQ(Get({.headers = forwarded, .peer = "192.0.2.1", .forwarded = true}).status, 404);
}

}  // namespace
}  // namespace imprint

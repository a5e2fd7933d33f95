#include "metrics/prometheus_metrics.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <regex>
#include <sstream>
#include <thread>
#include <vector>

namespace imprint {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

/// The value behind `series` (a name with its labels), or -1.
double ValueOf(const std::string& text, const std::string& series) {
  const std::size_t at = ("\n" + text).find("\n" + series + " ");
  if (at == std::string::npos) return -1;
  return std::strtod(text.c_str() + at + series.size(), nullptr);
}

TEST(PrometheusMetrics, CountsAndMeasures) {
  PrometheusMetrics metrics("1.2.3");
  metrics.Add(Count::kInstalls);
  metrics.Add(Count::kInstalls, 4);
  metrics.Took(Duration::kCommitWait, std::chrono::milliseconds(2));
  metrics.Took(Duration::kCommitWait, std::chrono::milliseconds(30));
  metrics.Set(Level::kWaitingRequests, 7);
  metrics.Set(Level::kWaitingRequests, 3);
  const std::string text = metrics.Text();
  EXPECT_EQ(ValueOf(text, "imprint_installs_total"), 5);
  EXPECT_EQ(ValueOf(text, "imprint_overloaded_total"), 0);
  EXPECT_EQ(ValueOf(text, "imprint_store_commit_wait_seconds_count"), 2);
  EXPECT_EQ(ValueOf(text, "imprint_store_commit_wait_seconds_bucket{le=\"0.0025\"}"), 1);
  EXPECT_EQ(ValueOf(text, "imprint_store_commit_wait_seconds_bucket{le=\"10\"}"), 2);
  EXPECT_NEAR(ValueOf(text, "imprint_store_commit_wait_seconds_sum"), 0.032, 1e-9);
  EXPECT_EQ(ValueOf(text, "imprint_http_waiting_requests"), 3);
  EXPECT_EQ(ValueOf(text, "imprint_build_info{version=\"1.2.3\"}"), 1);
}

TEST(PrometheusMetrics, NamesEveryValue) {
  const std::string text = PrometheusMetrics("1").Text();
  EXPECT_THAT(text, Not(HasSubstr("unknown")));
  EXPECT_GE(std::count(text.begin(), text.end(), '#'), 2 * (14 + 4 + 4 + 1));
}

TEST(PrometheusMetrics, CountsRequestsByRouteAndStatus) {
  PrometheusMetrics metrics("1");
  metrics.ObserveRequest("GET", "/v1/{_id}", 200, 0.003);
  metrics.ObserveRequest("GET", "/v1/{_id}", 200, 0.004);
  metrics.ObserveRequest("GET", "/v1/{_id}", 404, 0.001);
  metrics.ObserveRequest("PUT", "/v1/{_id}", 200, 2);
  const std::string text = metrics.Text();
  const auto requests = [&](const std::string& method, const std::string& status) {
    return ValueOf(text, "imprint_http_requests_total{method=\"" + method +
                             "\",route=\"/v1/{_id}\",status=\"" + status + "\"}");
  };
  EXPECT_EQ(requests("GET", "200"), 2);
  EXPECT_EQ(requests("GET", "404"), 1);
  EXPECT_EQ(requests("PUT", "200"), 1);
  EXPECT_EQ(ValueOf(text, "imprint_http_request_seconds_count{route=\"/v1/{_id}\"}"), 4);
}

TEST(PrometheusMetrics, KeepsInventedMethodsInOneSeries) {
  PrometheusMetrics metrics("1");
  for (int i = 0; i < 1000; ++i) metrics.ObserveRequest("M" + std::to_string(i), "-", 404, 0.001);
  const std::string text = metrics.Text();
  EXPECT_EQ(
      ValueOf(text, "imprint_http_requests_total{method=\"other\",route=\"-\",status=\"404\"}"),
      1000);
  EXPECT_THAT(text, Not(HasSubstr("M7")));
}

TEST(PrometheusMetrics, StaysBoundedWhateverItIsTold) {
  PrometheusMetrics metrics("1");
  for (int i = 0; i < 20'000; ++i) metrics.ObserveRequest("GET", std::to_string(i), 200, 0.001);
  const std::string text = metrics.Text();
  std::size_t series = 0;
  for (std::size_t at = 0;
       (at = text.find("imprint_http_requests_total{", at)) != std::string::npos; ++at) {
    ++series;
  }
  EXPECT_EQ(series, 4096u);
}

TEST(PrometheusMetrics, TellsOfTheProcess) {
  const std::string text = PrometheusMetrics("1").Text();
  EXPECT_GT(ValueOf(text, "process_resident_memory_bytes"), 1e6);
  EXPECT_GE(ValueOf(text, "process_open_fds"), 3);
  EXPECT_GT(ValueOf(text, "process_max_fds"), 3);
  EXPECT_GE(ValueOf(text, "process_cpu_seconds_total"), 0);
  EXPECT_GT(ValueOf(text, "process_start_time_seconds"), 1.6e9);
}

TEST(PrometheusMetrics, IsInTheExpositionFormat) {
  PrometheusMetrics metrics("a\"b\\c\nd");
  metrics.ObserveRequest("GET", "/v1/{_id}", 200, 0.003);
  const std::regex line(
      R"(# (HELP|TYPE) [a-zA-Z_:][a-zA-Z0-9_:]* .+|)"
      R"([a-zA-Z_:][a-zA-Z0-9_:]*(\{([a-z]+="([^"\\]|\\.)*",?)*\})? [-+0-9.eEInf]+)");
  std::istringstream text(metrics.Text());
  int lines = 0;
  for (std::string one; std::getline(text, one); ++lines) {
    EXPECT_TRUE(std::regex_match(one, line)) << one;
  }
  EXPECT_GT(lines, 50);
}

TEST(PrometheusMetrics, LosesNothingAcrossThreads) {
  PrometheusMetrics metrics("1");
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([&] {
      for (int i = 0; i < 5000; ++i) {
        metrics.ObserveRequest("GET", "/" + std::to_string(i % 50), 200, 0.001);
        metrics.Add(Count::kWrites);
        if (i % 1000 == 0) (void)metrics.Text();
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  const std::string text = metrics.Text();
  EXPECT_EQ(ValueOf(text, "imprint_store_writes_total"), 20'000);
  for (int i = 0; i < 50; ++i) {
    EXPECT_EQ(ValueOf(text, "imprint_http_requests_total{method=\"GET\",route=\"/" +
                                std::to_string(i) + "\",status=\"200\"}"),
              400);
  }
}

}  // namespace
}  // namespace imprint

#include "app/pictures.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <future>
#include <string>
#include <thread>
#include <vector>

#include "app/testing/fakes.h"

namespace imprint {
namespace {

using namespace std::string_literals;
using std::chrono::minutes;
using std::chrono::seconds;

const std::string kPng = "\x89PNG\r\n\x1a\nrest";

/// Answers every request in the same way, or waits until it is let go.
class FakeHost final : public HttpClient {
 public:
  Result<OutboundResponse> Send(const OutboundRequest& request) override {
    {
      const std::lock_guard lock(mutex_);
      requests.push_back(request);
    }
    if (waits_) waits_->wait();
    return answer;
  }
  /// Requests wait for `let_go` from now on.
  void WaitFor(std::shared_future<void> let_go) { waits_ = std::move(let_go); }
  std::size_t Count() {
    const std::lock_guard lock(mutex_);
    return requests.size();
  }

  Result<OutboundResponse> answer = OutboundResponse{200, {}, kPng};
  std::vector<OutboundRequest> requests;

 private:
  std::mutex mutex_;
  std::optional<std::shared_future<void>> waits_;
};

std::string UrlOf(int number) {
  return "https://example.org/" + std::to_string(number);
}

class PicturesTest : public ::testing::Test {
 protected:
  ErrorCode Refused(Pictures& pictures, const std::string& url = UrlOf(1)) {
    const auto got = pictures.Get(url);
    EXPECT_FALSE(got);
    message_ = got ? "" : got.error().message();
    detail_ = got ? "" : got.error().detail;
    return got ? ErrorCode::kInternal : got.error().code();
  }

  FakeHost host_;
  test::FakeClock clock_;
  std::string message_;
  std::string detail_;
};

TEST_F(PicturesTest, AreKnownByTheirBytes) {
  const std::pair<std::string, std::string_view> good[] = {
      {kPng, "image/png"},      {"\xff\xd8\xff\xe0 jpeg", "image/jpeg"},   {"GIF87a.", "image/gif"},
      {"GIF89a.", "image/gif"}, {"RIFF\x10\0\0\0WEBPVP8 "s, "image/webp"},
  };
  for (const auto& [bytes, type] : good) {
    Pictures pictures(host_, clock_);
    host_.answer = OutboundResponse{200, {{"content-type", "text/html"}}, bytes};
    const auto got = pictures.Get(UrlOf(1));
    ASSERT_TRUE(got) << type;
    EXPECT_EQ((*got)->media_type, type);
    EXPECT_EQ((*got)->bytes, bytes);
  }
  for (const std::string& bytes :
       {""s, "<svg xmlns='http://www.w3.org/2000/svg'/>"s, "<!DOCTYPE html>"s, "\x89PNG"s, "RIFF"s,
        "RIFF\0\0\0\0WAVE"s, "\xff\xd8"s, " GIF89a"s}) {
    Pictures pictures(host_, clock_);
    host_.answer = OutboundResponse{200, {{"content-type", "image/png"}}, bytes};
    EXPECT_EQ(Refused(pictures), ErrorCode::kNotFound) << bytes;
  }
}

TEST_F(PicturesTest, AreFetchedWithinLimits) {
  Pictures pictures(host_, clock_);
  ASSERT_TRUE(pictures.Get(UrlOf(1)));
  const OutboundRequest& request = host_.requests.at(0);
  EXPECT_EQ(request.method, "GET");
  EXPECT_EQ(request.url, UrlOf(1));
  EXPECT_EQ(request.max_response_bytes, 1024u * 1024);
  EXPECT_EQ(request.timeout, seconds(5));
}

TEST_F(PicturesTest, AreKeptForAnHour) {
  Pictures pictures(host_, clock_);
  ASSERT_TRUE(pictures.Get(UrlOf(1)));
  clock_.Advance(minutes(59));
  ASSERT_TRUE(pictures.Get(UrlOf(1)));
  EXPECT_EQ(host_.Count(), 1u);
  clock_.Advance(minutes(1));
  ASSERT_TRUE(pictures.Get(UrlOf(1)));
  EXPECT_EQ(host_.Count(), 2u);
}

TEST_F(PicturesTest, FailuresAreRememberedForAMinute) {
  Pictures pictures(host_, clock_);
  host_.answer = tl::unexpected(
      Error(ErrorCode::kOutboundTimeout, "example.org took too long.").WithDetail("for the log"));
  EXPECT_EQ(Refused(pictures), ErrorCode::kNotFound);
  EXPECT_EQ(message_, "The template's picture cannot be had: example.org took too long.");
  EXPECT_EQ(detail_, "for the log");
  clock_.Advance(seconds(59));
  EXPECT_EQ(Refused(pictures), ErrorCode::kNotFound);
  EXPECT_EQ(detail_, "") << "logged once";
  EXPECT_EQ(host_.Count(), 1u);
  clock_.Advance(seconds(1));
  host_.answer = OutboundResponse{404, {}, kPng};
  EXPECT_EQ(Refused(pictures), ErrorCode::kNotFound);
  EXPECT_EQ(message_, "The template's picture cannot be had: its server answered 404.");
  EXPECT_EQ(host_.Count(), 2u);
}

TEST_F(PicturesTest, TheLeastUsedGoFirst) {
  Pictures pictures(host_, clock_, {.kept = 2});
  ASSERT_TRUE(pictures.Get(UrlOf(1)));
  ASSERT_TRUE(pictures.Get(UrlOf(2)));
  ASSERT_TRUE(pictures.Get(UrlOf(1)));
  ASSERT_TRUE(pictures.Get(UrlOf(3)));
  EXPECT_EQ(host_.Count(), 3u);
  ASSERT_TRUE(pictures.Get(UrlOf(1)));
  EXPECT_EQ(host_.Count(), 3u);
  ASSERT_TRUE(pictures.Get(UrlOf(2)));
  EXPECT_EQ(host_.Count(), 4u);
}

TEST_F(PicturesTest, TakeNoMoreMemoryThanTheyMay) {
  const std::size_t one = kPng.size() + UrlOf(1).size();
  Pictures pictures(host_, clock_, {.kept_bytes = 2 * one});
  for (const int number : {1, 2, 3}) ASSERT_TRUE(pictures.Get(UrlOf(number)));
  ASSERT_TRUE(pictures.Get(UrlOf(3)));
  ASSERT_TRUE(pictures.Get(UrlOf(2)));
  EXPECT_EQ(host_.Count(), 3u);
  ASSERT_TRUE(pictures.Get(UrlOf(1)));
  EXPECT_EQ(host_.Count(), 4u);

  Pictures none(host_, clock_, {.kept_bytes = one - 1});
  ASSERT_TRUE(none.Get(UrlOf(1)));
  ASSERT_TRUE(none.Get(UrlOf(1)));
  EXPECT_EQ(host_.Count(), 6u) << "too large to be kept, and still given";
}

using Getting = std::vector<std::future<Result<PicturePtr>>>;

void Get(Pictures& pictures, int number, Getting& getting) {
  getting.push_back(
      std::async(std::launch::async, [&pictures, number] { return pictures.Get(UrlOf(number)); }));
}

TEST_F(PicturesTest, NoMoreAreFetchedAtATimeThanMay) {
  Pictures pictures(host_, clock_, {.fetches = 2});
  std::promise<void> let_go;
  host_.WaitFor(let_go.get_future().share());
  Getting first;
  for (const int number : {1, 2}) Get(pictures, number, first);
  while (host_.Count() < 2) std::this_thread::yield();
  EXPECT_EQ(Refused(pictures, UrlOf(3)), ErrorCode::kUnavailable);
  let_go.set_value();
  for (auto& one : first) EXPECT_TRUE(one.get());
  EXPECT_TRUE(pictures.Get(UrlOf(1)));
  EXPECT_EQ(host_.Count(), 2u);
  EXPECT_TRUE(pictures.Get(UrlOf(3)));
}

TEST_F(PicturesTest, OneFetchIsEnoughForAllWhoWait) {
  Pictures pictures(host_, clock_, {.waiting = 2});
  std::promise<void> let_go;
  host_.WaitFor(let_go.get_future().share());
  Getting all;
  for (int i = 0; i < 4; ++i) Get(pictures, 1, all);
  // One fetches and two wait, so the fourth, whichever it is, is sent away.
  const auto is_done = [](auto& one) {
    return one.wait_for(std::chrono::milliseconds(1)) == std::future_status::ready;
  };
  while (std::none_of(all.begin(), all.end(), is_done)) std::this_thread::yield();
  let_go.set_value();
  int refused = 0;
  for (auto& one : all) {
    const auto got = one.get();
    if (got) continue;
    EXPECT_EQ(got.error().code(), ErrorCode::kUnavailable);
    ++refused;
  }
  EXPECT_EQ(refused, 1);
  EXPECT_EQ(host_.Count(), 1u);
}

}  // namespace
}  // namespace imprint

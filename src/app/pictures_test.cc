#include "app/pictures.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <future>
#include <string>
#include <thread>
#include <vector>

#include "app/testing/fakes.h"
#include "base/crypto.h"

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

AccountId Owner(int number) {
  return AccountId(*Id::FromObjectIdText(std::string(23, '0') + std::to_string(number)));
}
const AccountId kOwner = Owner(1);

std::string UrlOf(int number) {
  return "https://example.org/" + std::to_string(number);
}

class PicturesTest : public ::testing::Test {
 protected:
  ErrorCode Refused(Pictures& pictures, const std::string& url = UrlOf(1),
                    AccountId owner = kOwner) {
    const auto got = pictures.Get(url, owner);
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
    const auto got = pictures.Get(UrlOf(1), kOwner);
    ASSERT_TRUE(got) << type;
    EXPECT_EQ((*got)->media_type, type);
    EXPECT_EQ((*got)->bytes, bytes);
    EXPECT_EQ((*got)->sha256, crypto::Hex(crypto::AsText(crypto::Sha256(bytes))));
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
  ASSERT_TRUE(pictures.Get(UrlOf(1), kOwner));
  const OutboundRequest& request = host_.requests.at(0);
  EXPECT_EQ(request.method, "GET");
  EXPECT_EQ(request.url, UrlOf(1));
  EXPECT_EQ(request.max_response_bytes, 1024u * 1024);
  EXPECT_EQ(request.timeout, seconds(5));
}

TEST_F(PicturesTest, AreKeptForAnHour) {
  Pictures pictures(host_, clock_);
  ASSERT_TRUE(pictures.Get(UrlOf(1), kOwner));
  clock_.Advance(minutes(59));
  ASSERT_TRUE(pictures.Get(UrlOf(1), kOwner));
  EXPECT_EQ(host_.Count(), 1u);
  clock_.Advance(minutes(1));
  ASSERT_TRUE(pictures.Get(UrlOf(1), kOwner));
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
  ASSERT_TRUE(pictures.Get(UrlOf(1), kOwner));
  ASSERT_TRUE(pictures.Get(UrlOf(2), kOwner));
  ASSERT_TRUE(pictures.Get(UrlOf(1), kOwner));
  ASSERT_TRUE(pictures.Get(UrlOf(3), kOwner));
  EXPECT_EQ(host_.Count(), 3u);
  ASSERT_TRUE(pictures.Get(UrlOf(1), kOwner));
  EXPECT_EQ(host_.Count(), 3u);
  ASSERT_TRUE(pictures.Get(UrlOf(2), kOwner));
  EXPECT_EQ(host_.Count(), 4u);
}

TEST_F(PicturesTest, TakeNoMoreMemoryThanTheyMay) {
  const std::size_t one = kPng.size() + UrlOf(1).size();
  Pictures pictures(host_, clock_, {.kept_bytes = 2 * one});
  for (const int number : {1, 2, 3}) ASSERT_TRUE(pictures.Get(UrlOf(number), kOwner));
  ASSERT_TRUE(pictures.Get(UrlOf(3), kOwner));
  ASSERT_TRUE(pictures.Get(UrlOf(2), kOwner));
  EXPECT_EQ(host_.Count(), 3u);
  ASSERT_TRUE(pictures.Get(UrlOf(1), kOwner));
  EXPECT_EQ(host_.Count(), 4u);

  Pictures none(host_, clock_, {.kept_bytes = one - 1});
  ASSERT_TRUE(none.Get(UrlOf(1), kOwner));
  ASSERT_TRUE(none.Get(UrlOf(1), kOwner));
  EXPECT_EQ(host_.Count(), 6u) << "too large to be kept, and still given";
}

using Getting = std::vector<std::future<Result<PicturePtr>>>;

void Get(Pictures& pictures, int number, Getting& getting, AccountId owner = kOwner) {
  getting.push_back(std::async(std::launch::async, [&pictures, number, owner] {
    return pictures.Get(UrlOf(number), owner);
  }));
}

void AwaitOneOf(Getting& getting) {
  const auto is_done = [](auto& one) {
    return one.wait_for(std::chrono::milliseconds(1)) == std::future_status::ready;
  };
  while (std::none_of(getting.begin(), getting.end(), is_done)) std::this_thread::yield();
}

/// How many were refused because of too many others.
int CountRefused(Getting& getting) {
  int refused = 0;
  for (auto& one : getting) {
    const auto got = one.get();
    if (got) continue;
    EXPECT_EQ(got.error().code(), ErrorCode::kUnavailable);
    ++refused;
  }
  return refused;
}

constexpr std::chrono::milliseconds kLong = std::chrono::minutes(10);

TEST_F(PicturesTest, NoMoreThreadsAreTakenThanMay) {
  Pictures pictures(host_, clock_, {.threads = 2});
  std::promise<void> let_go;
  host_.WaitFor(let_go.get_future().share());
  Getting first;
  for (const int number : {1, 2}) Get(pictures, number, first);
  while (host_.Count() < 2) std::this_thread::yield();
  EXPECT_EQ(Refused(pictures, UrlOf(3), Owner(2)), ErrorCode::kUnavailable);
  let_go.set_value();
  EXPECT_EQ(CountRefused(first), 0);
  EXPECT_TRUE(pictures.Get(UrlOf(1), kOwner));
  EXPECT_EQ(host_.Count(), 2u);
  EXPECT_TRUE(pictures.Get(UrlOf(3), Owner(2)));
}

TEST_F(PicturesTest, OneFetchIsEnoughForAllWhoWait) {
  Pictures pictures(host_, clock_, {.threads = 3, .timeout = kLong});
  std::promise<void> let_go;
  host_.WaitFor(let_go.get_future().share());
  Getting all;
  for (int i = 0; i < 4; ++i) Get(pictures, 1, all);
  // One fetches and two wait, so the fourth, whichever it is, is sent away.
  AwaitOneOf(all);
  let_go.set_value();
  EXPECT_EQ(CountRefused(all), 1);
  EXPECT_EQ(host_.Count(), 1u);
}

TEST_F(PicturesTest, AnOwnerTakesNoMoreThanItsShare) {
  Pictures pictures(host_, clock_, {.owner_fetches = 2, .owner_threads = 3, .timeout = kLong});
  std::promise<void> let_go;
  host_.WaitFor(let_go.get_future().share());
  Getting greedy;
  for (const int number : {1, 2, 3, 4}) Get(pictures, number, greedy);
  // Two are fetched and one waits for its turn.
  AwaitOneOf(greedy);
  while (host_.Count() < 2) std::this_thread::yield();
  Getting others;
  for (const int number : {5, 6}) Get(pictures, number, others, Owner(2));
  while (host_.Count() < 4) std::this_thread::yield();
  for (const OutboundRequest& request :
       std::vector(host_.requests.begin() + 2, host_.requests.end())) {
    EXPECT_TRUE(request.url == UrlOf(5) || request.url == UrlOf(6)) << request.url;
  }
  let_go.set_value();
  EXPECT_EQ(CountRefused(greedy), 1);
  EXPECT_EQ(CountRefused(others), 0);
  EXPECT_EQ(host_.Count(), 5u);
}

TEST_F(PicturesTest, OthersGetTheirTurnAfterAFetch) {
  Pictures pictures(host_, clock_, {.fetches = 1, .timeout = kLong});
  std::promise<void> let_go;
  host_.WaitFor(let_go.get_future().share());
  Getting all;
  Get(pictures, 1, all);
  while (host_.Count() < 1) std::this_thread::yield();
  Get(pictures, 2, all, Owner(2));
  let_go.set_value();
  EXPECT_EQ(CountRefused(all), 0);
  EXPECT_EQ(host_.Count(), 2u);
}

TEST_F(PicturesTest, WhoseTurnDoesNotComeIsRefused) {
  Pictures pictures(host_, clock_, {.owner_fetches = 1, .timeout = std::chrono::milliseconds(5)});
  std::promise<void> let_go;
  host_.WaitFor(let_go.get_future().share());
  Getting first;
  Get(pictures, 1, first);
  while (host_.Count() < 1) std::this_thread::yield();
  EXPECT_EQ(Refused(pictures, UrlOf(1)), ErrorCode::kUnavailable);
  EXPECT_EQ(Refused(pictures, UrlOf(2)), ErrorCode::kUnavailable);
  EXPECT_EQ(host_.Count(), 1u);
  let_go.set_value();
  EXPECT_EQ(CountRefused(first), 0);
  EXPECT_TRUE(pictures.Get(UrlOf(2), kOwner));
}

TEST_F(PicturesTest, WhatTheServerIsShortOfIsNotRemembered) {
  Pictures pictures(host_, clock_);
  host_.answer = tl::unexpected(Error(ErrorCode::kUnavailable, "too many other requests"));
  EXPECT_EQ(Refused(pictures), ErrorCode::kUnavailable);
  EXPECT_EQ(message_, "too many other requests");
  host_.answer = OutboundResponse{200, {}, kPng};
  EXPECT_TRUE(pictures.Get(UrlOf(1), kOwner));
}

TEST(PictureLimits, AreAQuarterOfTheWorkersAndAnOwnersHalfOfThat) {
  const struct {
    std::size_t workers, threads, owner_threads;
  } cases[] = {{1, 1, 1}, {4, 1, 1}, {8, 2, 1}, {16, 4, 2}, {64, 16, 8}, {1000, 16, 8}};
  for (const auto& c : cases) {
    const PictureLimits limits = PictureLimits::ForWorkers(c.workers);
    EXPECT_EQ(limits.threads, c.threads) << c.workers;
    EXPECT_EQ(limits.owner_threads, c.owner_threads) << c.workers;
    EXPECT_EQ(limits.owner_fetches, 2u) << c.workers;
  }
}

}  // namespace
}  // namespace imprint

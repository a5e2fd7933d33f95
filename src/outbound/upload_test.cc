#include <gtest/gtest.h>

#include <algorithm>
#include <cstring>
#include <string>

#include "outbound/testing/asking.h"
#include "outbound/testing/imposter.h"

namespace imprint {
namespace {

using test::ExpectFailure;
using test::Imposter;
using test::LocalPolicy;

/// A request whose body comes piece by piece out of `bytes`, which must outlive it.
OutboundRequest Put(const std::string& url, const std::string& bytes) {
  OutboundRequest request = test::Ask("PUT", url, {{"Content-Type", "application/zip"}});
  request.upload_bytes = bytes.size();
  request.upload = [&bytes](std::uint64_t at, char* to,
                            std::size_t most) -> std::optional<std::size_t> {
    const std::size_t count = std::min(most, bytes.size() - static_cast<std::size_t>(at));
    std::memcpy(to, bytes.data() + at, count);
    return count;
  };
  return request;
}

class UploadTest : public testing::Test {
 protected:
  void SetUp() override { server_.On("/file", test::Answer(200, "got it")); }

  Imposter server_;
  CurlHttpClient client_{LocalPolicy()};
};

TEST_F(UploadTest, SendsAllBytesWithTheirLength) {
  std::string bytes(3'000'000, '\0');
  for (std::size_t i = 0; i < bytes.size(); ++i) bytes[i] = static_cast<char>(i * 31 >> 3);
  const auto response = client_.Send(Put(server_.Url("/file"), bytes));
  ASSERT_TRUE(response) << response.error().message();
  EXPECT_EQ(response->body, "got it");
  ASSERT_EQ(server_.received().size(), 1u);
  const test::Received got = server_.received().front();
  EXPECT_EQ(got.method, "PUT");
  EXPECT_TRUE(got.body == bytes);
  EXPECT_EQ(got.Header("content-length"), "3000000");
  EXPECT_EQ(got.Header("content-type"), "application/zip");
  EXPECT_FALSE(got.Has("transfer-encoding"));
  EXPECT_FALSE(got.Has("expect"));
}

TEST_F(UploadTest, AsksForThePiecesInOrder) {
  const std::string bytes(500'000, 'x');
  auto request = Put(server_.Url("/file"), bytes);
  std::uint64_t next = 0;
  bool in_order = true;
  request.upload = [&, give = request.upload](std::uint64_t at, char* to, std::size_t most) {
    in_order &= at == next;
    const auto count = give(at, to, most);
    next = at + count.value_or(0);
    return count;
  };
  ASSERT_TRUE(client_.Send(request));
  EXPECT_TRUE(in_order);
  EXPECT_EQ(next, bytes.size());
}

TEST_F(UploadTest, SendsAnEmptyBody) {
  const std::string nothing;
  ASSERT_TRUE(client_.Send(Put(server_.Url("/file"), nothing)));
  EXPECT_EQ(server_.received().front().Header("content-length"), "0");
}

TEST_F(UploadTest, GoesOnAfterAnother) {
  const std::string bytes(100'000, 'y');
  for (int i = 0; i < 3; ++i) ASSERT_TRUE(client_.Send(Put(server_.Url("/file"), bytes)));
  ASSERT_EQ(server_.received().size(), 3u);
  EXPECT_EQ(server_.received().back().body, bytes);
  EXPECT_EQ(server_.connections(), 1u);
}

TEST_F(UploadTest, FailsWhereTheBytesCannotBeReadOrEndTooEarly) {
  const std::string bytes(200'000, 'z');
  auto unreadable = Put(server_.Url("/file"), bytes);
  unreadable.upload = [](std::uint64_t, char*, std::size_t) { return std::nullopt; };
  ExpectFailure(client_.Send(unreadable), ErrorCode::kOutboundFailed, "cannot be read");
  auto shorter = Put(server_.Url("/file"), bytes);
  shorter.upload = [give = shorter.upload](std::uint64_t at, char* to, std::size_t most) {
    return at >= 65536 ? std::optional<std::size_t>(0) : give(at, to, most);
  };
  ExpectFailure(client_.Send(shorter), ErrorCode::kOutboundFailed, "cannot be read");
}

TEST_F(UploadTest, IsBoundByThePolicy) {
  CurlHttpClient strict{AddressPolicy()};
  const std::string bytes = "secret";
  ExpectFailure(strict.Send(Put(server_.Url("/file"), bytes)), ErrorCode::kOutboundRefused,
                "may not connect");
  EXPECT_EQ(server_.connections(), 0u);
}

TEST_F(UploadTest, IsSentToNoOtherPlace) {
  server_.On("/away", test::Redirect(server_.Url("/file"), 307));
  const std::string bytes = "only here";
  const auto response = client_.Send(Put(server_.Url("/away"), bytes));
  ASSERT_TRUE(response) << response.error().message();
  EXPECT_EQ(response->status, 307);
  EXPECT_EQ(server_.received().size(), 1u);
}

}  // namespace
}  // namespace imprint

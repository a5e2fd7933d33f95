#pragma once

#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

#include "outbound/curl_http_client.h"

namespace imprint::test {

/// A client that may go to this machine's 127.0.0.1, and what else is given.
inline AddressPolicy LocalPolicy(std::vector<std::string> more = {}) {
  more.push_back("127.0.0.1");
  return AddressPolicy::Parse(more).value();
}

inline OutboundRequest Ask(const std::string& method, const std::string& url,
                           std::vector<std::pair<std::string, std::string>> headers = {},
                           const std::string& body = "") {
  OutboundRequest request;
  request.method = method;
  request.url = url;
  request.headers = std::move(headers);
  request.body = body;
  return request;
}

inline OutboundRequest Get(const std::string& url) {
  return Ask("GET", url);
}

/// That the request failed so, with the host and no more than plain words in its message.
inline void ExpectFailure(const Result<OutboundResponse>& result, ErrorCode code,
                          const std::string& words) {
  ASSERT_FALSE(result) << result->status << " " << result->body;
  EXPECT_EQ(result.error().code(), code) << result.error().message();
  EXPECT_NE(result.error().message().find(words), std::string::npos)
      << result.error().message() << " | " << result.error().detail;
}

}  // namespace imprint::test

#pragma once

#include <deque>
#include <string>
#include <utility>
#include <vector>

#include "ports/http_client.h"

namespace imprint::client::test {

/// Gives the answers that it was told, in order, and keeps the requests.
class FakeHttp final : public HttpClient {
 public:
  void Answer(int status, std::string body,
              std::vector<std::pair<std::string, std::string>> headers = {}) {
    answers_.push_back(OutboundResponse{status, std::move(headers), std::move(body)});
  }
  void Break(ErrorCode code, std::string message) {
    answers_.push_back(Fail(code, std::move(message)));
  }

  Result<OutboundResponse> Send(const OutboundRequest& request) override {
    sent.push_back(request);
    if (answers_.empty()) return Fail(ErrorCode::kOutboundFailed, "Nothing was to be asked.");
    auto answer = std::move(answers_.front());
    answers_.pop_front();
    return answer;
  }

  /// "POST /api/v1/plans" of each request so far.
  std::vector<std::string> Lines() const {
    std::vector<std::string> lines;
    for (const OutboundRequest& request : sent) lines.push_back(request.method + " " + request.url);
    return lines;
  }

  std::vector<OutboundRequest> sent;

 private:
  std::deque<Result<OutboundResponse>> answers_;
};

}  // namespace imprint::client::test

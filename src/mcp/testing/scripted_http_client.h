#pragma once

#include <deque>
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "ports/http_client.h"

namespace imprint::test {

/// Plays a script instead of a server: one step answers one request, in order. Keeps the requests.
class ScriptedHttpClient : public HttpClient {
 public:
  using Step = std::function<Result<OutboundResponse>(const OutboundRequest&)>;

  void Then(Step step) { steps_.push_back(std::move(step)); }
  void Then(OutboundResponse response) {
    Then([response](const OutboundRequest&) { return response; });
  }
  void Then(Error error) {
    Then([error](const OutboundRequest&) -> Result<OutboundResponse> { return Fail(error); });
  }
  /// A stream that the server does not close: only `enough` can end it before the time-out.
  void ThenKeepOpen(OutboundResponse response) {
    Then([response](const OutboundRequest& request) -> Result<OutboundResponse> {
      OutboundResponse received = response;
      for (std::size_t i = 1; i <= response.body.size(); ++i) {
        received.body = response.body.substr(0, i);
        if (request.enough && request.enough(received.body)) return received;
      }
      return Fail(ErrorCode::kOutboundTimeout, "mcp.example took too long.");
    });
  }

  Result<OutboundResponse> Send(const OutboundRequest& request) override {
    requests.push_back(request);
    if (steps_.empty()) return Fail(ErrorCode::kInternal, "the script is over");
    const Step step = std::move(steps_.front());
    steps_.pop_front();
    return step(request);
  }

  bool is_over() const { return steps_.empty(); }

  std::vector<OutboundRequest> requests;

 private:
  std::deque<Step> steps_;
};

}  // namespace imprint::test

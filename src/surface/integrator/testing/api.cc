#include "surface/integrator/testing/api.h"

#include <cstdlib>

#include "app/accounts.h"
#include "surface/integrator/routes.h"

namespace imprint::integrator::test {

Api::Api() : Api(nullptr) {}

Api::Api(DirectUploads* direct_uploads)
    : services_(world.services()), site_{services_, "http://imprint.test", nullptr} {
  services_.direct_uploads = direct_uploads;
  AddRoutes(site_, router_);
}

http::Response Api::Send(const Call& call) {
  http::Request request{.method = call.method, .target = call.target, .headers = call.headers};
  request.peer = "192.0.2.7";
  request.id = "request-1";
  const std::size_t question = std::min(call.target.find('?'), call.target.size());
  request.path = call.target.substr(0, question);
  if (question < call.target.size()) {
    request.query = http::ParseQuery(call.target.substr(question + 1)).value();
  }
  request.body = call.body;
  if (!call.token.empty()) request.headers.emplace_back("authorization", "Bearer " + call.token);
  if (!call.body.empty() && !request.Header("content-type")) {
    request.headers.emplace_back("content-type", "application/json");
  }
  const auto match = router_.Find(call.method, request.path);
  if (!match.route) {
    const ErrorCode code =
        match.allowed.empty() ? ErrorCode::kUnknownPath : ErrorCode::kMethodNotAllowed;
    return router_.RenderError(request.path, Error(code, "no route"));
  }
  request.params = match.params;
  return Answer(*match.route, request);
}

http::Response Api::Answer(const http::Route& route, const http::Request& request) {
  if (route.handler) {
    http::Response response = route.handler(request);
    if (!response.deferred) return response;
    response.deferred->Begin([] {});  // the store is one that writes at once
    return response.deferred->Finish().value();
  }
  auto sink = route.open_sink(request);
  if (!sink) return router_.RenderError(request.path, sink.error());
  if (auto written = (*sink)->Write(request.body); !written) {
    return router_.RenderError(request.path, written.error());
  }
  return (*sink)->Finish();
}

std::string Api::Token(const std::string& account, bool partner) {
  return CreateToken(world.services(), {account, partner, {}}).value();
}

std::string Api::Made(const std::string& token, const std::string& collection,
                      const std::string& body) {
  const std::string path = "/v1/" + collection;
  const auto made = Send({"POST", path, token, body});
  if (made.status != 201) std::abort();
  return path + "/" + imprint::test::TextAt(made.body, "_id");
}

std::string HeaderOf(const http::Response& response, std::string_view name) {
  for (const auto& [key, value] : response.headers) {
    if (key == name) return value;
  }
  return {};
}

}  // namespace imprint::integrator::test

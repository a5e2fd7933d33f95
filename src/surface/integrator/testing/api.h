#pragma once

#include <string>
#include <string_view>

#include "app/testing/test_world.h"
#include "surface/http/router.h"
#include "surface/integrator/request.h"

namespace imprint::integrator::test {

using imprint::test::TestWorld;

/// The whole dialect over a TestWorld, without sockets: requests go through the router.
class Api {
 public:
  Api();
  /// One whose uploads do not come through it.
  explicit Api(DirectUploads* direct_uploads);

  struct Call {
    std::string method;
    std::string target;
    std::string token = {};  // empty: no Authorization header
    std::string body = {};   // sent as application/json when it is not empty
    http::Headers headers = {};
  };
  /// A path without a route gives the dialect's own error.
  http::Response Send(const Call& call);

  std::string Token(const std::string& account, bool partner = false);
  /// A path that leads to the document that Send(POST) of `body` made.
  std::string Made(const std::string& token, const std::string& collection,
                   const std::string& body);
  TestWorld world;

 private:
  http::Response Answer(const http::Route& route, const http::Request& request);

  Services services_;
  Site site_;
  http::Router router_;
};

/// The header's value; "" where there is none.
std::string HeaderOf(const http::Response& response, std::string_view name);

}  // namespace imprint::integrator::test

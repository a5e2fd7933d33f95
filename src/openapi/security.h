#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "openapi/tool.h"

namespace imprint::openapi {

/// How the integration proves who it is.
struct Auth {
  bool api_key = false;                        // auth_type API_KEY: auth_key goes as a bearer token
  std::map<std::string, std::string> headers;  // with a <<variable>> for the secret
  std::vector<Param> query;                    // the same for each tool that needs it
  std::set<std::string> schemes;               // the schemes' names
};

/// The one way to authenticate that most of the operations take, of those that a template can say.
/// Notes what it means for whoever copies the template.
Auth ChooseAuth(Context& context, const std::vector<Operation>& operations);

/// Adds what `auth` wants of each tool, and notes an operation that it does not satisfy.
void AddAuth(Context& context, const Auth& auth, const Operation& operation, Tool& tool);

}  // namespace imprint::openapi

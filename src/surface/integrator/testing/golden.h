#pragma once

#include <string>
#include <vector>

#include "surface/integrator/testing/api.h"

namespace imprint::integrator::test {

/// Answers of the API held against tests/golden/NAME.json. Ids that the server made are ID1, ID2...
/// in the order in which they appear; the templates' own ids stand as they are. With
/// IMPRINT_UPDATE_GOLDEN=1 in the environment the file is written instead.
class Golden {
 public:
  explicit Golden(std::string name) : name_(std::move(name)) {}

  /// Sends the call and notes it with its answer, which it gives.
  http::Response Send(Api& api, const Api::Call& call);
  /// Fails the test where an answer is another than the file's.
  void Check() const;

 private:
  std::string name_;
  std::vector<std::string> exchanges_;  // JSON
};

}  // namespace imprint::integrator::test

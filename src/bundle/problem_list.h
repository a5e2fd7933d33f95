#pragma once

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include "base/error.h"

namespace imprint {

/// Collects what is wrong with one bundle, so that its author sees it all at once. Keeps `limit`
/// problems (at least one) and counts those beyond.
class ProblemList {
 public:
  explicit ProblemList(std::size_t limit) : limit_(limit == 0 ? 1 : limit) {}

  void Add(ErrorCode code, std::string message, std::string field = {}) {
    Add(Problem{code, std::move(message), std::move(field)});
  }
  void Add(Problem problem) {
    if (problems_.size() < limit_) {
      problems_.push_back(std::move(problem));
    } else {
      ++left_out_;
    }
  }

  bool empty() const { return problems_.empty(); }

  /// All of them as one error; where some were left out, the last problem tells how many. The list
  /// must not be empty.
  Error Take() && {
    if (left_out_ > 0) {
      problems_.push_back(
          Problem{problems_.front().code, "and " + std::to_string(left_out_) + " more problems"});
    }
    return Error(std::move(problems_));
  }

 private:
  std::size_t limit_;
  std::vector<Problem> problems_;
  std::size_t left_out_ = 0;
};

}  // namespace imprint

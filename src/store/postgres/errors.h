#pragma once

#include <string>
#include <string_view>

#include "base/error.h"

namespace imprint::postgres {

/// What a failure means for what was going on.
enum class FailureKind {
  kRetry,   // others were in the way: the same transaction may succeed when it is run again
  kLost,    // the connection is of no more use
  kFailed,  // the transaction is over
};

struct Failure {
  FailureKind kind;
  Error error;
};

/// What the server's answer means. `message` is its primary message, which holds no values of rows;
/// both only go into the error's detail.
Failure FailureOf(std::string_view sqlstate, std::string_view message);

/// The errors that the store gives for itself; `detail` is for the log.
Error Unavailable(std::string detail);
Error Damaged(std::string detail);

/// The same error with a message for whoever runs the server, who sees no log yet.
Error ForOperator(Error error, std::string_view database);

}  // namespace imprint::postgres

#pragma once

#include <chrono>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <utility>
#include <vector>

namespace imprint {

/// Why an operation did not do what was asked. Closed and free of HTTP: each dialect turns every
/// code into its own status and body in one exhaustive switch.
enum class ErrorCode {
  kUnauthenticated,       // no credentials at all
  kBadToken,              // unknown, revoked or expired token
  kForbidden,             // the account may not do this
  kNotFound,              // no such thing, or not visible to the caller
  kUploadNotFound,        // a run key that leads to no uploaded file
  kMissingParameter,      // a parameter the request cannot be understood without
  kMissingField,          // a required field of a document
  kInvalidField,          // a field whose value is not acceptable
  kInvalidReference,      // a reference that leads nowhere or to the wrong kind
  kInvalidQuery,          // a query parameter that is not acceptable
  kMissingConnectionMap,  // an install without the map it needs
  kConnectionMismatch,    // a map that does not fit the template's connections
  kInUse,                 // others still refer to it
  kNotUploaded,           // a template without content
  kInvalidBundle,         // an uploaded bundle that cannot become a template
  kSecretInTemplate,      // a bundle that carries a credential
  kIdempotencyMismatch,   // one key, two different requests
  kMalformedBody,         // a body that is not what its type says
  kUnsupportedMediaType,  // a body of a type not taken here
  kTooLarge,              // over a limit
  kHeadersTooLarge,       // a request head over the limit
  kBadRequest,            // not HTTP, or HTTP used wrongly
  kUnknownPath,           // no route
  kMethodNotAllowed,      // a route, but not for this method
  kSignatureInvalid,      // a signed URL that was changed or has expired
  kTimeout,               // the client was too slow
  kOutboundRefused,       // a place outside that the address policy forbids
  kOutboundUnauthorized,  // a server outside does not take the credentials given for it
  kOutboundTimeout,       // a server outside was too slow
  kOutboundFailed,        // a server outside cannot be reached or answers with something unusable
  kWrongType,             // a thing of a type that the operation is not for
  kConflict,              // it exists already, or changed meanwhile
  kPlanChanged,           // what a plan relied on has changed since
  kMergeConflict,         // an upgrade needs a decision
  kEdited,                // it was changed by hand, which the operation would undo
  kUnsigned,              // a template that no trusted publisher has signed
  kRateLimited,           // the account asks more often than it may
  kUnavailable,           // try again later
  kInternal,              // our fault
};

/// One thing that is wrong. `message` and `field` are for the caller and never hold a secret;
/// `field` is a path into the request or document, empty where no single field is at fault;
/// `reason` is a short name of what is wrong with its value, where the check that found it has one.
struct Problem {
  ErrorCode code = ErrorCode::kInternal;
  std::string message;
  std::string field = {};
  std::string reason = {};  // a short name of what is wrong with the value, where there is one
};

/// A failure: one problem or more, all for the caller, and `detail` for the log only.
/// The first problem's code decides the reply's status.
struct [[nodiscard]] Error {
  std::vector<Problem> problems;
  std::string detail = {};
  /// How long the caller is asked to wait, with kRateLimited and kUnavailable.
  std::chrono::seconds retry_after{1};

  Error(ErrorCode code, std::string message, std::string field = {})
      : problems{Problem{code, std::move(message), std::move(field)}} {}
  /// `all` must not be empty.
  explicit Error(std::vector<Problem> all) : problems(std::move(all)) {}

  ErrorCode code() const { return problems.front().code; }
  const std::string& message() const { return problems.front().message; }

  /// The same error with a text for the log.
  Error WithDetail(std::string text) && {
    detail = std::move(text);
    return std::move(*this);
  }
};

template <typename T>
using Result = tl::expected<T, Error>;
using Status = Result<void>;

/// `return Fail(ErrorCode::kNotFound, "...")` from any function that gives a Result.
inline tl::unexpected<Error> Fail(ErrorCode code, std::string message, std::string field = {}) {
  return tl::unexpected<Error>(Error(code, std::move(message), std::move(field)));
}
inline tl::unexpected<Error> Fail(Error error) {
  return tl::unexpected<Error>(std::move(error));
}

}  // namespace imprint

#include "surface/http/default_error.h"

#include <string>

#include "base/json/writer.h"

namespace imprint::http {
namespace {

int StatusOf(ErrorCode code) {
  switch (code) {
    case ErrorCode::kMissingParameter:
    case ErrorCode::kInvalidQuery:
    case ErrorCode::kMissingConnectionMap:
    case ErrorCode::kMalformedBody:
    case ErrorCode::kBadRequest:
      return 400;
    case ErrorCode::kUnauthenticated:
    case ErrorCode::kBadToken:
      return 401;
    case ErrorCode::kForbidden:
    case ErrorCode::kSignatureInvalid:
    case ErrorCode::kUnsigned:
      return 403;
    case ErrorCode::kNotFound:
    case ErrorCode::kUploadNotFound:
    case ErrorCode::kUnknownPath:
      return 404;
    case ErrorCode::kMethodNotAllowed:
      return 405;
    case ErrorCode::kTimeout:
      return 408;
    case ErrorCode::kConflict:
    case ErrorCode::kPlanChanged:
    case ErrorCode::kMergeConflict:
    case ErrorCode::kEdited:
      return 409;
    case ErrorCode::kTooLarge:
      return 413;
    case ErrorCode::kUnsupportedMediaType:
      return 415;
    case ErrorCode::kMissingField:
    case ErrorCode::kInvalidField:
    case ErrorCode::kInvalidReference:
    case ErrorCode::kConnectionMismatch:
    case ErrorCode::kInUse:
    case ErrorCode::kNotUploaded:
    case ErrorCode::kInvalidBundle:
    case ErrorCode::kSecretInTemplate:
    case ErrorCode::kOutboundRefused:
    case ErrorCode::kWrongType:
    case ErrorCode::kIdempotencyMismatch:
      return 422;
    case ErrorCode::kHeadersTooLarge:
      return 431;
    case ErrorCode::kOutboundFailed:
    case ErrorCode::kOutboundUnauthorized:
      return 502;
    case ErrorCode::kOutboundTimeout:
      return 504;
    case ErrorCode::kRateLimited:
      return 429;
    case ErrorCode::kInternal:
      return 500;
    case ErrorCode::kUnavailable:
      return 503;
  }
  return 500;
}

}  // namespace

Response DefaultErrorResponse(const Error& error) {
  Response response{.status = StatusOf(error.code())};
  json::Writer writer(response.body);
  writer.BeginObject().Key("message").String(error.message()).EndObject();
  AddErrorHeaders(error, response);
  return response;
}

void AddErrorHeaders(const Error& error, Response& response) {
  const ErrorCode code = error.code();
  if (code == ErrorCode::kUnauthenticated || code == ErrorCode::kBadToken) {
    response.headers.emplace_back("WWW-Authenticate", "Bearer");
  }
  if (code == ErrorCode::kRateLimited || code == ErrorCode::kUnavailable) {
    response.headers.emplace_back("Retry-After", std::to_string(error.retry_after.count()));
  }
}

}  // namespace imprint::http

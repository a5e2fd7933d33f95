#include "surface/integrator/errors.h"

#include "base/json/writer.h"
#include "surface/http/default_error.h"

namespace imprint::integrator {

// No default: a new code does not compile until it has its answer here.
WireError WireErrorOf(ErrorCode code) {
  switch (code) {
    case ErrorCode::kUnauthenticated:
      return {401, ""};
    case ErrorCode::kBadToken:
      return {401, ""};
    case ErrorCode::kForbidden:
      return {403, "forbidden"};
    case ErrorCode::kNotFound:
      return {404, "invalid_ref"};
    case ErrorCode::kUploadNotFound:
      return {404, "invalid_key"};
    case ErrorCode::kMissingParameter:
      return {400, "missing_required_field"};
    case ErrorCode::kMissingField:
      return {422, "missing_required_field"};
    case ErrorCode::kInvalidField:
      return {422, "invalid_field"};
    case ErrorCode::kInvalidReference:
      return {422, "invalid_ref"};
    case ErrorCode::kInvalidQuery:
      return {400, "invalid_query_params"};
    case ErrorCode::kMissingConnectionMap:
      return {400, "invalid_connectionMap"};
    case ErrorCode::kConnectionMismatch:
      return {422, "invalid_connectionId"};
    case ErrorCode::kInUse:
      return {422, "resource_in_use"};
    case ErrorCode::kNotUploaded:
      return {422, "template_not_uploaded"};
    case ErrorCode::kInvalidBundle:
      return {422, "invalid_template"};
    case ErrorCode::kSecretInTemplate:
      return {422, "secret_in_template"};
    case ErrorCode::kIdempotencyMismatch:
      return {422, "idempotency_key_reused"};
    case ErrorCode::kMalformedBody:
      return {400, "invalid_json"};
    case ErrorCode::kUnsupportedMediaType:
      return {415, "unsupported_media_type"};
    case ErrorCode::kTooLarge:
      return {413, "too_large"};
    case ErrorCode::kHeadersTooLarge:
      return {431, "headers_too_large"};
    case ErrorCode::kBadRequest:
      return {400, "bad_request"};
    case ErrorCode::kUnknownPath:
      return {404, "not_found"};
    case ErrorCode::kMethodNotAllowed:
      return {405, "method_not_allowed"};
    case ErrorCode::kSignatureInvalid:
      return {403, "invalid_signature"};
    case ErrorCode::kTimeout:
      return {408, "request_timeout"};
    case ErrorCode::kWrongType:
      return {422, "invalid_type"};
    case ErrorCode::kOutboundRefused:
      return {422, "address_not_allowed"};
    case ErrorCode::kOutboundTimeout:
      return {504, "upstream_timeout"};
    case ErrorCode::kOutboundFailed:
      return {502, "upstream_error"};
    case ErrorCode::kOutboundUnauthorized:
      return {502, "upstream_unauthorized"};
    case ErrorCode::kPlanChanged:
      return {409, "plan_changed"};
    case ErrorCode::kMergeConflict:
      return {409, "merge_conflict"};
    case ErrorCode::kEdited:
      return {409, "resource_edited"};
    case ErrorCode::kUnsigned:
      return {403, "template_not_signed"};
    case ErrorCode::kConflict:
      return {409, "conflict"};
    case ErrorCode::kRateLimited:
      return {429, "rate_limited"};
    case ErrorCode::kUnavailable:
      return {503, "service_unavailable"};
    case ErrorCode::kInternal:
      return {500, "internal_error"};
  }
  return {500, "internal_error"};
}

namespace {

// The vendor answers a 401 before any handler runs, in a form of its own.
http::Response Unauthorized(const Error& error) {
  http::Response response{.status = 401};
  json::Writer(response.body).BeginObject().Key("message").String(error.message()).EndObject();
  http::AddErrorHeaders(error, response);
  return response;
}

}  // namespace

http::Response RenderError(const Error& error) {
  const WireError first = WireErrorOf(error.code());
  if (first.status == 401) return Unauthorized(error);
  http::Response response{.status = first.status};
  json::Writer writer(response.body);
  writer.BeginObject().Key("errors").BeginArray();
  for (const Problem& problem : error.problems) {
    writer.BeginObject();
    writer.Key("code").String(WireErrorOf(problem.code).code);
    writer.Key("message").String(problem.message);
    if (!problem.field.empty()) writer.Key("field").String(problem.field);
    writer.EndObject();
  }
  writer.EndArray().EndObject();
  http::AddErrorHeaders(error, response);
  return response;
}

}  // namespace imprint::integrator

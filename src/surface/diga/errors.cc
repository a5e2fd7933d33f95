#include "surface/diga/errors.h"

#include "base/json/schema.h"
#include "base/json/writer.h"
#include "surface/http/default_error.h"

namespace imprint::diga {
namespace {

WireError NotFound(const Problem& problem) {
  if (problem.field == "template_id") return {404, "INTEGRATION_TEMPLATE_NOT_FOUND"};
  if (problem.field == "integration_id") return {404, "INTEGRATION_NOT_FOUND"};
  if (problem.field == "tool_id") return {404, "TOOL_NOT_FOUND"};
  return {404, "NOT_FOUND"};
}

// The one code that is answered by a list of faults instead of a code of its own.
constexpr WireError kValidation{422, ""};

}  // namespace

// No default: a new code does not compile until it has its answer here.
WireError WireErrorOf(const Problem& problem) {
  switch (problem.code) {
    case ErrorCode::kUnauthenticated:
    case ErrorCode::kBadToken:
      return {401, "UNAUTHORIZED"};
    case ErrorCode::kForbidden:
      return {403, "MISSING_PERMISSIONS"};
    case ErrorCode::kNotFound:
      return NotFound(problem);
    case ErrorCode::kMissingParameter:
    case ErrorCode::kMissingField:
    case ErrorCode::kInvalidField:
    case ErrorCode::kInvalidReference:
    case ErrorCode::kInvalidQuery:
    case ErrorCode::kMalformedBody:
    case ErrorCode::kUnsupportedMediaType:
    case ErrorCode::kMissingConnectionMap:
    case ErrorCode::kConnectionMismatch:
    case ErrorCode::kInvalidBundle:
    case ErrorCode::kSecretInTemplate:
    case ErrorCode::kNotUploaded:
    case ErrorCode::kIdempotencyMismatch:
      return kValidation;
    case ErrorCode::kPlanChanged:
      return {409, "PLAN_CHANGED"};
    case ErrorCode::kMergeConflict:
      return {409, "MERGE_CONFLICT"};
    case ErrorCode::kEdited:
      return {409, "RESOURCE_EDITED"};
    case ErrorCode::kUnsigned:
      return {403, "TEMPLATE_NOT_SIGNED"};
    case ErrorCode::kConflict:
      return {409, "DUPLICATE_FIELD"};
    case ErrorCode::kWrongType:
      return {400, "INTEGRATION_TYPE"};
    case ErrorCode::kInUse:
      return {409, "IN_USE"};
    case ErrorCode::kOutboundUnauthorized:
      return {401, "M_C_P_AUTHENTICATION_FAILED"};
    case ErrorCode::kOutboundRefused:
    case ErrorCode::kOutboundFailed:
      return {502, "M_C_P_SERVER_ERROR"};
    case ErrorCode::kOutboundTimeout:
      return {504, "M_C_P_CONNECTION_TIMEOUT"};
    case ErrorCode::kUploadNotFound:
    case ErrorCode::kUnknownPath:
      return {404, "NOT_FOUND"};
    case ErrorCode::kMethodNotAllowed:
      return {405, "METHOD_NOT_ALLOWED"};
    case ErrorCode::kTimeout:
      return {408, "REQUEST_TIMEOUT"};
    case ErrorCode::kTooLarge:
      return {413, "REQUEST_TOO_LARGE"};
    case ErrorCode::kHeadersTooLarge:
      return {431, "REQUEST_HEADERS_TOO_LARGE"};
    case ErrorCode::kBadRequest:
      return {400, "BAD_REQUEST"};
    case ErrorCode::kSignatureInvalid:
      return {403, "INVALID_SIGNATURE"};
    case ErrorCode::kRateLimited:
      return {429, "RATE_LIMITED"};
    case ErrorCode::kUnavailable:
      return {503, "SERVICE_UNAVAILABLE"};
    case ErrorCode::kInternal:
      return {500, "INTERNAL_SERVER_ERROR"};
  }
  return {500, "INTERNAL_SERVER_ERROR"};
}

namespace {

// A fault that no schema found: what clients of FastAPI know it by.
struct Fault {
  std::string where;
  std::string reason;
  std::string message;
};
Fault FaultOf(const Problem& problem) {
  if (!problem.reason.empty()) return {problem.field, problem.reason, problem.message};
  if (problem.code == ErrorCode::kMalformedBody)
    return {R"(["body",0])", "json_invalid", "JSON decode error"};
  if (problem.code == ErrorCode::kUnsupportedMediaType)
    return {R"(["body"])", "model_attributes_type", problem.message};
  return {json::Location(problem.code == ErrorCode::kInvalidQuery ? "query" : "body").Text(),
          "value_error", problem.message};
}

http::Response Faults(const Error& error) {
  http::Response response{.status = 422};
  json::Writer writer(response.body);
  writer.BeginObject().Key("detail").BeginArray();
  for (const Problem& problem : error.problems) {
    const Fault fault = FaultOf(problem);
    writer.BeginObject().Key("type").String(fault.reason).Key("loc").Raw(fault.where);
    writer.Key("msg").String(fault.message).EndObject();
  }
  writer.EndArray().EndObject();
  return response;
}

}  // namespace

http::Response RenderError(const Error& error) {
  const WireError wire = WireErrorOf(error.problems.front());
  if (wire.status == kValidation.status) return Faults(error);
  http::Response response{.status = wire.status};
  json::Writer(response.body)
      .BeginObject()
      .Key("status")
      .String("error")
      .Key("error_code")
      .String(wire.code)
      .Key("message")
      .String(error.message())
      .EndObject();
  http::AddErrorHeaders(error, response);
  return response;
}

}  // namespace imprint::diga

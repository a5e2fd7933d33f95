#include "surface/native/errors.h"

#include <fmt/format.h>

#include <utility>

#include "base/json/document.h"
#include "surface/http/default_error.h"
#include "surface/http/response_head.h"

namespace imprint::native {

// No default: a new code does not compile until it has its answer here.
WireError WireErrorOf(ErrorCode code) {
  switch (code) {
    case ErrorCode::kUnauthenticated:
      return {401, "unauthenticated"};
    case ErrorCode::kBadToken:
      return {401, "bad_token"};
    case ErrorCode::kForbidden:
      return {403, "forbidden"};
    case ErrorCode::kNotFound:
      return {404, "not_found"};
    case ErrorCode::kUploadNotFound:
      return {404, "upload_not_found"};
    case ErrorCode::kMissingParameter:
      return {400, "missing_parameter"};
    case ErrorCode::kMissingField:
      return {422, "missing_field"};
    case ErrorCode::kInvalidField:
      return {422, "invalid_field"};
    case ErrorCode::kInvalidReference:
      return {422, "invalid_reference"};
    case ErrorCode::kInvalidQuery:
      return {400, "invalid_query"};
    case ErrorCode::kMissingConnectionMap:
      return {422, "missing_connection_map"};
    case ErrorCode::kConnectionMismatch:
      return {422, "connection_mismatch"};
    case ErrorCode::kInUse:
      return {409, "in_use"};
    case ErrorCode::kNotUploaded:
      return {422, "not_uploaded"};
    case ErrorCode::kInvalidBundle:
      return {422, "invalid_bundle"};
    case ErrorCode::kSecretInTemplate:
      return {422, "secret_in_template"};
    case ErrorCode::kIdempotencyMismatch:
      return {422, "idempotency_mismatch"};
    case ErrorCode::kMalformedBody:
      return {400, "malformed_body"};
    case ErrorCode::kUnsupportedMediaType:
      return {415, "unsupported_media_type"};
    case ErrorCode::kTooLarge:
      return {413, "too_large"};
    case ErrorCode::kHeadersTooLarge:
      return {431, "headers_too_large"};
    case ErrorCode::kBadRequest:
      return {400, "bad_request"};
    case ErrorCode::kUnknownPath:
      return {404, "unknown_path"};
    case ErrorCode::kMethodNotAllowed:
      return {405, "method_not_allowed"};
    case ErrorCode::kSignatureInvalid:
      return {422, "signature_invalid"};
    case ErrorCode::kTimeout:
      return {408, "timeout"};
    case ErrorCode::kOutboundRefused:
      return {422, "outbound_refused"};
    case ErrorCode::kOutboundUnauthorized:
      return {502, "outbound_unauthorized"};
    case ErrorCode::kOutboundTimeout:
      return {504, "outbound_timeout"};
    case ErrorCode::kOutboundFailed:
      return {502, "outbound_failed"};
    case ErrorCode::kWrongType:
      return {422, "wrong_type"};
    case ErrorCode::kConflict:
      return {409, "conflict"};
    case ErrorCode::kPlanChanged:
      return {409, "plan_changed"};
    case ErrorCode::kMergeConflict:
      return {409, "merge_conflict"};
    case ErrorCode::kEdited:
      return {409, "edited"};
    case ErrorCode::kUnsigned:
      return {403, "unsigned"};
    case ErrorCode::kRateLimited:
      return {429, "rate_limited"};
    case ErrorCode::kUnavailable:
      return {503, "unavailable"};
    case ErrorCode::kInternal:
      return {500, "internal"};
  }
  return {500, "internal"};
}

namespace {

constexpr std::size_t kLocationDepth = 2;

std::string FieldOf(const Problem& problem) {
  if (!problem.field.starts_with('[')) return problem.field;
  const auto location = json::Document::Parse(problem.field, kLocationDepth);
  if (!location) return problem.field;
  std::string path;
  bool is_first = true;
  location->root().ForEachItem([&](json::Value part) {
    if (std::exchange(is_first, false) && part.is_string() && part.Is("body")) return;
    if (part.type() == json::Type::kNumber) {
      path += fmt::format("[{}]", part.raw());
    } else {
      if (!path.empty()) path += '.';
      path += part.string();
    }
  });
  return path;
}

}  // namespace

void AppendProblems(const std::vector<Problem>& problems, json::Writer& writer) {
  writer.BeginArray();
  for (const Problem& problem : problems) {
    const std::string field = FieldOf(problem);
    writer.BeginObject().Key("code").String(WireErrorOf(problem.code).code);
    writer.Key("message").String(problem.message);
    if (!field.empty()) writer.Key("field").String(field);
    writer.EndObject();
  }
  writer.EndArray();
}

http::Response RenderRefusal(int status, const Error& error, std::string_view plan) {
  http::Response response{.status = status};
  response.content_type = "application/problem+json";
  json::Writer writer(response.body);
  writer.BeginObject().Key("type").String("about:blank");
  writer.Key("title").String(http::ReasonOf(status));
  writer.Key("status").Number(status);
  writer.Key("code").String(WireErrorOf(error.code()).code);
  writer.Key("detail").String(error.message());
  writer.Key("problems");
  AppendProblems(error.problems, writer);
  if (!plan.empty()) writer.Key("plan").Raw(plan);
  writer.EndObject();
  http::AddErrorHeaders(error, response);
  return response;
}

http::Response RenderError(const Error& error) {
  return RenderRefusal(WireErrorOf(error.code()).status, error, {});
}

}  // namespace imprint::native

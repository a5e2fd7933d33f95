#include "surface/integrator/errors.h"

#include <gtest/gtest.h>

#include "surface/integrator/testing/api.h"

namespace imprint::integrator {
namespace {

using test::HeaderOf;

struct Mapping {
  ErrorCode code;
  int status;
  const char* wire;
};

// What the documented table says; kInternal is the last code.
constexpr Mapping kMappings[] = {
    {ErrorCode::kUnauthenticated, 401, ""},
    {ErrorCode::kBadToken, 401, ""},
    {ErrorCode::kForbidden, 403, "forbidden"},
    {ErrorCode::kNotFound, 404, "invalid_ref"},
    {ErrorCode::kUploadNotFound, 404, "invalid_key"},
    {ErrorCode::kMissingParameter, 400, "missing_required_field"},
    {ErrorCode::kMissingField, 422, "missing_required_field"},
    {ErrorCode::kInvalidField, 422, "invalid_field"},
    {ErrorCode::kInvalidReference, 422, "invalid_ref"},
    {ErrorCode::kInvalidQuery, 400, "invalid_query_params"},
    {ErrorCode::kMissingConnectionMap, 400, "invalid_connectionMap"},
    {ErrorCode::kConnectionMismatch, 422, "invalid_connectionId"},
    {ErrorCode::kInUse, 422, "resource_in_use"},
    {ErrorCode::kNotUploaded, 422, "template_not_uploaded"},
    {ErrorCode::kInvalidBundle, 422, "invalid_template"},
    {ErrorCode::kSecretInTemplate, 422, "secret_in_template"},
    {ErrorCode::kIdempotencyMismatch, 422, "idempotency_key_reused"},
    {ErrorCode::kMalformedBody, 400, "invalid_json"},
    {ErrorCode::kUnsupportedMediaType, 415, "unsupported_media_type"},
    {ErrorCode::kTooLarge, 413, "too_large"},
    {ErrorCode::kHeadersTooLarge, 431, "headers_too_large"},
    {ErrorCode::kBadRequest, 400, "bad_request"},
    {ErrorCode::kUnknownPath, 404, "not_found"},
    {ErrorCode::kMethodNotAllowed, 405, "method_not_allowed"},
    {ErrorCode::kSignatureInvalid, 403, "invalid_signature"},
    {ErrorCode::kTimeout, 408, "request_timeout"},
    {ErrorCode::kOutboundRefused, 422, "address_not_allowed"},
    {ErrorCode::kOutboundUnauthorized, 502, "upstream_unauthorized"},
    {ErrorCode::kOutboundTimeout, 504, "upstream_timeout"},
    {ErrorCode::kOutboundFailed, 502, "upstream_error"},
    {ErrorCode::kWrongType, 422, "invalid_type"},
    {ErrorCode::kConflict, 409, "conflict"},
    {ErrorCode::kPlanChanged, 409, "plan_changed"},
    {ErrorCode::kMergeConflict, 409, "merge_conflict"},
    {ErrorCode::kEdited, 409, "resource_edited"},
    {ErrorCode::kUnsigned, 403, "template_not_signed"},
    {ErrorCode::kRateLimited, 429, "rate_limited"},
    {ErrorCode::kUnavailable, 503, "service_unavailable"},
    {ErrorCode::kInternal, 500, "internal_error"},
};

TEST(WireErrorOf, EveryCodeHasItsRow) {
  ASSERT_EQ(std::size(kMappings), static_cast<std::size_t>(ErrorCode::kInternal) + 1);
  for (std::size_t i = 0; i < std::size(kMappings); ++i) {
    SCOPED_TRACE(i);
    EXPECT_EQ(static_cast<std::size_t>(kMappings[i].code), i);
    const WireError wire = WireErrorOf(kMappings[i].code);
    EXPECT_EQ(wire.status, kMappings[i].status);
    EXPECT_STREQ(wire.code, kMappings[i].wire);
  }
}

TEST(RenderError, EveryCodeButThoseOfA401GetsTheEnvelope) {
  for (const Mapping& mapping : kMappings) {
    SCOPED_TRACE(mapping.wire);
    const auto response = RenderError(Error(mapping.code, "why \"so\"", "a.b[0]"));
    EXPECT_EQ(response.status, mapping.status);
    if (mapping.status == 401) {
      EXPECT_EQ(response.body, R"({"message":"why \"so\""})");
    } else {
      EXPECT_EQ(response.body, std::string(R"({"errors":[{"code":")") + mapping.wire +
                                   R"(","message":"why \"so\"","field":"a.b[0]"}]})");
    }
    EXPECT_EQ(HeaderOf(response, "WWW-Authenticate"), mapping.status == 401 ? "Bearer" : "");
    EXPECT_EQ(HeaderOf(response, "Retry-After"),
              mapping.status == 429 || mapping.status == 503 ? "1" : "");
  }
}

TEST(RenderError, ListsEveryProblemAndNeverTheDetail) {
  const Error error =
      Error({{ErrorCode::kMissingField, "one", "name"}, {ErrorCode::kInvalidReference, "two", ""}})
          .WithDetail("for the log");
  const auto response = RenderError(error);
  EXPECT_EQ(response.status, 422);
  EXPECT_EQ(response.body,
            R"({"errors":[{"code":"missing_required_field","message":"one","field":"name"},)"
            R"({"code":"invalid_ref","message":"two"}]})");
}

TEST(RenderError, TellsHowLongToWait) {
  for (const ErrorCode code : {ErrorCode::kRateLimited, ErrorCode::kUnavailable}) {
    Error error(code, "later");
    error.retry_after = std::chrono::seconds(17);
    EXPECT_EQ(HeaderOf(RenderError(error), "Retry-After"), "17");
  }
}

}  // namespace
}  // namespace imprint::integrator

#include "surface/diga/errors.h"

#include <gtest/gtest.h>

#include "base/json/schema.h"

namespace imprint::diga {
namespace {

struct Mapping {
  ErrorCode code;
  int status;
  const char* wire;  // "" for a validation answer
};
constexpr Mapping kMappings[] = {
    {ErrorCode::kUnauthenticated, 401, "UNAUTHORIZED"},
    {ErrorCode::kBadToken, 401, "UNAUTHORIZED"},
    {ErrorCode::kForbidden, 403, "MISSING_PERMISSIONS"},
    {ErrorCode::kNotFound, 404, "NOT_FOUND"},
    {ErrorCode::kUploadNotFound, 404, "NOT_FOUND"},
    {ErrorCode::kMissingParameter, 422, ""},
    {ErrorCode::kMissingField, 422, ""},
    {ErrorCode::kInvalidField, 422, ""},
    {ErrorCode::kInvalidReference, 422, ""},
    {ErrorCode::kInvalidQuery, 422, ""},
    {ErrorCode::kMissingConnectionMap, 422, ""},
    {ErrorCode::kConnectionMismatch, 422, ""},
    {ErrorCode::kInUse, 409, "IN_USE"},
    {ErrorCode::kNotUploaded, 422, ""},
    {ErrorCode::kInvalidBundle, 422, ""},
    {ErrorCode::kSecretInTemplate, 422, ""},
    {ErrorCode::kIdempotencyMismatch, 422, ""},
    {ErrorCode::kMalformedBody, 422, ""},
    {ErrorCode::kUnsupportedMediaType, 422, ""},
    {ErrorCode::kTooLarge, 413, "REQUEST_TOO_LARGE"},
    {ErrorCode::kHeadersTooLarge, 431, "REQUEST_HEADERS_TOO_LARGE"},
    {ErrorCode::kBadRequest, 400, "BAD_REQUEST"},
    {ErrorCode::kUnknownPath, 404, "NOT_FOUND"},
    {ErrorCode::kMethodNotAllowed, 405, "METHOD_NOT_ALLOWED"},
    {ErrorCode::kSignatureInvalid, 403, "INVALID_SIGNATURE"},
    {ErrorCode::kTimeout, 408, "REQUEST_TIMEOUT"},
    {ErrorCode::kOutboundRefused, 502, "M_C_P_SERVER_ERROR"},
    {ErrorCode::kOutboundUnauthorized, 401, "M_C_P_AUTHENTICATION_FAILED"},
    {ErrorCode::kOutboundTimeout, 504, "M_C_P_CONNECTION_TIMEOUT"},
    {ErrorCode::kOutboundFailed, 502, "M_C_P_SERVER_ERROR"},
    {ErrorCode::kWrongType, 400, "INTEGRATION_TYPE"},
    {ErrorCode::kConflict, 409, "DUPLICATE_FIELD"},
    {ErrorCode::kPlanChanged, 409, "PLAN_CHANGED"},
    {ErrorCode::kMergeConflict, 409, "MERGE_CONFLICT"},
    {ErrorCode::kEdited, 409, "RESOURCE_EDITED"},
    {ErrorCode::kUnsigned, 403, "TEMPLATE_NOT_SIGNED"},
    {ErrorCode::kRateLimited, 429, "RATE_LIMITED"},
    {ErrorCode::kUnavailable, 503, "SERVICE_UNAVAILABLE"},
    {ErrorCode::kInternal, 500, "INTERNAL_SERVER_ERROR"},
};

TEST(DigaErrors, EveryCodeHasItsAnswer) {
  ASSERT_EQ(std::size(kMappings), static_cast<std::size_t>(ErrorCode::kInternal) + 1);
  for (std::size_t i = 0; i < std::size(kMappings); ++i) {
    SCOPED_TRACE(i);
    ASSERT_EQ(static_cast<std::size_t>(kMappings[i].code), i);
    const auto response = RenderError(Error(kMappings[i].code, "why"));
    EXPECT_EQ(response.status, kMappings[i].status);
    if (*kMappings[i].wire == '\0') {
      EXPECT_TRUE(response.body.starts_with(R"({"detail":[{"type":")")) << response.body;
    } else {
      EXPECT_EQ(response.body, std::string(R"({"status":"error","error_code":")") +
                                   kMappings[i].wire + R"(","message":"why"})");
    }
  }
}

TEST(DigaErrors, TellsHowLongToWait) {
  for (const ErrorCode code : {ErrorCode::kRateLimited, ErrorCode::kUnavailable}) {
    Error error(code, "later");
    error.retry_after = std::chrono::seconds(17);
    const http::Headers expected{{"Retry-After", "17"}};
    EXPECT_EQ(RenderError(error).headers, expected);
  }
}

TEST(DigaErrors, NamesWhatWasNotFound) {
  const auto body = [](const char* field) {
    return RenderError(Error(ErrorCode::kNotFound, "x", field)).body;
  };
  EXPECT_NE(body("template_id").find("INTEGRATION_TEMPLATE_NOT_FOUND"), std::string::npos);
  EXPECT_NE(body("integration_id").find("INTEGRATION_NOT_FOUND"), std::string::npos);
  EXPECT_NE(body("tool_id").find("TOOL_NOT_FOUND"), std::string::npos);
}

TEST(DigaErrors, ListsEveryFault) {
  const json::Location body("body");
  Error error({json::Invalid(body.Then("name"), "missing", "Field required"),
               json::Invalid(body.Then("tools").Then(std::size_t{2}), "dict_type", "Input")});
  EXPECT_EQ(RenderError(error).body,
            R"({"detail":[{"type":"missing","loc":["body","name"],"msg":"Field required"},)"
            R"({"type":"dict_type","loc":["body","tools",2],"msg":"Input"}]})");
}

}  // namespace
}  // namespace imprint::diga

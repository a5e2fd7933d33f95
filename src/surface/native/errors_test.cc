#include "surface/native/errors.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

namespace imprint::native {
namespace {

struct Mapping {
  ErrorCode code;
  int status;
  const char* wire;
};

// What the document's table says; kInternal is the last code.
constexpr Mapping kMappings[] = {
    {ErrorCode::kUnauthenticated, 401, "unauthenticated"},
    {ErrorCode::kBadToken, 401, "bad_token"},
    {ErrorCode::kForbidden, 403, "forbidden"},
    {ErrorCode::kNotFound, 404, "not_found"},
    {ErrorCode::kUploadNotFound, 404, "upload_not_found"},
    {ErrorCode::kMissingParameter, 400, "missing_parameter"},
    {ErrorCode::kMissingField, 422, "missing_field"},
    {ErrorCode::kInvalidField, 422, "invalid_field"},
    {ErrorCode::kInvalidReference, 422, "invalid_reference"},
    {ErrorCode::kInvalidQuery, 400, "invalid_query"},
    {ErrorCode::kMissingConnectionMap, 422, "missing_connection_map"},
    {ErrorCode::kConnectionMismatch, 422, "connection_mismatch"},
    {ErrorCode::kInUse, 409, "in_use"},
    {ErrorCode::kNotUploaded, 422, "not_uploaded"},
    {ErrorCode::kInvalidBundle, 422, "invalid_bundle"},
    {ErrorCode::kSecretInTemplate, 422, "secret_in_template"},
    {ErrorCode::kIdempotencyMismatch, 422, "idempotency_mismatch"},
    {ErrorCode::kMalformedBody, 400, "malformed_body"},
    {ErrorCode::kUnsupportedMediaType, 415, "unsupported_media_type"},
    {ErrorCode::kTooLarge, 413, "too_large"},
    {ErrorCode::kHeadersTooLarge, 431, "headers_too_large"},
    {ErrorCode::kBadRequest, 400, "bad_request"},
    {ErrorCode::kUnknownPath, 404, "unknown_path"},
    {ErrorCode::kMethodNotAllowed, 405, "method_not_allowed"},
    {ErrorCode::kSignatureInvalid, 422, "signature_invalid"},
    {ErrorCode::kTimeout, 408, "timeout"},
    {ErrorCode::kOutboundRefused, 422, "outbound_refused"},
    {ErrorCode::kOutboundUnauthorized, 502, "outbound_unauthorized"},
    {ErrorCode::kOutboundTimeout, 504, "outbound_timeout"},
    {ErrorCode::kOutboundFailed, 502, "outbound_failed"},
    {ErrorCode::kWrongType, 422, "wrong_type"},
    {ErrorCode::kConflict, 409, "conflict"},
    {ErrorCode::kPlanChanged, 409, "plan_changed"},
    {ErrorCode::kMergeConflict, 409, "merge_conflict"},
    {ErrorCode::kEdited, 409, "edited"},
    {ErrorCode::kUnsigned, 403, "unsigned"},
    {ErrorCode::kRateLimited, 429, "rate_limited"},
    {ErrorCode::kUnavailable, 503, "unavailable"},
    {ErrorCode::kInternal, 500, "internal"},
};

std::string HeaderOf(const http::Response& response, std::string_view name) {
  for (const auto& [key, value] : response.headers) {
    if (key == name) return value;
  }
  return {};
}

TEST(NativeErrors, EveryCodeHasItsAnswer) {
  ASSERT_EQ(std::size(kMappings), static_cast<std::size_t>(ErrorCode::kInternal) + 1);
  for (std::size_t i = 0; i < std::size(kMappings); ++i) {
    const Mapping& mapping = kMappings[i];
    SCOPED_TRACE(mapping.wire);
    ASSERT_EQ(static_cast<std::size_t>(mapping.code), i);
    const auto response = RenderError(Error(mapping.code, "why \"so\"", "a.b[0]"));
    EXPECT_EQ(response.status, mapping.status);
    EXPECT_EQ(response.content_type, "application/problem+json");
    EXPECT_NE(response.body.find(fmt::format(R"("status":{},"code":"{}","detail":"why \"so\"",)",
                                             mapping.status, mapping.wire)),
              std::string::npos)
        << response.body;
    EXPECT_EQ(HeaderOf(response, "WWW-Authenticate"), mapping.status == 401 ? "Bearer" : "");
    EXPECT_EQ(HeaderOf(response, "Retry-After"),
              mapping.status == 429 || mapping.status == 503 ? "1" : "");
  }
}

TEST(NativeErrors, ListEveryProblemAndNeverTheDetail) {
  Error error = Error({{ErrorCode::kEdited, "one", "exports[0]"}, {ErrorCode::kInUse, "two"}})
                    .WithDetail("for the log");
  EXPECT_EQ(RenderError(error).body,
            R"({"type":"about:blank","title":"Conflict","status":409,"code":"edited",)"
            R"("detail":"one","problems":[{"code":"edited","message":"one","field":"exports[0]"},)"
            R"({"code":"in_use","message":"two"}]})");
}

TEST(NativeErrors, CarryAPlanAndItsStatus) {
  const auto response = RenderRefusal(422, Error(ErrorCode::kNotFound, "x"), R"({"a":1})");
  EXPECT_EQ(response.status, 422);
  EXPECT_EQ(response.body,
            R"({"type":"about:blank","title":"Unprocessable Content","status":422,)"
            R"("code":"not_found","detail":"x","problems":[{"code":"not_found","message":"x"}],)"
            R"("plan":{"a":1}})");
}

TEST(NativeErrors, TellALocationAsAPath) {
  const std::pair<const char*, const char*> cases[] = {
      {R"(["body","tools",0,"a b","c"])", "tools[0].a b.c"},
      {R"(["template","tools",12])", "template.tools[12]"},
      {R"(["body"])", ""},
      {R"([0,"body"])", "[0].body"},
      {"[not one", "[not one"},
      {"select[0]", "select[0]"},
  };
  for (const auto& [field, path] : cases) {
    std::string body;
    json::Writer writer(body);
    AppendProblems({{ErrorCode::kInvalidField, "m", field}}, writer);
    const std::string expected = *path ? std::string(R"(,"field":")") + path + '"' : "";
    EXPECT_EQ(body, R"([{"code":"invalid_field","message":"m")" + expected + "}]");
  }
}

TEST(NativeErrors, TellHowLongToWait) {
  Error error(ErrorCode::kRateLimited, "later");
  error.retry_after = std::chrono::seconds(17);
  EXPECT_EQ(HeaderOf(RenderError(error), "Retry-After"), "17");
}

}  // namespace
}  // namespace imprint::native

#include "surface/integrator/audit_json.h"

#include <gtest/gtest.h>

#include "app/testing/test_world.h"

namespace imprint::integrator {
namespace {

TEST(ParseIso, ReadsDatesTimesAndOffsets) {
  const std::pair<const char*, const char*> good[] = {
      {"2026-01-31", "2026-01-31T00:00:00.000Z"},
      {"2026-01-31T09:05Z", "2026-01-31T09:05:00.000Z"},
      {"2026-01-31T09:05:07Z", "2026-01-31T09:05:07.000Z"},
      {"2026-01-31T09:05:07.1Z", "2026-01-31T09:05:07.100Z"},
      {"2026-01-31T09:05:07.123456789Z", "2026-01-31T09:05:07.123Z"},
      {"2026-01-31T09:05:07+02:00", "2026-01-31T07:05:07.000Z"},
      {"2026-01-31T23:05:07-0130", "2026-02-01T00:35:07.000Z"},
      {"2024-02-29T00:00:00Z", "2024-02-29T00:00:00.000Z"},
  };
  for (const auto& [text, expected] : good) {
    SCOPED_TRACE(text);
    const auto time = ParseIso(text);
    ASSERT_TRUE(time);
    EXPECT_EQ(FormatIso(*time), expected);
  }
}

TEST(ParseIso, RefusesEverythingElse) {
  for (const char* text : {"",
                           "yesterday",
                           "2026",
                           "2026-01",
                           "2026-1-31",
                           "2026-02-29",
                           "2026-13-01",
                           "2026-00-01",
                           "2026-01-32",
                           "2026-01-31T",
                           "2026-01-31T09",
                           "2026-01-31T09:05",
                           "2026-01-31T09:05:07",
                           "2026-01-31 09:05:07Z",
                           "2026-01-31T24:00:00Z",
                           "2026-01-31T09:60:00Z",
                           "2026-01-31T09:05:60Z",
                           "2026-01-31T09:05:07.Z",
                           "2026-01-31T09:05:07.1234567890Z",
                           "2026-01-31T09:05:07Z ",
                           "2026-01-31T09:05:07+2",
                           "2026-01-31T09:05:07 02:00",
                           "1769850307",
                           "+2026-01-31",
                           "-026-01-31"}) {
    SCOPED_TRACE(text);
    EXPECT_FALSE(ParseIso(text));
  }
}

TEST(ParseAuditFilter, TakesWhatIsThere) {
  const http::Request request{.query = {{"from", "2026-01-31"},
                                        {"to", "2026-02-01T00:00:00Z"},
                                        {"event", "revoke"},
                                        {"resourceType", "flow"},
                                        {"_resourceId", "x"}}};
  const auto filter = ParseAuditFilter(request);
  ASSERT_TRUE(filter);
  EXPECT_EQ(FormatIso(*filter->from), "2026-01-31T00:00:00.000Z");
  EXPECT_EQ(FormatIso(*filter->to), "2026-02-01T00:00:00.000Z");
  EXPECT_EQ(filter->event, AuditEvent::kRevoke);
  EXPECT_EQ(filter->resource_type, "flow");
  EXPECT_EQ(filter->resource, "x");
  EXPECT_TRUE(ParseAuditFilter(http::Request{}));
}

TEST(ParseAuditFilter, NamesWhatIsWrong) {
  for (const auto& [name, value] : {std::pair{"from", "x"}, {"to", "x"}, {"event", "x"}}) {
    const auto filter = ParseAuditFilter(http::Request{.query = {{name, value}}});
    ASSERT_FALSE(filter);
    EXPECT_EQ(filter.error().code(), ErrorCode::kInvalidQuery);
    EXPECT_EQ(filter.error().problems[0].field, name);
  }
}

TEST(AppendAuditEntry, LeavesOutWhatIsEmpty) {
  Account account;
  account.id = AccountId(*Id::FromObjectIdText("65a000000000000000000001"));
  account.name = "acme \"1\"";
  AuditEntry entry;
  entry.id = *Id::FromObjectIdText("65a000000000000000000002");
  entry.time = FromMillis(1772366400000);
  entry.event = AuditEvent::kCreate;
  entry.resource_type = "token";
  entry.resource = "abc";
  std::string out;
  AppendAuditEntry(entry, account, out);
  EXPECT_EQ(out, R"({"_id":"65a000000000000000000002","time":"2026-03-01T12:00:00.000Z",)"
                 R"("resourceType":"token","_resourceId":"abc","event":"create","source":"cli",)"
                 R"("byUser":{"_id":"65a000000000000000000001","name":"acme \"1\""},)"
                 R"("fieldChanges":[]})");
  entry.event = AuditEvent::kUpdate;
  entry.token = "t1";
  entry.address = "192.0.2.7";
  entry.request = "r1";
  entry.fields = {"name", "a\"b"};
  out.clear();
  AppendAuditEntry(entry, account, out);
  EXPECT_EQ(imprint::test::TextAt(out, "source"), "api");
  EXPECT_TRUE(out.ends_with(R"("token":"t1","ipAddress":"192.0.2.7","requestId":"r1",)"
                            R"("fieldChanges":[{"fieldPath":"name"},{"fieldPath":"a\"b"}]})"))
      << out;
}

}  // namespace
}  // namespace imprint::integrator

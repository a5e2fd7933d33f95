#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "app/testing/fake_direct_uploads.h"
#include "surface/integrator/testing/api.h"

namespace imprint::integrator {
namespace {

using imprint::test::FakeDirectUploads;
using imprint::test::Parse;
using imprint::test::SmallBundle;
using imprint::test::TextAt;
using test::Api;
using test::HeaderOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

class AuditApi : public ::testing::Test {
 protected:
  http::Response Get(const std::string& target) { return api_.Send({"GET", target, token_}); }
  // "event resourceType" of each entry.
  std::vector<std::string> Told(const std::string& target) {
    const auto response = Get(target);
    EXPECT_EQ(response.status, 200) << response.body;
    std::vector<std::string> lines;
    const auto document = Parse(response.body);
    document.root().ForEachItem([&](json::Value entry) {
      lines.push_back(
          fmt::format("{} {}", *entry.StringMember("event"), *entry.StringMember("resourceType")));
    });
    return lines;
  }
  static std::string Refusal(const http::Response& response) {
    const auto document = Parse(response.body);
    const auto first = document.root()["errors"].items().at(0);
    return fmt::format("{} {} {}", response.status, first.StringMember("code").value_or(""),
                       first.StringMember("field").value_or(""));
  }

  Api api_;
  std::string token_ = api_.Token("owner", true);
};

TEST_F(AuditApi, TellsWhoChangedWhatAndWhereFrom) {
  const std::string path = api_.Made(token_, "flows", R"({"name":"N"})");
  ASSERT_EQ(api_.Send({"PUT", path, token_, R"({"name":"M"})"}).status, 200);
  const auto response = Get("/v1/audit?limit=1");
  ASSERT_EQ(response.status, 200);
  const auto document = Parse(response.body);
  const json::Value entry = document.root().items().at(0);
  const Account account = Authenticate(api_.world.services(), token_)->account;
  EXPECT_TRUE(Id::FromObjectIdText(*entry.StringMember("_id")));
  EXPECT_EQ(entry.StringMember("time"), FormatIso(api_.world.clock.Now()));
  EXPECT_EQ(entry.StringMember("resourceType"), "flow");
  EXPECT_EQ(entry.StringMember("_resourceId"), path.substr(path.rfind('/') + 1));
  EXPECT_EQ(entry.StringMember("event"), "update");
  EXPECT_EQ(entry.StringMember("source"), "api");
  EXPECT_EQ(entry["byUser"].StringMember("_id"), account.id.Text());
  EXPECT_EQ(entry["byUser"].StringMember("name"), "owner");
  EXPECT_EQ(entry.StringMember("token"), Authenticate(api_.world.services(), token_)->token_id);
  EXPECT_EQ(entry.StringMember("ipAddress"), "192.0.2.7");
  EXPECT_EQ(entry.StringMember("requestId"), "request-1");
  EXPECT_EQ(entry["fieldChanges"].token(), R"([{"fieldPath":"name"}])");
}

TEST_F(AuditApi, ListsTheLatestFirstInPages) {
  const std::string path = api_.Made(token_, "flows", R"({"name":"N"})");
  api_.world.clock.Advance(std::chrono::seconds(1));
  ASSERT_EQ(api_.Send({"DELETE", path, token_}).status, 204);
  EXPECT_THAT(Told("/v1/audit?limit=2"), ElementsAre("delete flow", "create flow"));
  EXPECT_THAT(Told("/v1/audit?limit=1&skip=1"), ElementsAre("create flow"));
  EXPECT_EQ(HeaderOf(Get("/v1/audit?limit=1&skip=1&resourceType=flow"), "Link"),
            "<http://imprint.test/v1/audit?resourceType=flow&limit=1&skip=0>; rel=\"prev\"");
  EXPECT_THAT(HeaderOf(Get("/v1/audit?limit=1"), "Link"), HasSubstr("skip=1>; rel=\"next\""));
  EXPECT_EQ(Get("/v1/audit?skip=100").body, "[]");
}

TEST_F(AuditApi, NarrowsByWhatIsAskedFor) {
  const std::string flow = api_.Made(token_, "flows", R"({"name":"N"})");
  api_.world.clock.Advance(std::chrono::seconds(10));
  api_.Made(token_, "exports", R"({"name":"N"})");
  ASSERT_EQ(api_.Send({"DELETE", flow, token_}).status, 204);
  const std::string now = FormatIso(api_.world.clock.Now());
  EXPECT_THAT(Told("/v1/audit?resourceType=export"), ElementsAre("create export"));
  EXPECT_THAT(Told("/v1/audit?event=delete"), ElementsAre("delete flow"));
  EXPECT_EQ(Told("/v1/audit?from=" + now).size(), 2u);
  EXPECT_EQ(Told("/v1/audit?to=2026-03-01T12:00:09Z&event=create&resourceType=flow").size(), 1u);
  EXPECT_EQ(Told("/v1/audit?from=2999-01-01").size(), 0u);
  EXPECT_THAT(Told("/v1/audit?_resourceId=" + flow.substr(flow.rfind('/') + 1)),
              ElementsAre("delete flow", "create flow"));
  const std::string account = Authenticate(api_.world.services(), token_)->account.id.Text();
  EXPECT_EQ(Told("/v1/audit?event=delete&user=" + account).size(), 1u);
  EXPECT_EQ(Get("/v1/audit?user=5f0000000000000000000001").body, "[]");
  for (const std::string name : {"from", "to", "event", "limit", "skip"}) {
    EXPECT_EQ(Refusal(Get("/v1/audit?" + name + "=x")), "400 invalid_query_params " + name);
  }
}

TEST_F(AuditApi, OneThingHasItsOwn) {
  const std::string flow = api_.Made(token_, "flows", R"({"name":"N"})");
  api_.Made(token_, "flows", R"({"name":"O"})");
  EXPECT_THAT(Told(flow + "/audit"), ElementsAre("create flow"));
  ASSERT_EQ(api_.Send({"DELETE", flow, token_}).status, 204);
  EXPECT_EQ(Told(flow + "/audit").size(), 2u);
  EXPECT_EQ(Refusal(Get("/v1/flows/5f0000000000000000000001/audit")), "404 invalid_ref _id");
  EXPECT_EQ(Refusal(Get("/v1/flows/x/audit")), "404 invalid_ref _id");
  const std::string made = api_.Made(token_, "templates", R"({"name":"T"})");
  EXPECT_THAT(Told(made + "/audit"), ElementsAre("create template"));
  EXPECT_EQ(Refusal(Get("/v1/templates/5f0000000000000000000001/audit")), "404 invalid_ref _id");
  const std::string stranger = api_.Token("stranger", true);
  EXPECT_EQ(api_.Send({"GET", made + "/audit", stranger}).status, 404);
  EXPECT_EQ(api_.Send({"GET", flow + "/audit", stranger}).status, 404);
}

TEST_F(AuditApi, AnAccountSeesItsOwnAlone) {
  api_.Made(token_, "flows", R"({"name":"N"})");
  const std::string stranger = api_.Token("stranger");
  const auto response = api_.Send({"GET", "/v1/audit?resourceType=flow", stranger});
  EXPECT_EQ(response.status, 200);
  EXPECT_EQ(response.body, "[]");
  EXPECT_EQ(api_.Send({"GET", "/v1/audit"}).status, 401);
}

TEST_F(AuditApi, TheCommandLineIsNamedAsTheSource) {
  const auto document = Parse(Get("/v1/audit?resourceType=token").body);
  const json::Value entry = document.root().items().at(0);
  EXPECT_EQ(entry.StringMember("source"), "cli");
  EXPECT_FALSE(entry["token"].valid());
  EXPECT_FALSE(entry["ipAddress"].valid());
}

TEST_F(AuditApi, AnUploadIsKnownByItsAddress) {
  const auto started = Get("/v1/s3SignedURL?file_name=a.zip&file_type=application/zip");
  const std::string target =
      TextAt(started.body, "signedURL").substr(std::string("http://imprint.test").size());
  ASSERT_EQ(api_.Send({"PUT", target, "", SmallBundle().Zip()}).status, 200);
  const auto document = Parse(Get("/v1/audit?event=upload").body);
  const json::Value entry = document.root().items().at(0);
  EXPECT_EQ(entry.StringMember("_resourceId"), TextAt(started.body, "runKey"));
  EXPECT_EQ(entry.StringMember("source"), "api");
  EXPECT_EQ(entry.StringMember("ipAddress"), "192.0.2.7");
  EXPECT_FALSE(entry["token"].valid());
}

TEST(DirectUploadApi, FilesGoPastTheServer) {
  imprint::test::TestWorld blobs;
  FakeDirectUploads direct(blobs.services().blobs, blobs.clock);
  Api api(&direct);
  const std::string token = api.Token("owner");
  const auto started =
      api.Send({"GET", "/v1/s3SignedURL?file_name=a.zip&file_type=application/zip", token});
  ASSERT_EQ(started.status, 200);
  const std::string run_key = TextAt(started.body, "runKey");
  EXPECT_EQ(TextAt(started.body, "signedURL"),
            "https://bucket.test/" + run_key + "?type=application/zip&until=" +
                FormatIso(api.world.clock.Now() + api.world.limits.upload_url_lifetime));
  const auto put = api.Send({"PUT", "/uploads/" + run_key, "", "x"});
  EXPECT_EQ(put.status, 404);
  EXPECT_THAT(put.body, HasSubstr("not_found"));
}

}  // namespace
}  // namespace imprint::integrator

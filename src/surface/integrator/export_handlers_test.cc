#include "surface/integrator/export_handlers.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "surface/integrator/testing/api.h"

namespace imprint::integrator {
namespace {

using imprint::test::TextAt;
using test::Api;
using test::HeaderOf;
using ::testing::HasSubstr;
using ::testing::StartsWith;

class ExportHandlers : public ::testing::Test {
 protected:
  static std::string IdIn(const std::string& path) { return path.substr(path.rfind('/') + 1); }
  http::Response Get(const std::string& target) { return api_.Send({"GET", target, token_}); }
  http::Response Post(const std::string& target, const std::string& body) {
    return api_.Send({"POST", target, token_, body});
  }
  static std::string PathOf(const std::string& url) { return url.substr(url.find("/downloads/")); }

  Api api_;
  std::string token_ = api_.Token("acme");
  std::string other_ = api_.Token("other");
  std::string connection_ = IdIn(api_.Made(token_, "connections", R"({"name":"C","type":"http"})"));
  std::string integration_ = IdIn(api_.Made(token_, "integrations", R"({"name":"Orders"})"));
  std::string export_ = IdIn(api_.Made(
      token_, "exports", fmt::format(R"({{"name":"E","_connectionId":"{}"}})", connection_)));
  std::string flow_ =
      IdIn(api_.Made(token_, "flows",
                     fmt::format(R"({{"name":"F","_integrationId":"{}","_exportId":"{}"}})",
                                 integration_, export_)));
};

TEST_F(ExportHandlers, ASignedUrlGivesTheZipWithoutAToken) {
  for (const std::string& target :
       {"/v1/integrations/" + integration_ + "/template", "/v1/flows/" + flow_ + "/template"}) {
    const auto answer = Get(target);
    ASSERT_EQ(answer.status, 200) << answer.body;
    const std::string path = PathOf(TextAt(answer.body, "signedURL"));
    const auto zip = api_.Send({"GET", path});
    EXPECT_EQ(zip.status, 200);
    EXPECT_EQ(zip.content_type, "application/zip");
    EXPECT_THAT(HeaderOf(zip, "Content-Disposition"), StartsWith("attachment; filename=\""));
    EXPECT_THAT(zip.body, StartsWith("PK"));
    for (const std::string& name :
         {std::string("integration.json"), "connections/C-" + connection_ + ".json",
          "exports/E-" + export_ + ".json", "flows/F-" + flow_ + ".json"}) {
      EXPECT_THAT(zip.body, HasSubstr(name));
    }
    EXPECT_EQ(api_.Send({"GET", path + "0"}).status, 403);
    EXPECT_EQ(api_.Send({"GET", path.substr(0, path.find('?'))}).status, 403);
    EXPECT_EQ(api_.Send({"PUT", path}).status, 405);
    EXPECT_EQ(api_.Send({"PUT", "/uploads" + path.substr(10), "", "x"}).status, 403);
  }
}

TEST_F(ExportHandlers, SecretsBecomeVariablesWhereThatIsAskedFor) {
  const std::string secret = "ghp_abcdefghijklmnopqrstuvwxyz0123456789";
  api_.Made(
      token_, "flows",
      fmt::format(R"({{"name":"S","_integrationId":"{}","note":"{}"}})", integration_, secret));
  const std::string target = "/v1/integrations/" + integration_ + "/template";
  const auto refused = Get(target);
  EXPECT_EQ(refused.status, 422);
  EXPECT_EQ(refused.body.find(secret), std::string::npos);
  EXPECT_EQ(Get(target + "?secrets=maybe").status, 400);
  const auto answer = Get(target + "?secrets=variables");
  ASSERT_EQ(answer.status, 200) << answer.body;
  EXPECT_THAT(answer.body, HasSubstr("\"variables\":[\""));
}

TEST_F(ExportHandlers, AClonesAnswerIsAnInstallsAnswer) {
  const std::string target = "/v1/flows/" + flow_ + "/clone";
  const auto preview = Get(target + "/preview");
  ASSERT_EQ(preview.status, 200) << preview.body;
  const auto shown = imprint::test::Parse(preview.body);
  EXPECT_EQ(shown.root()["objects"].items().at(0).StringMember("model"), "Integration");
  const auto answer = Post(target, R"({"name":"Second"})");
  ASSERT_EQ(answer.status, 201) << answer.body;
  const auto document = imprint::test::Parse(answer.body);
  EXPECT_EQ(document.root().StringMember("_integrationId"), integration_);
  std::vector<std::string> made;
  document.root()["objects"].ForEachItem([&](json::Value object) {
    made.push_back(*object.StringMember("model") + " " +
                   object["doc"].StringMember("name").value_or(""));
  });
  EXPECT_EQ(made, (std::vector<std::string>{"Export E", "Flow Second"}));
  // In no integration.
  const auto single = Post("/v1/exports/" + export_ + "/clone", "{}");
  ASSERT_EQ(single.status, 201) << single.body;
  EXPECT_FALSE(imprint::test::Parse(single.body).root()["_integrationId"].valid());
}

TEST_F(ExportHandlers, WhatIsWrongIsTold) {
  const std::string clone = "/v1/integrations/" + integration_ + "/clone";
  EXPECT_EQ(Post(clone, R"({"name":1,"_integrationId":2})").status, 422);
  EXPECT_EQ(Post(clone, R"({"_integrationId":")" + integration_ + "\"}").status, 422);
  EXPECT_EQ(Post(clone, R"({"connectionMap":[]})").status, 400);
  EXPECT_EQ(Post(clone, R"({"connectionMap":{"x":"y"}})").status, 422);
  EXPECT_EQ(Post(clone, "[]").status, 400);
  EXPECT_EQ(Post("/v1/scripts/" + export_ + "/clone", "{}").status, 404);
  for (const std::string& target :
       {"/v1/integrations/" + integration_ + "/template", "/v1/flows/" + flow_ + "/template",
        clone + "/preview", "/v1/exports/" + export_ + "/clone/preview"}) {
    EXPECT_EQ(api_.Send({"GET", target}).status, 401) << target;
    EXPECT_EQ(api_.Send({"GET", target, other_}).status, 404) << target;
  }
  EXPECT_EQ(api_.Send({"POST", clone, other_, "{}"}).status, 404);
  EXPECT_EQ(Get("/v1/integrations/x/template").status, 404);
}

}  // namespace
}  // namespace imprint::integrator

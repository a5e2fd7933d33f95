#include <fmt/format.h>
#include <gtest/gtest.h>

#include "surface/integrator/testing/api.h"

namespace imprint::integrator {
namespace {

using imprint::test::BundleBuilder;
using imprint::test::SmallBundle;
using imprint::test::SourceId;
using imprint::test::TextAt;
using test::Api;

/// An install's or clone's answer as it is when each document is its `_id` alone.
std::string CutToIds(const std::string& answer) {
  const json::Document document = imprint::test::Parse(answer);
  const json::Value root = document.root();
  std::string cut = "{";
  const json::Value integration = root["_integrationId"];
  if (integration.valid()) cut += fmt::format("\"_integrationId\":{},", integration.token());
  cut += "\"objects\":[";
  std::size_t count = 0;
  root["objects"].ForEachItem([&](json::Value object) {
    cut += fmt::format("{}{{\"model\":{},\"doc\":{{\"_id\":{}}}}}", count++ == 0 ? "" : ",",
                       object["model"].token(), object["doc"]["_id"].token());
  });
  return cut + fmt::format("],\"warnings\":{}}}", root["warnings"].token());
}

class InstallIds : public ::testing::Test {
 protected:
  http::Response Post(const std::string& target, const std::string& body,
                      const std::string& key = "") {
    http::Headers headers;
    if (!key.empty()) headers.emplace_back("idempotency-key", key);
    return api_.Send({"POST", target, token_, body, headers});
  }
  /// Asks for one change in both forms, in either order, and compares what is answered.
  void Compare(const std::string& target, const std::string& body, int status) {
    for (const bool ids_first : {false, true}) {
      SCOPED_TRACE(target + " " + body);
      const std::string key = fmt::format("key {}", ++keys_);
      const std::string ids = target + "?fields=ids";
      const auto one = Post(ids_first ? ids : target, body, key);
      const auto two = Post(ids_first ? target : ids, body, key);
      ASSERT_EQ(one.status, status) << one.body;
      ASSERT_EQ(two.status, status) << two.body;
      const std::string& whole = ids_first ? two.body : one.body;
      EXPECT_EQ(ids_first ? one.body : two.body, CutToIds(whole));
    }
  }
  static std::string IdIn(const std::string& path) { return path.substr(path.rfind('/') + 1); }

  Api api_;
  std::string token_ = api_.Token("acme", true);
  Account account_ = api_.world.NewAccount("acme");
  std::string connection_ = IdIn(api_.Made(token_, "connections", R"({"name":"C","type":"http"})"));
  int keys_ = 0;
};

// Every model, several of some, with warnings of each kind that an install has.
BundleBuilder WideBundle() {
  BundleBuilder bundle = SmallBundle();
  unsigned n = 20;
  for (const ModelInfo& info : ModelsOf(Dialect::kIntegrator)) {
    if (info.model == Model::kIntegration || info.model == Model::kConnection) continue;
    bundle.Add(info.model, n++);
    bundle.Add(info.model, n++, R"("note":"<<shop>>")");
  }
  return bundle;
}

TEST_F(InstallIds, AreThoseOfTheWholeAnswer) {
  const std::string map = fmt::format(R"("connectionMap":{{"{}":"{}"}})",
                                      SourceId(imprint::test::kSmallConnection), connection_);
  for (const bool wide : {false, true}) {
    const BundleBuilder bundle = wide ? WideBundle() : SmallBundle();
    const std::string of_template =
        "/v1/integrations/template/" + api_.world.Publish(account_, bundle).Text();
    Compare(of_template, "{" + map + "}", 200);
    const char* variables = wide ? R"("shop":"a \"b\"")" : "";
    Compare(of_template, fmt::format(R"({{{},"variables":{{{}}},"name":"N"}})", map, variables),
            200);
    const std::string run_key = api_.world.Upload(account_, bundle.Zip());
    Compare("/v1/integrations/template", fmt::format(R"({{"runKey":"{}"}})", run_key), 200);
    Compare("/v1/integrations/template", fmt::format(R"({{"runKey":"{}",{}}})", run_key, map), 200);
  }
}

TEST_F(InstallIds, AreThoseOfAClone) {
  const std::string integration = IdIn(api_.Made(token_, "integrations", R"({"name":"I"})"));
  const std::string made = IdIn(api_.Made(
      token_, "exports", fmt::format(R"({{"name":"E","_connectionId":"{}"}})", connection_)));
  const std::string flow = IdIn(api_.Made(
      token_, "flows",
      fmt::format(R"({{"name":"F","_integrationId":"{}","_exportId":"{}"}})", integration, made)));
  Compare("/v1/integrations/" + integration + "/clone", "{}", 201);
  Compare("/v1/flows/" + flow + "/clone", "{}", 201);
  Compare("/v1/exports/" + made + "/clone", "{}", 201);  // in no integration
}

TEST_F(InstallIds, LeadToTheDocuments) {
  const std::string run_key = api_.world.Upload(account_, WideBundle().Zip());
  const auto answer =
      Post("/v1/integrations/template?fields=ids", fmt::format(R"({{"runKey":"{}"}})", run_key));
  ASSERT_EQ(answer.status, 200) << answer.body;
  const json::Document document = imprint::test::Parse(answer.body);
  std::size_t found = 0;
  document.root()["objects"].ForEachItem([&](json::Value object) {
    const auto model = ModelByName(*object.StringMember("model"));
    ASSERT_TRUE(model);
    const auto id = *object["doc"].StringMember("_id");
    const auto read =
        api_.Send({"GET", fmt::format("/v1/{}/{}", CollectionOf(*model), id), token_});
    EXPECT_EQ(read.status, 200) << read.body;
    EXPECT_EQ(TextAt(read.body, "_id"), id);
    ++found;
  });
  EXPECT_EQ(found, 6u + 24u);
}

TEST_F(InstallIds, IsTheOnlyFormThatCanBeAskedFor) {
  const std::string run_key = api_.world.Upload(account_, SmallBundle().Zip());
  const std::string body = fmt::format(R"({{"runKey":"{}"}})", run_key);
  const std::string integration = IdIn(api_.Made(token_, "integrations", R"({"name":"I"})"));
  for (const char* wrong : {"id", "IDS", "ids,name", "ids%20", "_id"}) {
    const std::string query = fmt::format("?fields={}", wrong);
    for (const std::string& target :
         {std::string("/v1/integrations/template"), "/v1/integrations/" + integration + "/clone"}) {
      const auto refused = Post(target + query, body);
      EXPECT_EQ(refused.status, 400) << refused.body;
      EXPECT_EQ(refused.body, R"({"errors":[{"code":"invalid_query_params",)"
                              R"("message":"fields must be ids.","field":"fields"}]})");
    }
  }
  EXPECT_EQ(api_.world.CountInstallations(account_), 0u);
  const auto whole = Post("/v1/integrations/template?fields=", body);
  EXPECT_EQ(whole.status, 200);
  EXPECT_NE(whole.body.find("\"createdAt\""), std::string::npos);
}

}  // namespace
}  // namespace imprint::integrator

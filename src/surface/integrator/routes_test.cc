#include "surface/integrator/routes.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "surface/integrator/testing/api.h"

namespace imprint::integrator {
namespace {

using imprint::test::SmallBundle;
using imprint::test::TextAt;
using test::Api;
using test::HeaderOf;
using ::testing::HasSubstr;

class Routes : public ::testing::Test {
 protected:
  http::Response Get(const std::string& target) { return api_.Send({"GET", target, token_}); }
  // The code of the first error, and its field.
  static std::string Refusal(const http::Response& response) {
    const auto document = imprint::test::Parse(response.body);
    const auto errors = document.root()["errors"];
    if (!errors.valid()) return fmt::format("{} {}", response.status, response.body);
    const auto first = errors.items().at(0);
    return fmt::format("{} {} {}", response.status, first.StringMember("code").value_or(""),
                       first.StringMember("field").value_or(""));
  }

  Api api_;
  std::string token_ = api_.Token("owner", true);
};

TEST_F(Routes, EveryEndpointAsksForAToken) {
  const std::pair<const char*, const char*> endpoints[] = {
      {"GET", "/v1/templates"},
      {"POST", "/v1/templates"},
      {"GET", "/v1/templates/published"},
      {"GET", "/v1/templates/x"},
      {"PUT", "/v1/templates/x"},
      {"PATCH", "/v1/templates/x"},
      {"DELETE", "/v1/templates/x"},
      {"GET", "/v1/templates/x/preview"},
      {"GET", "/v1/templates/x/upload/signedURL"},
      {"GET", "/v1/templates/x/audit"},
      {"GET", "/v1/audit"},
      {"GET", "/v1/s3SignedURL"},
      {"GET", "/v1/integrations/template/preview"},
      {"POST", "/v1/integrations/template"},
      {"POST", "/v1/integrations/template/x"},
  };
  const auto expect_refused = [&](const std::string& method, const std::string& target) {
    SCOPED_TRACE(method + " " + target);
    const auto bare = api_.Send({method, target});
    EXPECT_EQ(bare.status, 401);
    EXPECT_EQ(bare.body, R"({"message":"Unauthorized"})");
    const auto basic = api_.Send({method, target, "", "", {{"authorization", "Basic abc"}}});
    EXPECT_EQ(basic.body, R"({"message":"Unauthorized"})");
    const auto wrong = api_.Send({method, target, "imp_wrong"});
    EXPECT_EQ(wrong.status, 401);
    EXPECT_EQ(wrong.body, R"({"message":"Bearer Authentication Failed"})");
  };
  for (const auto& [method, target] : endpoints) expect_refused(method, target);
  for (const ModelInfo& info : ModelsOf(Dialect::kIntegrator)) {
    const std::string collection = fmt::format("/v1/{}", info.collection);
    for (const char* method : {"GET", "POST"}) expect_refused(method, collection);
    for (const char* method : {"GET", "PUT", "DELETE"}) expect_refused(method, collection + "/x");
    expect_refused("GET", collection + "/x/dependencies");
    expect_refused("GET", collection + "/x/audit");
  }
}

TEST_F(Routes, ErrorsOutsideOfHandlersAreThisDialects) {
  EXPECT_EQ(Refusal(Get("/v1/nothing")), "404 not_found ");
  EXPECT_EQ(Refusal(api_.Send({"PATCH", "/v1/flows", token_})), "405 method_not_allowed ");
  EXPECT_EQ(Refusal(api_.Send({"GET", "/uploads/x"})), "405 method_not_allowed ");
}

TEST_F(Routes, EveryModelIsCreatedReadChangedListedAndDeleted) {
  for (const ModelInfo& info : ModelsOf(Dialect::kIntegrator)) {
    SCOPED_TRACE(info.name);
    const std::string collection = fmt::format("/v1/{}", info.collection);
    const bool without_body = info.model == Model::kConnection || info.model == Model::kExport ||
                              info.model == Model::kImport || info.model == Model::kTool ||
                              info.model == Model::kApi;
    const auto empty = Get(collection);
    EXPECT_EQ(empty.status, without_body ? 204 : 200);
    EXPECT_EQ(empty.body, without_body ? "" : "[]");

    const auto created =
        api_.Send({"POST", collection, token_, R"({"name":"N","type":"http","n":1.0})"});
    ASSERT_EQ(created.status, 201) << created.body;
    const std::string path = collection + "/" + TextAt(created.body, "_id");
    EXPECT_EQ(Get(path).body, created.body);
    EXPECT_EQ(Get(collection).body, "[" + created.body + "]");
    const auto changed = api_.Send({"PUT", path, token_, R"({"name":"M","type":"http"})"});
    EXPECT_EQ(changed.status, 200);
    EXPECT_EQ(TextAt(changed.body, "name"), "M");
    EXPECT_EQ(Get(path + "/dependencies").body, "{}");
    const auto deleted = api_.Send({"DELETE", path, token_});
    EXPECT_EQ(deleted.status, 204);
    EXPECT_EQ(deleted.body, "");
    EXPECT_EQ(Refusal(Get(path)), "404 invalid_ref _id");
    EXPECT_EQ(Refusal(Get(collection + "/no-id")), "404 invalid_ref _id");
  }
}

TEST_F(Routes, ListsArePagedAndProjected) {
  for (const char* name : {"a", "b", "c"}) {
    api_.Made(token_, "flows", fmt::format(R"({{"name":"{}","x":1,"y":{{"z":2}}}})", name));
  }
  const auto page = Get("/v1/flows?limit=1&skip=1&include=y.z");
  const std::string id = TextAt(page.body.substr(1, page.body.size() - 2), "_id");
  EXPECT_EQ(page.body, fmt::format(R"([{{"_id":"{}","name":"b","y":{{"z":2}}}}])", id));
  EXPECT_EQ(HeaderOf(page, "Link"),
            "<http://imprint.test/v1/flows?include=y.z&limit=1&skip=2>; rel=\"next\", "
            "<http://imprint.test/v1/flows?include=y.z&limit=1&skip=0>; rel=\"prev\"");
  EXPECT_EQ(Refusal(Get("/v1/flows?limit=x")), "400 invalid_query_params limit");
  EXPECT_EQ(Refusal(Get("/v1/flows?include=a&exclude=b")), "400 invalid_query_params include");
  EXPECT_THAT(Get("/v1/exports").body, "");
}

TEST_F(Routes, NextGoesOnBehindAPageThatBytesEnded) {
  api_.world.limits.page_bytes = 500'000;
  const std::string large(200'000, 'x');
  for (const char* name : {"a", "b", "c", "d", "e"}) {
    api_.Made(token_, "flows", fmt::format(R"({{"name":"{}","x":"{}"}})", name, large));
  }
  const std::string begin = "/v1/flows?include=name";
  std::string names;
  std::string links;
  for (std::string target = begin; !target.empty();) {
    const auto page = Get(target);
    ASSERT_EQ(page.status, 200);
    const auto document = imprint::test::Parse(page.body);
    for (const json::Value item : document.root().items()) {
      names += item.StringMember("name").value_or("?");
    }
    names += ' ';
    const std::string link = HeaderOf(page, "Link");
    links += link.substr(0, link.find(", ")) + '\n';
    const std::string host = "<http://imprint.test";
    const std::size_t end = link.find(">; rel=\"next\"");
    target = end == std::string::npos ? "" : link.substr(host.size(), end - host.size());
  }
  EXPECT_EQ(names, "ab cd e ");
  EXPECT_EQ(links,
            "<http://imprint.test/v1/flows?include=name&limit=1000&skip=2>; rel=\"next\"\n"
            "<http://imprint.test/v1/flows?include=name&limit=1000&skip=4>; rel=\"next\"\n"
            "<http://imprint.test/v1/flows?include=name&limit=1000&skip=0>; rel=\"prev\"\n");
  const auto whole = Get("/v1/flows?limit=2&skip=3");
  EXPECT_GT(whole.body.size(), 2 * large.size());
  EXPECT_EQ(imprint::test::Parse(whole.body).root().items().size(), 2u);
}

TEST_F(Routes, ExportsAndImportsAlwaysTellTheirAdaptor) {
  for (const std::string collection : {"exports", "imports"}) {
    api_.Made(token_, collection, R"({"name":"N","adaptorType":"HTTP","x":1})");
    EXPECT_THAT(Get("/v1/" + collection + "?include=x").body, HasSubstr("adaptorType"));
  }
  api_.Made(token_, "tools", R"({"name":"N","adaptorType":"HTTP","x":1})");
  EXPECT_THAT(Get("/v1/tools?include=x").body, ::testing::Not(HasSubstr("adaptorType")));
}

TEST_F(Routes, UploadsNeedTheSignatureAndNoToken) {
  const auto started = Get("/v1/s3SignedURL?file_name=a.zip&file_type=application/zip");
  ASSERT_EQ(started.status, 200);
  const std::string url = TextAt(started.body, "signedURL");
  const std::string run_key = TextAt(started.body, "runKey");
  ASSERT_TRUE(url.starts_with("http://imprint.test/uploads/" + run_key + "?expires="));
  const std::string target = url.substr(std::string("http://imprint.test").size());

  const std::string preview = "/v1/integrations/template/preview?runKey=" + run_key;
  EXPECT_EQ(Refusal(Get(preview)), "404 invalid_key runKey");
  for (const std::string& changed :
       {target + "0", target.substr(0, target.find('?')),
        std::string(target).replace(target.find("expires=") + 8, 1, "9"),
        std::string(target).insert(target.find("&signature"), "x")}) {
    SCOPED_TRACE(changed);
    EXPECT_EQ(Refusal(api_.Send({"PUT", changed, "", "x"})), "403 invalid_signature ");
  }
  const auto sent = api_.Send({"PUT", target, "", SmallBundle().Zip(), {{"content-type", "x/y"}}});
  EXPECT_EQ(sent.status, 200);
  EXPECT_EQ(sent.body, "");
  EXPECT_EQ(HeaderOf(sent, "ETag").size(), 66u);
  EXPECT_EQ(Get(preview).status, 200);

  api_.world.clock.Advance(api_.world.limits.upload_url_lifetime);
  EXPECT_EQ(Refusal(api_.Send({"PUT", target, "", "x"})), "403 invalid_signature ");
}

TEST_F(Routes, SignedUrlsAreForZips) {
  EXPECT_EQ(Refusal(Get("/v1/s3SignedURL?file_name=a")), "400 missing_required_field file_type");
  EXPECT_EQ(Refusal(Get("/v1/s3SignedURL?file_type=application/zip")),
            "400 missing_required_field file_name");
  EXPECT_EQ(Refusal(Get("/v1/s3SignedURL?file_name=a&file_type=image/png")),
            "400 invalid_query_params file_type");
}

TEST_F(Routes, InstallsOfUploadsNeedARunKey) {
  for (const char* body : {"{}", R"({"runKey":""})", R"({"runKey":5})"}) {
    EXPECT_EQ(Refusal(api_.Send({"POST", "/v1/integrations/template", token_, body})),
              "400 missing_required_field runKey");
  }
  EXPECT_EQ(Refusal(Get("/v1/integrations/template/preview")), "400 missing_required_field runKey");
  EXPECT_EQ(Refusal(api_.Send({"POST", "/v1/integrations/template", token_, R"({"runKey":"x"})"})),
            "404 invalid_key runKey");
}

TEST_F(Routes, OneIdempotencyKeyIsOneRequest) {
  const Account owner = api_.world.NewAccount("owner", true);
  const std::string run_key = api_.world.Upload(owner, SmallBundle().Zip());
  const auto install = [&](const std::string& key, const std::string& name) {
    return api_.Send({"POST",
                      "/v1/integrations/template",
                      token_,
                      fmt::format(R"({{"runKey":"{}","name":"{}"}})", run_key, name),
                      {{"idempotency-key", key}}});
  };
  const auto first = install("k", "a");
  ASSERT_EQ(first.status, 200) << first.body;
  EXPECT_EQ(install("k", "a").body, first.body);
  EXPECT_EQ(Refusal(install("k", "b")), "422 idempotency_key_reused Idempotency-Key");
  EXPECT_EQ(Refusal(install("", "a")), "422 invalid_field Idempotency-Key");
  EXPECT_EQ(Refusal(install(std::string(256, 'k'), "a")), "422 invalid_field Idempotency-Key");
  EXPECT_EQ(install(std::string(255, 'k'), "a").status, 200);
  EXPECT_EQ(api_.world.CountInstallations(owner), 2u);
}

TEST_F(Routes, TemplatesArePartnersBusiness) {
  const std::string plain = api_.Token("plain");
  const Account owner = api_.world.NewAccount("owner", true);
  const std::string path = "/v1/templates/" + api_.world.Publish(owner, SmallBundle()).Text();
  const std::pair<const char*, std::string> calls[] = {{"GET", "/v1/templates"},
                                                       {"POST", "/v1/templates"},
                                                       {"GET", path},
                                                       {"PUT", path},
                                                       {"PATCH", path},
                                                       {"DELETE", path},
                                                       {"GET", path + "/upload/signedURL"}};
  for (const auto& [method, target] : calls) {
    SCOPED_TRACE(std::string(method) + target);
    EXPECT_EQ(Refusal(api_.Send({method, target, plain, ""})), "403 forbidden ");
  }
  EXPECT_EQ(api_.Send({"GET", path + "/preview", plain}).status, 200);
  EXPECT_EQ(api_.Send({"GET", "/v1/templates/published", plain}).status, 200);
  EXPECT_EQ(Get(path).status, 200);
  const auto patched = api_.Send({"PATCH",
                                  path,
                                  token_,
                                  R"([{"op":"replace","path":"/published","value":false}])",
                                  {{"content-type", "application/json-patch+json"}}});
  EXPECT_EQ(patched.status, 200);
  EXPECT_EQ(Refusal(api_.Send({"GET", path + "/preview", plain})), "404 invalid_ref _id");
  EXPECT_EQ(api_.Send({"DELETE", path, token_}).status, 204);
}

}  // namespace
}  // namespace imprint::integrator

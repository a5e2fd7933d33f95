#include "client/publish.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "client/testing/fake_http.h"

namespace imprint::client {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

constexpr char kPlace[] = R"({"signedURL":"http://s/uploads/k?x","runKey":"k"})";
constexpr char kVersion[] = R"({"number":1})";
constexpr char kRow[] = R"({"id":"t1","published":true})";

class PublishTest : public testing::Test {
 protected:
  const std::string zip_ = "PK";
  test::FakeHttp http_;
  Api api_{http_, {"http://s", "t"}};
  Publication publication_;
};

TEST_F(PublishTest, SendsAZipAndMakesItsTemplate) {
  http_.Answer(200, kPlace);
  http_.Answer(200, "");
  http_.Answer(201, R"({"_id":"t1"})");
  http_.Answer(201, kVersion);
  http_.Answer(200, "{}");
  http_.Answer(200, kRow);
  publication_.name = "N";
  publication_.description = "D";
  publication_.applications = {"a", "b"};
  publication_.note = "first";
  publication_.secrets = "variables";
  publication_.signature = R"({"publicKey":"p","signature":"s"})";
  const auto done = PublishZip(api_, publication_, "a b.zip", BytesOf(zip_));
  ASSERT_TRUE(done);
  EXPECT_EQ(done->text(), R"({"template":{"id":"t1","published":true},"version":{"number":1}})");
  EXPECT_THAT(
      http_.Lines(),
      ElementsAre("GET http://s/v1/s3SignedURL?file_name=a%20b.zip&file_type=application%2Fzip",
                  "PUT http://s/uploads/k?x", "POST http://s/v1/templates",
                  "POST http://s/api/v1/templates/t1/versions", "PATCH http://s/v1/templates/t1",
                  "GET http://s/api/v1/templates/t1"));
  EXPECT_EQ(http_.sent[2].body, R"({"name":"N","description":"D","applications":["a","b"]})");
  EXPECT_EQ(http_.sent[3].body, R"({"runKey":"k","note":"first","secrets":"variables",)"
                                R"("signature":{"publicKey":"p","signature":"s"}})");
}

TEST_F(PublishTest, GivesATemplateItsNextVersionAndLeavesItAsPublicAsItIs) {
  http_.Answer(200, kPlace);
  http_.Answer(200, "");
  http_.Answer(201, kVersion);
  http_.Answer(200, kRow);
  publication_.template_id = "t1";
  publication_.makes_public = false;
  ASSERT_TRUE(PublishZip(api_, publication_, "z.zip", BytesOf(zip_)));
  EXPECT_EQ(http_.sent.size(), 4u);
  EXPECT_EQ(http_.sent[2].body, R"({"runKey":"k"})");
}

TEST_F(PublishTest, LeavesNoTemplateBehindForABadFile) {
  http_.Answer(200, kPlace);
  http_.Answer(200, "");
  http_.Answer(201, R"({"_id":"t1"})");
  http_.Answer(422, R"({"code":"invalid_bundle","problems":[{"message":"bad"}]})");
  http_.Answer(204, "");
  publication_.name = "N";
  const auto done = PublishZip(api_, publication_, "z.zip", BytesOf(zip_));
  ASSERT_FALSE(done);
  EXPECT_EQ(done.error().said[0].message, "bad");
  EXPECT_EQ(http_.Lines().back(), "DELETE http://s/v1/templates/t1");
}

TEST_F(PublishTest, NeverRemovesATemplateThatWasThere) {
  http_.Answer(200, kPlace);
  http_.Answer(200, "");
  http_.Answer(422, R"({"code":"invalid_bundle"})");
  publication_.template_id = "t1";
  EXPECT_FALSE(PublishZip(api_, publication_, "z.zip", BytesOf(zip_)));
  EXPECT_EQ(http_.sent.size(), 3u);
}

TEST_F(PublishTest, MakesNoTemplateWhereTheFileDidNotArrive) {
  http_.Answer(200, kPlace);
  http_.Break(ErrorCode::kOutboundFailed, "broken");
  publication_.name = "N";
  EXPECT_FALSE(PublishZip(api_, publication_, "z.zip", BytesOf(zip_)));
  EXPECT_EQ(http_.sent.size(), 2u);
}

TEST_F(PublishTest, PublishesADocumentUnderAnotherName) {
  http_.Answer(200, R"({"id":"d1"})");
  http_.Answer(200, kVersion);
  http_.Answer(200, kRow);
  publication_.name = "New";
  publication_.note = "n";
  const auto document = json::Document::Parse(R"({"name":"Old","language":"en"})", 5);
  ASSERT_TRUE(PublishDocument(api_, publication_, *document));
  EXPECT_THAT(http_.Lines(), ElementsAre("POST http://s/v1/integration/template",
                                         "PATCH http://s/api/v1/templates/d1/versions/1",
                                         "GET http://s/api/v1/templates/d1"));
  EXPECT_EQ(http_.sent[0].body, R"({"name":"New","language":"en"})");
  EXPECT_EQ(http_.sent[1].body, R"({"note":"n"})");
}

TEST_F(PublishTest, GivesADocumentsTemplateItsNextVersion) {
  http_.Answer(201, kVersion);
  http_.Answer(200, kRow);
  publication_.template_id = "d1";
  const auto document = json::Document::Parse(R"({"name":"Old"})", 5);
  ASSERT_TRUE(PublishDocument(api_, publication_, *document));
  EXPECT_THAT(http_.sent[0].url, HasSubstr("/api/v1/templates/d1/versions"));
  EXPECT_EQ(http_.sent[0].body, R"({"template":{"name":"Old"}})");
}

}  // namespace
}  // namespace imprint::client

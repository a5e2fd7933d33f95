#include "app/document_secrets.h"

#include <gtest/gtest.h>

#include "app/testing/test_world.h"

namespace imprint {
namespace {

using test::CodeOf;
using test::Parse;

class TakeSecretsTest : public ::testing::Test {
 protected:
  Result<MaskedDocument> Take(std::string_view text, std::string_view before = "",
                              Model model = Model::kConnection) {
    return TakeSecrets(box_, model, Parse(text), before);
  }

  const bool ready_ = crypto::Initialise();
  const crypto::SecretBox box_{crypto::RandomKey()};
};

TEST_F(TakeSecretsTest, MasksCredentialsOfEveryTypeAndNothingElse) {
  const auto taken =
      Take(R"({"name":"n","http":{"baseURI":"u","auth":{"token":{"token":"t\"x"},"type":"token"},)"
           R"("encrypted":{"a":1,"b":[2]},"unencrypted":{"c":3}},"rdbms":{"password":12}})");
  ASSERT_TRUE(taken);
  EXPECT_EQ(taken->text, R"({"name":"n","http":{"baseURI":"u","auth":{"token":{"token":"******"},)"
                         R"("type":"token"},"encrypted":"******","unencrypted":{"c":3}},)"
                         R"("rdbms":{"password":"******"}})");
  EXPECT_EQ(taken->sealed.find("t\\\"x"), std::string::npos);
  const std::string plain = *box_.Open(taken->sealed);
  EXPECT_NE(plain.find(R"("http.encrypted":{"a":1,"b":[2]})"), std::string::npos) << plain;
  EXPECT_NE(plain.find(R"("rdbms.password":12)"), std::string::npos) << plain;
}

TEST_F(TakeSecretsTest, LeavesEmptyCredentialsAndOtherModelsAlone) {
  const char* texts[] = {R"({"http":{"encrypted":{},"auth":{"basic":{"password":""}}}})",
                         R"({"http":{"encrypted":null}})", R"({"encrypted":[]})",
                         R"({"ftp":5,"http":[{"encrypted":"x"}]})"};
  for (const char* text : texts) {
    SCOPED_TRACE(text);
    const auto taken = Take(text);
    EXPECT_EQ(taken->text, text);
    EXPECT_EQ(taken->sealed, "");
  }
  const char* an_export = R"({"http":{"encrypted":"x"}})";
  EXPECT_EQ(Take(an_export, "", Model::kExport)->text, an_export);
  EXPECT_NE(Take(R"({"oauth2":{"clientSecret":"x"}})", "", Model::kIClient)->sealed, "");
}

TEST_F(TakeSecretsTest, TheMaskKeepsWhatStoodThereBefore) {
  const auto first = Take(R"({"ftp":{"password":"one","authKey":"two"}})");
  const auto second = Take(R"({"ftp":{"authKey":"new","password":"******"}})", first->sealed);
  ASSERT_TRUE(second);
  EXPECT_EQ(*box_.Open(second->sealed), R"({"ftp.authKey":"new","ftp.password":"one"})");
  EXPECT_EQ(second->text, R"({"ftp":{"authKey":"******","password":"******"}})");
}

TEST_F(TakeSecretsTest, WhatIsLeftOutIsForgotten) {
  const auto first = Take(R"({"ftp":{"password":"one","authKey":"two"}})");
  const auto second = Take(R"({"ftp":{"password":"******"}})", first->sealed);
  EXPECT_EQ(*box_.Open(second->sealed), R"({"ftp.password":"one"})");
  EXPECT_EQ(Take(R"({"ftp":{}})", first->sealed)->sealed, "");
}

TEST_F(TakeSecretsTest, AMaskWithNothingBehindItIsRefused) {
  const auto first = Take(R"({"ftp":{"password":"one"}})");
  const auto taken = Take(R"({"ftp":{"password":"******","authKey":"******"}})", first->sealed);
  ASSERT_FALSE(taken);
  EXPECT_EQ(taken.error().code(), ErrorCode::kInvalidField);
  EXPECT_EQ(taken.error().problems[0].field, "ftp.authKey");
  EXPECT_EQ(CodeOf(Take(R"({"ftp":{"password":"******"}})")), ErrorCode::kInvalidField);
}

TEST_F(TakeSecretsTest, CredentialsOfAnotherKeyAreAFaultOfOurs) {
  const auto sealed = crypto::SecretBox(crypto::RandomKey()).Seal("{}");
  EXPECT_EQ(CodeOf(Take(R"({"ftp":{"password":"******"}})", sealed)), ErrorCode::kInternal);
}

TEST_F(TakeSecretsTest, EscapesInKeysDoNotHideACredential) {
  const auto taken = Take(R"({"ftp":{"pass\u0077ord":"one"}})");
  EXPECT_EQ(taken->text, R"({"ftp":{"pass\u0077ord":"******"}})");
}

}  // namespace
}  // namespace imprint

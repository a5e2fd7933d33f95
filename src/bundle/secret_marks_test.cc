#include "bundle/secret_marks.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "bundle/secret_patterns.h"

namespace imprint {
namespace {

std::string Times(std::size_t count, std::string_view text) {
  std::string all;
  while (count-- > 0) all += text;
  return all;
}

// One of each form that secret_patterns.cc knows, with every variant of what begins it. Put
// together here, so that no scanner of repositories takes them for real ones.
std::vector<std::string> OneOfEach() {
  const std::string hex = Times(4, "0a1b2c3d");
  const std::string word = Times(8, "aB3dE5gH");
  const std::string upper = Times(8, "A1B2C3D4");
  std::vector<std::string> all;
  const auto add = [&](std::vector<std::string> fronts, const std::string& back) {
    for (const std::string& front : fronts) all.push_back(front + back);
  };
  add({"-----BEGIN PRIVATE", "-----BEGIN RSA PRIVATE", "-----BEGIN PGP PRIVATE"}, " KEY-----\nMII");
  add({"AGE-SECRET-KEY-1"}, upper);
  add({"AKIA", "ASIA"}, upper.substr(0, 16));
  add({"ghp_", "gho_", "ghu_", "ghs_", "ghr_", "github_pat_"}, word);
  add({"glpat-"}, word);
  add({"xoxa-", "xoxb-", "xoxe-", "xoxo-", "xoxp-", "xoxr-", "xoxs-", "xapp-1-"}, word);
  add({"hooks.slack.com/services/", "discord.com/api/webhooks/1/",
       "discordapp.com/api/webhooks/1/"},
      word);
  add({"sk_live_", "rk_live_", "sk_test_", "rk_test_", "whsec_"}, word);
  add({"AIza"}, word.substr(0, 35));
  add({"GOCSPX-", "ya29.", "hf_", "hvs.", "sk-ant-", "sk-", "sk-proj-", "sk-svcacct-"}, word);
  add({"SG." + word.substr(0, 20) + "."}, word);
  add({"SK", "key-", "shpat_", "shpca_", "shppa_", "shpss_", "dapi"}, hex);
  add({"npm_"}, word.substr(0, 36));
  add({"sq0atp-", "sq0csp-", "ATATT3"}, word);
  add({"dop_v1_", "doo_v1_", "dor_v1_"}, hex + hex);
  add({"pat-na1-", "pat-eu1-"}, "0a1b2c3d-0a1b-0a1b-0a1b-0a1b2c3d4e5f");
  add({"eyJ"}, word + ".eyJ" + word + "." + word);
  add({"://"}, ":abc@d");
  for (const std::string name :
       {"key", "api_key", "token", "secret", "password", "pwd", "signature", "sig", "SIG", "Key"}) {
    all.push_back("a?" + name + "=aB3dE5gH7j9K");
  }
  for (const std::string scheme : {"Bearer ", "BASIC\t", "bearer\n", "basic  "}) {
    all.push_back(scheme + "aB3dE5gH7j9KaB3d");
  }
  for (const std::string assigned : {" = '", ":\"", "=>`", ",\t'", ": string = \"", "'] = '"}) {
    all.push_back("apiKey" + assigned + "aB3dE5gH7j9K" + assigned.back());
  }
  return all;
}

TEST(SecretMarks, AreInEveryFormWhereverItStands) {
  for (const std::string& secret : OneOfEach()) {
    for (const std::string& around : {std::string(), std::string(" "), " " + Times(41, "text ")}) {
      const std::string text = around + secret + around;
      SCOPED_TRACE(text);
      EXPECT_TRUE(HoldsSecretMark(text));
      EXPECT_FALSE(FindSecretsIn(text).empty());
    }
  }
}

// Each mark that is looked at must not look at all that is behind it.
TEST(SecretMarks, TakesATextOfMegabytesThatNearlyHoldsSome) {
  for (const char* nearly : {"://", "://a", "key=", "Bearer ", "-----BEGI", "token = "}) {
    std::string text;
    while (text.size() < 8 * 1024 * 1024) text += nearly;
    text.resize(text.size() - 1);
    (void)HoldsSecretMark(text);
  }
  std::string text;
  while (text.size() < 8 * 1024 * 1024) text += "://";
  EXPECT_FALSE(HoldsSecretMark(text));
  EXPECT_TRUE(HoldsSecretMark(text + "a:bcd@e"));
}

TEST(SecretMarks, AreNotWhereNothingIsFoundMostly) {
  for (const char* text :
       {"", "a", "://:abc@", "/orders?shop=<<store_domain>>&page=3", "record.customer.field12",
        "https://shop.example.com/admin/api/2024-01/orders.json", "application/json; charset=utf-8",
        "{{#each record.lines}}{\"sku\": {{this.sku}}}{{/each}}", "key=short",
        "5f0000000000000000000001", "Orders that were changed since the last run, page 3 of it."}) {
    EXPECT_FALSE(HoldsSecretMark(text)) << text;
  }
}

}  // namespace
}  // namespace imprint

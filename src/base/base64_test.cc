#include "base/base64.h"

#include <gtest/gtest.h>

namespace imprint {
namespace {

TEST(Base64, GivesTheVectorsOfTheRfc) {
  const std::pair<const char*, const char*> vectors[] = {
      {"", ""},
      {"f", "Zg=="},
      {"fo", "Zm8="},
      {"foo", "Zm9v"},
      {"foob", "Zm9vYg=="},
      {"fooba", "Zm9vYmE="},
      {"foobar", "Zm9vYmFy"},
  };
  for (const auto& [bytes, text] : vectors) {
    EXPECT_EQ(ToBase64(bytes), text);
    EXPECT_EQ(FromBase64(text), bytes);
  }
}

TEST(Base64, TakesEveryByte) {
  std::string all;
  for (int byte = 0; byte < 256; ++byte) all += static_cast<char>(byte);
  EXPECT_EQ(FromBase64(ToBase64(all)), all);
}

TEST(Base64, RefusesWhatItDoesNotGive) {
  for (const char* bad :
       {"Zg", "Zg=", "Zg===", "Z", "====", "Zm9v\n", " Zm9v", "Zm-_", "Zh==", "é"}) {
    EXPECT_EQ(FromBase64(bad), std::nullopt) << bad;
  }
}

}  // namespace
}  // namespace imprint

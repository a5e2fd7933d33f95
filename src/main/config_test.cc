#include "main/config.h"

#include <gtest/gtest.h>

#include <cstdio>
#include <fstream>

namespace imprint {
namespace {

class ConfigFile {
 public:
  explicit ConfigFile(const std::string& text) : path_(std::tmpnam(nullptr)) {
    std::ofstream(path_) << text;
  }
  ~ConfigFile() { std::remove(path_.c_str()); }
  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

TEST(ReadConfigFile, SetsWhatItNames) {
  const ConfigFile file(
      "listen = \"0.0.0.0:80\"\npage = false\n[limits]\nupload_bytes = 1000\nidle_timeout = 5\n");
  Config config;
  ASSERT_TRUE(ReadConfigFile(file.path(), config));
  EXPECT_EQ(config.listen, "0.0.0.0:80");
  EXPECT_FALSE(config.page);
  EXPECT_EQ(config.limits.upload_bytes, 1000u);
  EXPECT_EQ(config.limits.idle_timeout, std::chrono::seconds(5));
  EXPECT_EQ(config.place.data, "imprint-data");
}

TEST(ReadConfigFile, NamesWhatIsWrong) {
  struct {
    const char* text;
    const char* field;
  } cases[] = {
      {"listn = \"x\"", "listn"},
      {"listen = 5", "listen"},
      {"page = \"no\"", "page"},
      {"[limits]\nupload_bytes = \"big\"", "limits.upload_bytes"},
      {"[limits]\nupload_bytes = 0", "limits.upload_bytes"},
      {"[limit]\nupload_bytes = 1", "limit"},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.text);
    const ConfigFile file(c.text);
    Config config;
    const auto read = ReadConfigFile(file.path(), config);
    ASSERT_FALSE(read);
    EXPECT_EQ(read.error().problems[0].field, c.field);
  }
  Config config;
  EXPECT_FALSE(ReadConfigFile(ConfigFile("listen = ").path(), config));
  EXPECT_FALSE(ReadConfigFile("/nowhere/imprint.toml", config));
}

TEST(ParseHostPort, TakesNamesAndBothFamilies) {
  EXPECT_EQ(ParseHostPort("127.0.0.1:8080")->port, 8080);
  EXPECT_EQ(ParseHostPort("[::1]:0")->host, "[::1]");
  for (const char* bad :
       {"", ":80", "localhost", "localhost:", "localhost:x", "localhost:70000", "::1:80"}) {
    EXPECT_FALSE(ParseHostPort(bad)) << bad;
  }
}

TEST(ParsePublicUrl, DropsTheFinalSlash) {
  EXPECT_EQ(ParsePublicUrl("https://imprint.example/"), "https://imprint.example");
  EXPECT_EQ(ParsePublicUrl("http://host:8080/base"), "http://host:8080/base");
  for (const char* bad : {"", "ftp://x", "https://", "https:///", "https://x?y", "https://x y"}) {
    EXPECT_FALSE(ParsePublicUrl(bad)) << bad;
  }
}

}  // namespace
}  // namespace imprint

#include "bundle/folder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>

#include "bundle/testing/temp_folder.h"

namespace imprint {
namespace {

namespace fs = std::filesystem;
using imprint::test::TempFolder;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

TEST(ReadFolder, GivesWhatAZipOfItWouldHold) {
  const TempFolder folder;
  folder.Write("integration.json", "{}");
  folder.Write("exports/b.json", "b");
  folder.Write("exports/a.json", std::string("\0a", 2));
  folder.Write(".git/config", "x");
  folder.Write("exports/.hidden", "x");
  folder.Write("exports/Thumbs.db", "x");
  folder.Write("__MACOSX/a.zip", "x");
  fs::create_directory(folder.path() / "imports");
  fs::create_symlink("/etc/passwd", folder.path() / ".link");
  for (const char* ending : {"", "/", "/."}) {
    SCOPED_TRACE(ending);
    const auto files = ReadFolder(folder.path().string() + ending, {});
    ASSERT_TRUE(files) << files.error().message();
    EXPECT_THAT(*files, ElementsAre(ArchiveFile{"exports/a.json", std::string("\0a", 2)},
                                    ArchiveFile{"exports/b.json", "b"},
                                    ArchiveFile{"integration.json", "{}"}));
  }
}

TEST(ReadFolder, RefusesWhatAZipMayNotHold) {
  const struct {
    std::string name;
    void (*make)(const fs::path& path);
    const char* message;
  } cases[] = {
      {"link", [](const fs::path& p) { fs::create_symlink("/etc/passwd", p); }, "symbolic links"},
      {"link", [](const fs::path& p) { fs::create_directory_symlink("/etc", p); }, "symbolic"},
      {"dangling", [](const fs::path& p) { fs::create_symlink("nowhere", p); }, "symbolic links"},
      {"pipe", [](const fs::path& p) { ::mkfifo(p.c_str(), 0600); }, "not a regular file"},
      {"a\\b", [](const fs::path& p) { fs::create_directory(p); }, "backslash"},
      {"a.zip", [](const fs::path& p) { std::ofstream(p) << "x"; }, "archives inside"},
      {"a.json", [](const fs::path& p) { std::ofstream(p) << "PK\x03\x04"; }, "archives inside"},
      {"GOOD.JSON", [](const fs::path& p) { std::ofstream(p) << "x"; }, "only by case"},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.name);
    const TempFolder folder;
    folder.Write("good.json", "{}");
    c.make(folder.path() / c.name);
    const auto files = ReadFolder(folder.path().string(), {});
    ASSERT_FALSE(files);
    ASSERT_EQ(files.error().problems.size(), 1u);
    EXPECT_EQ(files.error().code(), ErrorCode::kInvalidBundle);
    EXPECT_THAT(files.error().message(), HasSubstr(c.message));
  }
}

TEST(ReadFolder, KeepsTheLimits) {
  const TempFolder folder;
  folder.Write("a", "12345");
  folder.Write("b", "12345");
  const struct {
    void (*set)(Limits& limits);
    const char* message;
  } cases[] = {
      {[](Limits& l) { l.bundle_entries = 1; }, "more than 1 entries"},
      {[](Limits& l) { l.bundle_file_bytes = 4; }, "larger than 4 bytes"},
      {[](Limits& l) { l.bundle_total_bytes = 9; }, "more than 9 bytes"},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.message);
    Limits limits;
    c.set(limits);
    const auto files = ReadFolder(folder.path().string(), limits);
    ASSERT_FALSE(files);
    EXPECT_EQ(files.error().code(), ErrorCode::kTooLarge);
    EXPECT_THAT(files.error().message(), HasSubstr(c.message));
  }
}

TEST(ReadFolder, IsNotFoundWithoutAFolder) {
  const TempFolder folder;
  folder.Write("file", "x");
  EXPECT_EQ(ReadFolder(folder.Path("none"), {}).error().code(), ErrorCode::kNotFound);
  EXPECT_EQ(ReadFolder(folder.Path("file"), {}).error().code(), ErrorCode::kNotFound);
}

}  // namespace
}  // namespace imprint

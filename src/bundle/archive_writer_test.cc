#include "bundle/archive_writer.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>

#include "bundle/testing/temp_folder.h"

namespace imprint {
namespace {

namespace fs = std::filesystem;
using imprint::test::TempFolder;
using ::testing::HasSubstr;

std::vector<ArchiveFile> SampleFiles() {
  return {{"exports/\xc3\xa9t\xc3\xa9.json", "{\"a\":1}"},
          {"flows/empty.json", ""},
          {"integration.json", std::string(100000, 'x')},
          {"scripts/s.js", std::string("a\0b", 3)}};
}

TEST(WriteZip, IsReadBackAsItWas) {
  const auto zip = WriteZipBytes(SampleFiles());
  ASSERT_TRUE(zip) << zip.error().detail;
  EXPECT_LT(zip->size(), 2000u);
  const auto files = ReadZipBytes(*zip, {});
  ASSERT_TRUE(files) << files.error().message();
  EXPECT_EQ(*files, SampleFiles());
}

TEST(WriteZip, DependsOnTheFilesAlone) {
  auto reversed = SampleFiles();
  std::reverse(reversed.begin(), reversed.end());
  const auto first = WriteZipBytes(SampleFiles());
  ::setenv("TZ", "Pacific/Auckland", 1);
  ::tzset();
  const auto second = WriteZipBytes(std::move(reversed));
  ::unsetenv("TZ");
  ::tzset();
  ASSERT_TRUE(first && second);
  EXPECT_EQ(*first, *second);
}

TEST(WriteZip, HasNoExtraFieldsAndTheFixedDate) {
  const auto zip = WriteZipBytes({{"a", "xyz"}});
  ASSERT_TRUE(zip);
  EXPECT_EQ(zip->substr(8, 6), std::string("\x08\x00\x00\x00\x21\x00", 6));  // method, time, date
  EXPECT_EQ(zip->substr(26, 4), std::string("\x01\x00\x00\x00", 4));         // name, extra
  const std::size_t central = zip->find("PK\x01\x02");
  ASSERT_NE(central, std::string::npos);
  EXPECT_EQ(zip->substr(central + 28, 6), std::string("\x01\x00\x00\x00\x00\x00", 6));
  EXPECT_EQ(zip->substr(central + 38, 4), std::string("\x00\x00\xa4\x81", 4));  // 0100644
}

TEST(WriteZip, RefusesWhatTheReaderWouldRefuse) {
  const struct {
    std::vector<ArchiveFile> files;
    const char* message;
  } cases[] = {
      {{}, "no file"},
      {{{"../a", ""}}, "'..'"},
      {{{"exports/", ""}}, "folder"},
      {{{"a", ""}, {"a", ""}}, "more than once"},
      {{{"a", ""}, {"A", ""}}, "by case"},
      {{{"a", ""}, {"a/b", ""}}, "also a folder"},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.message);
    const auto zip = WriteZipBytes(c.files);
    ASSERT_FALSE(zip);
    EXPECT_EQ(zip.error().code(), ErrorCode::kInvalidBundle);
    EXPECT_THAT(zip.error().message(), HasSubstr(c.message));
  }
}

TEST(WriteZipFile, ReplacesTheFileAndLeavesNothingElse) {
  const TempFolder folder;
  folder.Write("out", "old");
  ASSERT_TRUE(WriteZipFile(folder.Path("out"), SampleFiles()));
  EXPECT_EQ(ReadZipFile(folder.Path("out"), {}).value(), SampleFiles());
  EXPECT_EQ(std::distance(fs::directory_iterator(folder.path()), fs::directory_iterator()), 1);
}

TEST(WriteZipFile, IsUnavailableWhereItCannotWrite) {
  const TempFolder folder;
  fs::create_directories(folder.path() / "taken" / "by a folder");
  for (const char* name : {"none/out", "taken"}) {
    SCOPED_TRACE(name);
    const auto written = WriteZipFile(folder.Path(name), SampleFiles());
    ASSERT_FALSE(written);
    EXPECT_EQ(written.error().code(), ErrorCode::kUnavailable);
  }
  EXPECT_EQ(std::distance(fs::directory_iterator(folder.path()), fs::directory_iterator()), 1);
}

// Archives of other tools are read like our own. A tool that is not there is left out.
TEST(HonestArchives, OfOtherToolsAreRead) {
  const struct {
    const char* tool;
    const char* command;
  } cases[] = {
      {"zip", "zip -q -r ../out.bin ."},
      {"zip", "zip -q -X -D -0 -r ../out.bin ."},
      {"zip", "zip -q -fz -r ../out.bin ."},
      {"zip", "zip -q -fd -r ../out.bin ."},
      {"zip", "zip -q -r - . | cat > ../out.bin"},
      {"python3", "python3 -m zipfile -c ../out.bin *"},
      {"python3",
       "python3 -c 'import zipfile,sys,os\n"
       "out=zipfile.ZipFile(sys.stdout.buffer,\"w\",zipfile.ZIP_DEFLATED)\n"
       "for top,_,names in os.walk(\".\"):\n"
       "  for name in names:\n"
       "    path=os.path.relpath(os.path.join(top,name))\n"
       "    out.open(path,\"w\",force_zip64=True).write(open(path,\"rb\").read())\n"
       "out.close()' | cat > ../out.bin"},
      {"jar", "jar cMf ../out.bin ."},
  };
  int tried = 0;
  for (const auto& c : cases) {
    SCOPED_TRACE(c.command);
    if (std::system(("command -v " + std::string(c.tool) + " >/dev/null 2>&1").c_str()) != 0) {
      continue;
    }
    const TempFolder folder;
    for (const auto& file : SampleFiles()) folder.Write("in/" + file.path, file.bytes);
    const std::string command = "cd " + folder.Path("in") + " && " + c.command;
    ASSERT_EQ(std::system(("export LC_ALL=C.UTF-8; " + command).c_str()), 0);
    std::string made = folder.Path("out.bin");
    if (fs::exists(made + ".zip")) made += ".zip";
    const auto files = ReadZipFile(made, {});
    ASSERT_TRUE(files) << files.error().message() << " " << files.error().problems.front().field;
    EXPECT_EQ(*files, SampleFiles());
    ++tried;
  }
  if (tried == 0) GTEST_SKIP() << "no tool that makes zip archives";
}

}  // namespace
}  // namespace imprint

#include "main/output_file.h"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <thread>

#include "base/crypto.h"
#include "bundle/testing/temp_folder.h"

namespace imprint {
namespace {

namespace fs = std::filesystem;

class OutputFileTest : public testing::Test {
 protected:
  void SetUp() override { ASSERT_TRUE(crypto::Initialise()); }
  static std::string TextOf(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
  }
  static unsigned ModeOf(const std::string& path) {
    struct stat status {};
    ::stat(path.c_str(), &status);
    return status.st_mode & 0777;
  }
  std::size_t FilesThere() const {
    const fs::directory_iterator all(fs::path(folder_.Path("x")).parent_path());
    return static_cast<std::size_t>(std::distance(fs::begin(all), fs::end(all)));
  }

  test::TempFolder folder_;
  const std::string path_ = folder_.Path("out");
};

TEST_F(OutputFileTest, IsWrittenAndReplaced) {
  ASSERT_TRUE(WriteOutputFile(path_, std::string("a\0b", 3), 0600, Overwrite::kRefuse));
  EXPECT_EQ(TextOf(path_), std::string("a\0b", 3));
  EXPECT_EQ(ModeOf(path_), 0600u);
  ASSERT_TRUE(WriteOutputFile(path_, "new", 0600, Overwrite::kReplace));
  EXPECT_EQ(TextOf(path_), "new");
  EXPECT_EQ(FilesThere(), 1u);
}

TEST_F(OutputFileTest, IsNotReplacedWhereThatIsRefused) {
  ASSERT_TRUE(WriteOutputFile(path_, "old", 0600, Overwrite::kRefuse));
  const auto refused = WriteOutputFile(path_, "new", 0600, Overwrite::kRefuse);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code(), ErrorCode::kConflict);
  EXPECT_EQ(TextOf(path_), "old");
  EXPECT_EQ(FilesThere(), 1u);
}

TEST_F(OutputFileTest, GoesThroughALink) {
  const std::string link = folder_.Path("link");
  std::ofstream(path_) << "old";
  fs::create_symlink(path_, link);
  ASSERT_TRUE(WriteOutputFile(link, "new", 0666, Overwrite::kReplace));
  EXPECT_TRUE(fs::is_symlink(link));
  EXPECT_EQ(TextOf(path_), "new");
  EXPECT_FALSE(WriteOutputFile(link, "again", 0600, Overwrite::kRefuse));
  EXPECT_EQ(TextOf(path_), "new");
}

TEST_F(OutputFileTest, LeavesWhatIsNoFileInItsPlace) {
  ASSERT_EQ(::mkfifo(path_.c_str(), 0600), 0);
  std::string read;
  std::thread reader([&] { read = TextOf(path_); });
  EXPECT_TRUE(WriteOutputFile(path_, "through", 0666, Overwrite::kReplace));
  reader.join();
  EXPECT_EQ(read, "through");
  EXPECT_TRUE(fs::is_fifo(path_));
}

// As /dev/stdout and /proc/self/fd/1 do: the link of /proc has no path that could be read.
TEST_F(OutputFileTest, GoesThroughALinkToAPipe) {
  int ends[2];
  ASSERT_EQ(::pipe(ends), 0);
  const std::string link = folder_.Path("link");
  fs::create_symlink("/proc/self/fd/" + std::to_string(ends[1]), link);
  EXPECT_TRUE(WriteOutputFile(link, "through", 0666, Overwrite::kReplace));
  ::close(ends[1]);
  char read[16];
  EXPECT_EQ(::read(ends[0], read, sizeof read), 7);
  ::close(ends[0]);
  EXPECT_TRUE(fs::is_symlink(link));
  EXPECT_EQ(FilesThere(), 1u);
}

TEST_F(OutputFileTest, LeavesALinkToNothing) {
  const std::string link = folder_.Path("link");
  fs::create_symlink(folder_.Path("not there"), link);
  const auto refused = WriteOutputFile(link, "x", 0666, Overwrite::kReplace);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code(), ErrorCode::kUnavailable);
  EXPECT_NE(refused.error().message().find("link"), std::string::npos);
  EXPECT_EQ(WriteOutputFile(link, "x", 0600, Overwrite::kRefuse).error().code(),
            ErrorCode::kConflict);
  EXPECT_TRUE(fs::is_symlink(link));
  fs::create_symlink("loop", folder_.Path("loop"));
  EXPECT_FALSE(WriteOutputFile(folder_.Path("loop"), "x", 0666, Overwrite::kReplace));
  EXPECT_TRUE(fs::is_symlink(folder_.Path("loop")));
  EXPECT_EQ(FilesThere(), 2u);
}

TEST_F(OutputFileTest, WritesToStandardOutput) {
  std::ofstream(path_) << "before, ";
  testing::internal::CaptureStdout();
  EXPECT_TRUE(WriteOutputFile("-", "out", 0666, Overwrite::kReplace));
  EXPECT_EQ(testing::internal::GetCapturedStdout(), "out");
  EXPECT_TRUE(IsStandardOutput("-"));
  EXPECT_FALSE(IsStandardOutput(path_));
  EXPECT_FALSE(WriteOutputFile("-", "a key", 0600, Overwrite::kRefuse));
  EXPECT_FALSE(fs::exists("-"));
}

TEST_F(OutputFileTest, TellsWhyItCannotBeWritten) {
  for (const std::string& bad : {folder_.Path("no/such/folder"), folder_.Path("")}) {
    const auto written = WriteOutputFile(bad, "x", 0666, Overwrite::kReplace);
    ASSERT_FALSE(written) << bad;
    EXPECT_EQ(written.error().code(), ErrorCode::kUnavailable);
  }
}

}  // namespace
}  // namespace imprint

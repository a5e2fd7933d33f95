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

TEST_F(OutputFileTest, TellsWhyItCannotBeWritten) {
  for (const std::string& bad : {folder_.Path("no/such/folder"), folder_.Path("")}) {
    const auto written = WriteOutputFile(bad, "x", 0666, Overwrite::kReplace);
    ASSERT_FALSE(written) << bad;
    EXPECT_EQ(written.error().code(), ErrorCode::kUnavailable);
  }
}

}  // namespace
}  // namespace imprint

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <string>

#include "base/json/document.h"
#include "bundle/testing/temp_folder.h"
#include "main/store_commands.h"
#include "store/contract/rows.h"
#include "store/sqlite/sqlite_store.h"

namespace imprint {
namespace {

class MigrateTest : public testing::Test {
 protected:
  void SetUp() override {
    ::unsetenv("IMPRINT_DATABASE");
    ::unsetenv("IMPRINT_BLOBS");
    std::filesystem::create_directory(data_);
    options_.place.data = data_;
  }

  int Run() {
    testing::internal::CaptureStdout();
    testing::internal::CaptureStderr();
    const int code = MigrateCommand(options_);
    std::fflush(stdout);
    std::fflush(stderr);
    out_ = testing::internal::GetCapturedStdout();
    err_ = testing::internal::GetCapturedStderr();
    return code;
  }
  int Current() { return SqliteStore::Schema(data_ + "/imprint.db")->current; }

  test::TempFolder folder_;
  const std::string data_ = folder_.Path("data");
  MigrateOptions options_;
  std::string out_;
  std::string err_;
};

TEST_F(MigrateTest, TellsTheStatusAndChangesNothing) {
  options_.status = true;
  ASSERT_EQ(Run(), 0);
  EXPECT_EQ(out_.find("schema 0 of "), 0u) << out_;
  EXPECT_NE(out_.find("pending"), std::string::npos);
  EXPECT_EQ(Current(), 0);

  ASSERT_TRUE(SqliteStore::Migrate(data_ + "/imprint.db", 1));
  options_.json = true;
  ASSERT_EQ(Run(), 0);
  const auto document = json::Document::Parse(out_, 4);
  ASSERT_TRUE(document) << out_;
  const auto root = document->root();
  EXPECT_EQ(root["current"].raw(), "1");
  EXPECT_EQ(root["migrations"].items()[0]["number"].raw(), "1");
  EXPECT_TRUE(root["migrations"].items()[0]["done"].is_true());
  EXPECT_FALSE(root["migrations"].items()[1]["done"].is_true());
  EXPECT_EQ(root["migrations"].items()[1]["applied"].raw(), "null");
  EXPECT_EQ(Current(), 1);
}

TEST_F(MigrateTest, GoesUpwardsOnly) {
  options_.to = 1;
  ASSERT_EQ(Run(), 0);
  EXPECT_EQ(Current(), 1);
  options_.to.reset();
  ASSERT_EQ(Run(), 0);
  EXPECT_GT(Current(), 1);
  EXPECT_EQ(out_.find("pending"), std::string::npos);
  options_.to = 1;
  EXPECT_EQ(Run(), 1);
  EXPECT_EQ(out_, "");
  EXPECT_NE(err_.find("restore a backup"), std::string::npos) << err_;
  options_.to = 99;
  EXPECT_EQ(Run(), 1);
  EXPECT_GT(Current(), 1);
}

TEST_F(MigrateTest, MovesAllDataToAnEmptyPlace) {
  const auto migrate_data = [this](const std::string& from, const std::string& to) {
    testing::internal::CaptureStdout();
    testing::internal::CaptureStderr();
    const int code = MigrateDataCommand({from, to});
    std::fflush(stdout);
    std::fflush(stderr);
    out_ = testing::internal::GetCapturedStdout();
    err_ = testing::internal::GetCapturedStderr();
    return code;
  };
  const std::string target = folder_.Path("target");
  EXPECT_EQ(migrate_data(data_, target), 1);
  EXPECT_NE(err_.find("no database"), std::string::npos);
  ASSERT_TRUE(SqliteStore::Migrate(data_ + "/imprint.db", 1));
  EXPECT_EQ(migrate_data(data_, target), 1);
  EXPECT_NE(err_.find("imprint migrate"), std::string::npos);
  ASSERT_TRUE((*SqliteStore::Open(data_ + "/imprint.db"))->Write([](StoreWriter& w) {
    return w.AddAccount(samples::MakeAccount(1));
  }));
  EXPECT_EQ(migrate_data(data_, target), 0) << err_;
  EXPECT_EQ(out_.find("accounts                     1\n"), 0u) << out_;
  EXPECT_EQ(migrate_data(data_, target), 1);
  EXPECT_NE(err_.find("not empty"), std::string::npos);
}

}  // namespace
}  // namespace imprint

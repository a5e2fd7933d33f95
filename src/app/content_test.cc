#include "app/content.h"

#include <gtest/gtest.h>

#include "app/templates.h"
#include "app/testing/test_world.h"

namespace imprint {
namespace {

using test::CodeOf;
using test::LargeBundle;
using test::SmallBundle;
using test::TestWorld;

class ContentTest : public ::testing::Test {
 protected:
  Result<TemplateContent> Of(const Account& account, TemplateId id) {
    return ContentOfTemplate(world_.services(), account.id, id);
  }
  Result<Content> Of(const Account& account, const std::string& run_key) {
    return ContentOfUpload(world_.services(), account.id, run_key);
  }

  TestWorld world_;
  Account owner_ = world_.NewAccount("owner", true);
  Account other_ = world_.NewAccount("other");
};

TEST_F(ContentTest, AnUploadIsItsAccountsAlone) {
  const std::string run_key = world_.Upload(owner_, SmallBundle().Zip());
  EXPECT_TRUE(Of(owner_, run_key));
  EXPECT_EQ(CodeOf(Of(other_, run_key)), ErrorCode::kUploadNotFound);
  EXPECT_EQ(CodeOf(Of(owner_, "unknown")), ErrorCode::kUploadNotFound);
  world_.clock.Advance(world_.limits.upload_lifetime);
  EXPECT_EQ(CodeOf(Of(owner_, run_key)), ErrorCode::kUploadNotFound);
}

TEST_F(ContentTest, EqualBundlesAreOneVersion) {
  const auto one = Of(owner_, world_.Upload(owner_, SmallBundle().Zip()));
  const auto two = Of(other_, world_.Upload(other_, SmallBundle().Zip()));
  ASSERT_TRUE(one && two);
  EXPECT_EQ(one->id, two->id);
}

TEST_F(ContentTest, ABadUploadFailsEachTimeWithAllItsProblems) {
  auto bundle = SmallBundle();
  bundle.Remove(Model::kScript, test::kSmallScript).Remove(Model::kImport, test::kSmallImport);
  const std::string run_key = world_.Upload(owner_, bundle.Zip());
  for (int i = 0; i < 2; ++i) {
    const auto content = Of(owner_, run_key);
    ASSERT_FALSE(content);
    EXPECT_EQ(content.error().code(), ErrorCode::kInvalidBundle);
    EXPECT_EQ(content.error().problems.size(), 2u);
  }
  EXPECT_EQ(CodeOf(Of(owner_, world_.Upload(owner_, "no zip"))), ErrorCode::kInvalidBundle);
}

TEST_F(ContentTest, AFinishedUploadBecomesTheContentAtItsFirstUse) {
  const TemplateId id = world_.NewTemplate(owner_);
  EXPECT_EQ(CodeOf(Of(owner_, id)), ErrorCode::kNotUploaded);
  world_.Upload(owner_, SmallBundle().Zip(), id);
  EXPECT_FALSE(world_.TemplateRow(id)->version);
  const auto content = Of(owner_, id);
  ASSERT_TRUE(content);
  EXPECT_EQ(world_.TemplateRow(id)->version, content->content.id);
  EXPECT_EQ(world_.TemplateRow(id)->pending_upload, "");
  EXPECT_EQ(content->row.version, content->content.id);
}

TEST_F(ContentTest, ABadUploadFailsForTheOwnerAndLeavesOthersWhatWasThere) {
  const TemplateId id = world_.Publish(owner_, SmallBundle());
  const Hash before = *world_.TemplateRow(id)->version;
  world_.Upload(owner_, "no zip", id);
  EXPECT_EQ(CodeOf(Of(owner_, id)), ErrorCode::kInvalidBundle);
  const auto seen = Of(other_, id);
  ASSERT_TRUE(seen);
  EXPECT_EQ(seen->content.id, before);
  EXPECT_EQ(CodeOf(Of(owner_, id)), ErrorCode::kInvalidBundle) << "also after others looked";

  world_.Upload(owner_, LargeBundle(1).Zip(), id);
  EXPECT_EQ(Of(other_, id)->content.version->resources.size(), 7u);
  EXPECT_TRUE(Of(owner_, id));
}

TEST_F(ContentTest, AnUploadThatExpiredUnusedIsAsGoodAsNone) {
  const TemplateId empty = world_.NewTemplate(owner_);
  const TemplateId full = world_.Publish(owner_, SmallBundle());
  const Hash before = *world_.TemplateRow(full)->version;
  world_.Upload(owner_, LargeBundle(1).Zip(), empty);
  world_.Upload(owner_, LargeBundle(1).Zip(), full);
  world_.clock.Advance(world_.limits.upload_lifetime);
  EXPECT_EQ(CodeOf(Of(owner_, empty)), ErrorCode::kNotUploaded);
  EXPECT_EQ(Of(owner_, full)->content.id, before);
}

TEST_F(ContentTest, OthersSeePublishedTemplatesOnly) {
  const TemplateId id = world_.NewTemplate(owner_);
  world_.Upload(owner_, SmallBundle().Zip(), id);
  EXPECT_TRUE(Of(owner_, id));
  EXPECT_EQ(CodeOf(Of(other_, id)), ErrorCode::kNotFound);
  ASSERT_TRUE(SetPublished(world_.services(), owner_, id, true));
  EXPECT_TRUE(Of(other_, id));
  ASSERT_TRUE(SetPublished(world_.services(), owner_, id, false));
  EXPECT_EQ(CodeOf(Of(other_, id)), ErrorCode::kNotFound);
}

TEST_F(ContentTest, AFileThatArrivesWhileAnotherIsCompiledIsNotLost) {
  const TemplateId id = world_.NewTemplate(owner_);
  world_.Upload(owner_, SmallBundle().Zip(), id);
  world_.store.BeforeNextWrite([&] { world_.Upload(owner_, LargeBundle(1).Zip(), id); });
  const auto content = Of(owner_, id);
  ASSERT_TRUE(content);
  EXPECT_EQ(content->content.version->resources.size(), 7u);
  EXPECT_EQ(world_.TemplateRow(id)->pending_upload, "");
}

}  // namespace
}  // namespace imprint

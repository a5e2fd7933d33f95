#include "app/uploads.h"

#include <gtest/gtest.h>

#include "app/content.h"
#include "app/testing/test_world.h"

namespace imprint {
namespace {

using test::CodeOf;
using test::SmallBundle;
using test::TestWorld;

class Uploads : public ::testing::Test {
 protected:
  Upload Start(std::optional<TemplateId> target = {}) {
    auto upload = StartUpload(world_.services(), {account_.id, target, "a.zip", "application/zip"});
    EXPECT_TRUE(upload);
    return *upload;
  }
  Result<Hash> Send(std::string_view run_key, std::string_view bytes) {
    auto receiver = ReceiveUpload(world_.services(), run_key);
    if (!receiver) return Pass(receiver);
    if (auto written = (*receiver)->Write(bytes); !written) return Pass(written);
    return (*receiver)->Finish();
  }

  TestWorld world_;
  Account account_ = world_.NewAccount("acme", true);
};

TEST_F(Uploads, ASignatureIsGoodForItsRunKeyUntilItExpires) {
  const Upload upload = Start();
  const UploadSignature genuine = SignUpload(world_.services(), upload);
  EXPECT_TRUE(VerifyUpload(world_.services(), upload.run_key, genuine));

  UploadSignature later = genuine;
  later.expires += 1;
  UploadSignature other = genuine;
  other.signature.front() = other.signature.front() == '0' ? '1' : '0';
  UploadSignature shorter = genuine;
  shorter.signature.pop_back();
  for (const auto& changed : {later, other, shorter, UploadSignature{}}) {
    EXPECT_EQ(CodeOf(VerifyUpload(world_.services(), upload.run_key, changed)),
              ErrorCode::kSignatureInvalid);
  }
  EXPECT_EQ(CodeOf(VerifyUpload(world_.services(), Start().run_key, genuine)),
            ErrorCode::kSignatureInvalid);

  world_.clock.Advance(world_.limits.upload_url_lifetime - std::chrono::seconds(1));
  EXPECT_TRUE(VerifyUpload(world_.services(), upload.run_key, genuine));
  world_.clock.Advance(std::chrono::seconds(1));
  EXPECT_EQ(CodeOf(VerifyUpload(world_.services(), upload.run_key, genuine)),
            ErrorCode::kSignatureInvalid);
}

TEST_F(Uploads, RunKeysAreUnguessable) {
  const Upload one = Start();
  const Upload two = Start();
  EXPECT_NE(one.run_key, two.run_key);
  EXPECT_GE(one.run_key.size(), 32u);
}

TEST_F(Uploads, TakesNoMoreThanTheLimit) {
  world_.limits.upload_bytes = 10;
  const Upload upload = Start();
  auto receiver = ReceiveUpload(world_.services(), upload.run_key);
  ASSERT_TRUE(receiver);
  EXPECT_TRUE((*receiver)->Write("0123456789"));
  EXPECT_EQ(CodeOf((*receiver)->Write("x")), ErrorCode::kTooLarge);
  EXPECT_TRUE(Send(upload.run_key, "0123456789"));
  EXPECT_EQ(CodeOf(Send(upload.run_key, "0123456789x")), ErrorCode::kTooLarge);
}

TEST_F(Uploads, AFileThatIsNotFinishedIsNotThere) {
  const Upload upload = Start();
  {
    auto receiver = ReceiveUpload(world_.services(), upload.run_key);
    ASSERT_TRUE((*receiver)->Write("PK"));
  }
  EXPECT_EQ(CodeOf(ContentOfUpload(world_.services(), account_.id, upload.run_key)),
            ErrorCode::kUploadNotFound);
}

TEST_F(Uploads, AFileWithoutARunKeyGetsOneWhenItIsThere) {
  auto receiver = ReceiveFile(world_.services(), account_.id, "a.zip", "application/zip");
  ASSERT_TRUE(receiver);
  ASSERT_TRUE((*receiver)->Write(SmallBundle().Zip()));
  const std::string run_key = (*receiver)->run_key();
  EXPECT_EQ(CodeOf(ReceiveUpload(world_.services(), run_key)), ErrorCode::kUploadNotFound);
  ASSERT_TRUE((*receiver)->Finish());
  EXPECT_TRUE(ContentOfUpload(world_.services(), account_.id, run_key));
  const Account other = world_.NewAccount("other", true);
  EXPECT_EQ(CodeOf(ContentOfUpload(world_.services(), other.id, run_key)),
            ErrorCode::kUploadNotFound);
  world_.clock.Advance(world_.limits.upload_lifetime);
  EXPECT_EQ(CodeOf(ContentOfUpload(world_.services(), account_.id, run_key)),
            ErrorCode::kUploadNotFound);
}

TEST_F(Uploads, AnUnknownOrExpiredRunKeyTakesNothing) {
  EXPECT_EQ(CodeOf(Send("unknown", "x")), ErrorCode::kUploadNotFound);
  const Upload upload = Start();
  auto begun = ReceiveUpload(world_.services(), upload.run_key);
  ASSERT_TRUE(begun && (*begun)->Write("x"));
  world_.clock.Advance(world_.limits.upload_lifetime);
  EXPECT_EQ(CodeOf(Send(upload.run_key, "x")), ErrorCode::kUploadNotFound);
  EXPECT_EQ(CodeOf((*begun)->Finish()), ErrorCode::kUploadNotFound);
}

TEST_F(Uploads, ASecondFileReplacesTheFirstAndWhatWasMadeOfIt) {
  const Upload upload = Start();
  ASSERT_TRUE(Send(upload.run_key, SmallBundle().Zip()));
  const auto first = ContentOfUpload(world_.services(), account_.id, upload.run_key);
  ASSERT_TRUE(first);
  ASSERT_TRUE(Send(upload.run_key, test::LargeBundle(3).Zip()));
  const auto second = ContentOfUpload(world_.services(), account_.id, upload.run_key);
  ASSERT_TRUE(second);
  EXPECT_NE(first->id, second->id);
  EXPECT_EQ(second->version->resources.size(), first->version->resources.size() + 3);
}

TEST_F(Uploads, OnlyTheOwnerUploadsToATemplate) {
  const TemplateId id = world_.NewTemplate(account_);
  const Account other = world_.NewAccount("other", true);
  const UploadRequest request{other.id, id, "a.zip", "application/zip"};
  EXPECT_EQ(CodeOf(StartUpload(world_.services(), request)), ErrorCode::kNotFound);
  const UploadRequest nowhere{account_.id, TemplateId(*Id::FromObjectIdText(test::SourceId(9))),
                              "a.zip", "application/zip"};
  EXPECT_EQ(CodeOf(StartUpload(world_.services(), nowhere)), ErrorCode::kNotFound);
}

TEST_F(Uploads, AFinishedFileWaitsForItsTemplate) {
  const TemplateId id = world_.NewTemplate(account_);
  const Upload upload = Start(id);
  EXPECT_EQ(world_.TemplateRow(id)->pending_upload, "");
  world_.clock.Advance(std::chrono::seconds(5));
  ASSERT_TRUE(Send(upload.run_key, "not even a zip"));
  EXPECT_EQ(world_.TemplateRow(id)->pending_upload, upload.run_key);
  EXPECT_EQ(world_.TemplateRow(id)->modified, world_.clock.Now());
}

}  // namespace
}  // namespace imprint

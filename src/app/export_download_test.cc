#include "app/export_download.h"

#include <gtest/gtest.h>

#include "app/sweep.h"
#include "app/testing/test_world.h"

namespace imprint {
namespace {

using test::CodeOf;
using test::TestWorld;

class ExportDownloadTest : public ::testing::Test {
 protected:
  ExportDownloadTest() {
    ExportedTemplate exported;
    exported.file_name = "a.zip";
    exported.content_type = "application/zip";
    exported.bytes = "the bytes";
    upload_ = KeepExport(services_, account_.id, exported).value();
    signature_ = SignDownload(services_, upload_);
  }
  std::optional<ErrorCode> Fetch(std::string_view run_key, const UploadSignature& signature) const {
    return CodeOf(FetchDownload(services_, run_key, signature));
  }

  TestWorld world_;
  const Services& services_ = world_.services();
  const Account account_ = world_.NewAccount("acme");
  Upload upload_;
  UploadSignature signature_;
};

TEST_F(ExportDownloadTest, ASignedUrlGivesTheFile) {
  const auto download = FetchDownload(services_, upload_.run_key, signature_);
  ASSERT_TRUE(download);
  EXPECT_EQ(download->bytes, "the bytes");
  EXPECT_EQ(download->upload.file_name, "a.zip");
}

TEST_F(ExportDownloadTest, AnythingElseThanWhatWasSignedIsRefused) {
  UploadSignature changed = signature_;
  changed.expires += 1;
  EXPECT_EQ(Fetch(upload_.run_key, changed), ErrorCode::kSignatureInvalid);
  changed.expires = INT64_MAX;
  EXPECT_EQ(Fetch(upload_.run_key, changed), ErrorCode::kSignatureInvalid);
  changed = signature_;
  changed.signature.back() = changed.signature.back() == '0' ? '1' : '0';
  EXPECT_EQ(Fetch(upload_.run_key, changed), ErrorCode::kSignatureInvalid);
  changed.signature.clear();
  EXPECT_EQ(Fetch(upload_.run_key, changed), ErrorCode::kSignatureInvalid);
  EXPECT_EQ(Fetch("", signature_), ErrorCode::kSignatureInvalid);
  EXPECT_EQ(Fetch(upload_.run_key + "\n", signature_), ErrorCode::kSignatureInvalid);
}

TEST_F(ExportDownloadTest, OneToUploadByIsNoneToDownloadBy) {
  const UploadSignature put = SignUpload(services_, upload_);
  EXPECT_EQ(Fetch(upload_.run_key, put), ErrorCode::kSignatureInvalid);
  EXPECT_EQ(CodeOf(VerifyUpload(services_, upload_.run_key, signature_)),
            ErrorCode::kSignatureInvalid);
}

TEST_F(ExportDownloadTest, ItExpires) {
  world_.clock.Advance(world_.limits.upload_url_lifetime);
  EXPECT_EQ(Fetch(upload_.run_key, signature_), ErrorCode::kSignatureInvalid);
  signature_ = SignDownload(services_, upload_);
  EXPECT_EQ(Fetch(upload_.run_key, signature_), std::nullopt);
  world_.clock.Advance(world_.limits.upload_lifetime);
  signature_ = SignDownload(services_, upload_);
  EXPECT_EQ(Fetch(upload_.run_key, signature_), ErrorCode::kUploadNotFound);
}

TEST_F(ExportDownloadTest, TheSweepRemovesIt) {
  world_.clock.Advance(world_.limits.upload_lifetime + std::chrono::hours(24));
  Sweep sweep(services_);
  ASSERT_TRUE(sweep.Run());
  signature_ = SignDownload(services_, upload_);
  EXPECT_EQ(Fetch(upload_.run_key, signature_), ErrorCode::kUploadNotFound);
}

TEST_F(ExportDownloadTest, AnUploadWithoutAFileIsNone) {
  const auto waiting = StartUpload(services_, {account_.id, {}, "b.zip", "application/zip"});
  ASSERT_TRUE(waiting);
  EXPECT_EQ(Fetch(waiting->run_key, SignDownload(services_, *waiting)), ErrorCode::kUploadNotFound);
}

}  // namespace
}  // namespace imprint

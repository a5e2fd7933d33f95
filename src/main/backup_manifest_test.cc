#include "main/backup_manifest.h"

#include <gtest/gtest.h>

#include <string>

namespace imprint {
namespace {

constexpr int kOldSchema = 2;
constexpr int kNewSchema = 4;
constexpr std::size_t kTemplateVersions = 9;

// Of a time before templates had numbered versions.
std::string OldManifest() {
  BackupManifest manifest;
  manifest.imprint = "0.2.0";
  manifest.schema = kOldSchema;
  std::string text = WriteManifest(manifest);
  const std::size_t begin = text.find("    \"template_versions\"");
  const std::size_t end = text.find('}', begin);
  EXPECT_NE(begin, std::string::npos);
  return text.erase(begin, end + 3 - begin);  // with its comma and the line's end
}

TEST(BackupManifestTest, TakesWhatANewerSchemaMakesOfAnOldBackup) {
  DataSummary holds;
  EXPECT_TRUE(CheckManifest(OldManifest(), holds, kNewSchema));
  holds.rows[kTemplateVersions].rows = 3;
  EXPECT_TRUE(CheckManifest(OldManifest(), holds, kNewSchema));
  holds.rows[0].rows = 1;
  EXPECT_FALSE(CheckManifest(OldManifest(), holds, kNewSchema)) << "an account too many";
}

TEST(BackupManifestTest, WantsEveryKindOfItsOwnSchema) {
  EXPECT_FALSE(CheckManifest(OldManifest(), DataSummary(), kOldSchema));
  BackupManifest whole;
  whole.schema = kNewSchema;
  EXPECT_TRUE(CheckManifest(WriteManifest(whole), DataSummary(), kNewSchema));
}

}  // namespace
}  // namespace imprint

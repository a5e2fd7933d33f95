#include <gtest/gtest.h>

#include <cstdlib>

#include "app/testing/random_bundle.h"
#include "bundle/archive.h"
#include "bundle/compile.h"
#include "bundle/version_files.h"

namespace imprint {
namespace {

constexpr std::uint32_t kBundles = 500;

Result<CompiledVersion> CompileZip(const std::string& zip) {
  auto files = ReadZipBytes(zip, Limits{});
  if (!files) return Fail(std::move(files.error()));
  return Compile(*files, Limits{});
}

// IMPRINT_SEED=n runs that one alone.
TEST(VersionFilesProperty, AVersionComesBackFromItsZipByteForByte) {
  const char* chosen = std::getenv("IMPRINT_SEED");
  const auto first = static_cast<std::uint32_t>(chosen ? std::atoi(chosen) : 1);
  const std::uint32_t last = chosen ? first : kBundles;
  unsigned sources = 0;
  for (std::uint32_t seed = first; seed <= last; ++seed) {
    SCOPED_TRACE("IMPRINT_SEED=" + std::to_string(seed));
    const auto version = Compile(test::RandomBundle(seed).files, Limits{});
    ASSERT_TRUE(version);
    const auto zip = ZipOf(*version);
    ASSERT_TRUE(zip) << zip.error().message();
    const auto again = CompileZip(*zip);
    ASSERT_TRUE(again) << again.error().message() << " at " << again.error().problems[0].field;
    ASSERT_TRUE(EncodeVersion(*again) == EncodeVersion(*version));
    ASSERT_TRUE(*ZipOf(*again) == *zip);
    for (const ArchiveFile& file : FilesOf(*version)) sources += file.path.ends_with(".js");
  }
  EXPECT_TRUE(chosen || sources > 100) << "the bundles are to hold scripts with sources";
}

}  // namespace
}  // namespace imprint

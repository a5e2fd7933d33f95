#include <gtest/gtest.h>

#include <string>

#include "app/testing/random_bundle.h"
#include "base/crypto.h"
#include "bundle/archive.h"
#include "bundle/archive_writer.h"
#include "bundle/compile.h"
#include "bundle/testing/temp_folder.h"

namespace imprint {
namespace {

constexpr std::uint32_t kBundles = 200;

std::string HashOf(std::string_view bytes) {
  return crypto::Hex(crypto::AsText(crypto::Sha256(bytes)));
}

// Versions are named by the hash of these bytes, and installations hold those names.
TEST(VersionBytes, NeverChange) {
  std::string hashes;
  for (std::uint32_t seed = 1; seed <= kBundles; ++seed) {
    const auto version = Compile(test::RandomBundle(seed).files, Limits{});
    ASSERT_TRUE(version) << seed;
    hashes += HashOf(EncodeVersion(*version));
  }
  EXPECT_EQ(HashOf(hashes), "d08c1fb23c18f5e8008113f40195c51bb23425c4bf19e677645ecbee78080a26");
}

TEST(VersionBytes, AreTheSameInPiecesFromAZipAndDecoded) {
  const test::TempFolder folder;
  for (std::uint32_t seed = 1; seed <= kBundles; seed += 10) {
    SCOPED_TRACE(seed);
    const auto files = test::RandomBundle(seed).files;
    const std::string whole = EncodeVersion(*Compile(files, Limits{}));
    ASSERT_TRUE(WriteZipFile(folder.Path("zip"), files));
    const auto zip = ZipReader::Open(folder.Path("zip"), Limits{});
    ASSERT_TRUE(zip) << zip.error().message();
    const auto version = Compile(**zip, Limits{});
    ASSERT_TRUE(version);
    std::string pieces;
    const auto written = EncodeVersionTo(*version, [&](std::string_view piece) -> Status {
      pieces += piece;
      return {};
    });
    ASSERT_TRUE(written);
    EXPECT_TRUE(pieces == whole);
    const auto decoded = DecodeVersion(whole);
    ASSERT_TRUE(decoded);
    EXPECT_TRUE(EncodeVersion(*decoded) == whole);
  }
}

TEST(VersionBytes, EndWithTheFirstErrorOfWriting) {
  const auto version = Compile(test::RandomBundle(1).files, Limits{});
  const auto written = EncodeVersionTo(*version, [](std::string_view) -> Status {
    return Fail(ErrorCode::kUnavailable, "disk full");
  });
  ASSERT_FALSE(written);
  EXPECT_EQ(written.error().code(), ErrorCode::kUnavailable);
}

}  // namespace
}  // namespace imprint

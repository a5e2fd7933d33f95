#include "blob/contract/blob_store_contract.h"

#include <unistd.h>

#include <chrono>
#include <fstream>
#include <iterator>
#include <optional>
#include <stdexcept>
#include <thread>
#include <vector>

namespace imprint {

Hash BlobStoreContract::Put(std::string_view bytes) {
  const auto hash = store().Put(bytes);
  if (!hash) throw std::runtime_error(hash.error().message() + " / " + hash.error().detail);
  return *hash;
}

std::map<Hash, Time> BlobStoreContract::All() {
  std::map<Hash, Time> all;
  const auto listed = store().ForEach([&](const Hash& hash, Time written) { all[hash] = written; });
  EXPECT_TRUE(listed) << listed.error().detail;
  return all;
}

namespace {

constexpr std::size_t kBigBytes = 64 * 1024 * 1024;
constexpr std::size_t kPiece = 1024 * 1024;

// SHA-256 of "abc", from the standard's example.
constexpr std::uint8_t kAbc[] = {0xba, 0x78, 0x16, 0xbf, 0x8f, 0x01, 0xcf, 0xea, 0x41, 0x41, 0x40,
                                 0xde, 0x5d, 0xae, 0x22, 0x23, 0xb0, 0x03, 0x61, 0xa3, 0x96, 0x17,
                                 0x7a, 0x9c, 0xb4, 0x10, 0xff, 0x61, 0xf2, 0x00, 0x15, 0xad};

Hash Unknown() {
  Hash hash;
  hash.bytes.fill(0x77);
  return hash;
}

std::string Mixed(std::size_t size) {
  std::string bytes(size, '\0');
  for (std::size_t i = 0; i < size; ++i) bytes[i] = static_cast<char>(i * 31 + i / 255);
  return bytes;
}

std::string ContentOf(const LocalFile& file) {
  std::ifstream in(file.path(), std::ios::binary);
  EXPECT_TRUE(in) << file.path();
  return {std::istreambuf_iterator<char>(in), {}};
}

/// What the process takes most of the memory since the last Reset, in bytes.
class PeakMemory {
 public:
  static bool Reset() {
    std::ofstream clear("/proc/self/clear_refs");
    return (clear << "5" << std::flush) ? true : false;
  }
  static std::size_t Bytes() {
    std::ifstream status("/proc/self/status");
    for (std::string line; std::getline(status, line);) {
      if (line.starts_with("VmHWM:")) return std::stoul(line.substr(6)) * 1024;
    }
    return 0;
  }
};

TEST_P(BlobStoreContract, NamesABlobByItsHash) {
  Hash abc;
  std::copy(std::begin(kAbc), std::end(kAbc), abc.bytes.begin());
  EXPECT_EQ(Put("abc"), abc);
  EXPECT_EQ(store().Read(abc).value_or("?"), "abc");
  EXPECT_EQ(store().Size(abc).value_or(0), 3u);
}

TEST_P(BlobStoreContract, KeepsAnyBytesInAnyPieces) {
  const std::string bytes = Mixed(3 * 1024 * 1024 + 17);
  for (const std::size_t piece : {std::size_t{1000}, std::size_t{65536}, bytes.size()}) {
    SCOPED_TRACE(piece);
    auto writer = store().Create();
    ASSERT_TRUE(writer);
    for (std::size_t at = 0; at < bytes.size(); at += piece) {
      ASSERT_TRUE((*writer)->Write(std::string_view(bytes).substr(at, piece)));
    }
    EXPECT_EQ((*writer)->size(), bytes.size());
    const auto hash = (*writer)->Commit();
    ASSERT_TRUE(hash) << hash.error().detail;
    EXPECT_TRUE(store().Read(*hash).value_or("") == bytes);
  }
  EXPECT_EQ(All().size(), 1u);
}

TEST_P(BlobStoreContract, KeepsAnEmptyBlob) {
  const Hash hash = Put("");
  EXPECT_EQ(store().Read(hash).value_or("?"), "");
  EXPECT_EQ(store().Size(hash).value_or(9), 0u);
  EXPECT_EQ(ContentOf(*store().Fetch(hash)), "");
}

TEST_P(BlobStoreContract, ShowsNothingBeforeTheCommit) {
  {
    auto dropped = *store().Create();
    ASSERT_TRUE(dropped->Write("half of it"));
  }
  auto writer = *store().Create();
  ASSERT_TRUE(writer->Write("abc"));
  EXPECT_TRUE(All().empty());
  const auto hash = writer->Commit();
  ASSERT_TRUE(hash);
  EXPECT_EQ(All().count(*hash), 1u);
  EXPECT_EQ(All().size(), 1u);
}

TEST_P(BlobStoreContract, RefusesAWriterThatIsDone) {
  auto writer = *store().Create();
  ASSERT_TRUE(writer->Write("abc"));
  ASSERT_TRUE(writer->Commit());
  EXPECT_EQ(writer->Write("more").error().code(), ErrorCode::kInternal);
  EXPECT_EQ(writer->Commit().error().code(), ErrorCode::kInternal);
  EXPECT_EQ(All().size(), 1u);
}

TEST_P(BlobStoreContract, TakesTheSameContentTwice) {
  const Hash hash = Put("abc");
  EXPECT_EQ(Put("abc"), hash);
  EXPECT_EQ(All().size(), 1u);
  EXPECT_EQ(store().Read(hash).value_or("?"), "abc");
}

TEST_P(BlobStoreContract, DoesNotKnowWhatIsNotThere) {
  EXPECT_EQ(store().Read(Unknown()).error().code(), ErrorCode::kNotFound);
  EXPECT_EQ(store().Size(Unknown()).error().code(), ErrorCode::kNotFound);
  EXPECT_EQ(store().Fetch(Unknown()).error().code(), ErrorCode::kNotFound);
  EXPECT_TRUE(store().Remove(Unknown()));
}

TEST_P(BlobStoreContract, RemovesABlob) {
  const Hash hash = Put("abc");
  const Hash other = Put("other");
  EXPECT_TRUE(store().Remove(hash));
  EXPECT_EQ(store().Read(hash).error().code(), ErrorCode::kNotFound);
  EXPECT_EQ(store().Read(other).value_or("?"), "other");
  EXPECT_EQ(All().size(), 1u);
  EXPECT_EQ(Put("abc"), hash);
  EXPECT_EQ(store().Read(hash).value_or("?"), "abc");
}

TEST_P(BlobStoreContract, GivesABlobAsAFile) {
  const std::string bytes = Mixed(300'000);
  const Hash hash = Put(bytes);
  std::optional<LocalFile> copy;
  {
    const auto file = store().Fetch(hash);
    ASSERT_TRUE(file) << file.error().detail;
    copy = *file;
  }
  EXPECT_TRUE(ContentOf(*copy) == bytes);
  EXPECT_TRUE(ContentOf(*copy) == bytes);  // every reader starts from the start
}

TEST_P(BlobStoreContract, NoticesDamageAndHealsWithTheNextWriter) {
  const Hash hash = Put("abc");
  for (const char* damage : {"abd", "", "abcabc"}) {
    SCOPED_TRACE(damage);
    Damage(hash, damage);
    EXPECT_EQ(store().Read(hash).error().code(), ErrorCode::kInternal);
    EXPECT_EQ(Put("abc"), hash);
    EXPECT_EQ(store().Read(hash).value_or("?"), "abc");
  }
}

TEST_P(BlobStoreContract, TellsWhenABlobWasWritten) {
  const auto before = std::chrono::system_clock::now() - std::chrono::minutes(1);
  const Hash hash = Put("abc");
  const Time written = All().at(hash);
  EXPECT_GT(written, before);
  EXPECT_LT(written, std::chrono::system_clock::now() + std::chrono::minutes(1));
}

TEST_P(BlobStoreContract, TakesManyWritersAtOneTime) {
  constexpr int kThreads = 8;
  constexpr int kEach = 10;
  std::vector<std::thread> threads;
  for (int t = 0; t < kThreads; ++t) {
    threads.emplace_back([this, t] {
      for (int i = 0; i < kEach; ++i) {
        const std::string own = "own " + std::to_string(t) + "/" + std::to_string(i);
        const std::string shared = "shared " + std::to_string(i);
        for (const auto& content : {own, shared}) {
          const auto hash = store().Put(content);
          ASSERT_TRUE(hash) << hash.error().detail;
          const auto read = store().Read(*hash);
          EXPECT_EQ(read ? *read : read.error().message() + ": " + read.error().detail, content);
        }
      }
    });
  }
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(All().size(), std::size_t{kThreads * kEach + kEach});
}

// The address sanitizer holds freed memory back, so that its peak says nothing.
#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
TEST_P(BlobStoreContract, NeedsNoMemoryForBigBlobs) {
  const std::string piece = Mixed(kPiece);
  ASSERT_TRUE(PeakMemory::Reset());
  const std::size_t before = PeakMemory::Bytes();
  auto writer = *store().Create();
  for (std::size_t at = 0; at < kBigBytes; at += kPiece) ASSERT_TRUE(writer->Write(piece));
  const auto hash = writer->Commit();
  ASSERT_TRUE(hash) << hash.error().detail;
  const auto file = store().Fetch(*hash);
  ASSERT_TRUE(file) << file.error().detail;
  EXPECT_LT(PeakMemory::Bytes() - before, kBigBytes / 4);
  EXPECT_EQ(store().Size(*hash).value_or(0), kBigBytes);
  EXPECT_TRUE(ContentOf(*file).ends_with(piece));
}
#endif

}  // namespace

// A store that needs a server is instantiated only where there is one.
GTEST_ALLOW_UNINSTANTIATED_PARAMETERIZED_TEST(BlobStoreContract);

}  // namespace imprint

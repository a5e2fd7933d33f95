#include "blob/file/file_blob_store.h"

#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <stdexcept>

#include "blob/contract/blob_store_contract.h"

namespace imprint {
namespace {

namespace fs = std::filesystem;

// SHA-256 of "abc", from the standard's example.
constexpr char kAbcFolder[] = "ba";
constexpr char kAbcFile[] = "7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

class FilesUnderTest final : public BlobStoreUnderTest {
 public:
  FilesUnderTest() {
    std::string pattern = (fs::temp_directory_path() / "blobs-XXXXXX").string();
    if (::mkdtemp(pattern.data()) == nullptr) throw std::runtime_error("mkdtemp");
    dir_ = pattern;
    store_ = std::move(*FileBlobStore::Open(dir_.string()));
  }
  ~FilesUnderTest() override { fs::remove_all(dir_); }
  BlobStore& store() override { return *store_; }
  void Damage(const Hash& hash, std::string_view bytes) override {
    std::ofstream(store_->Fetch(hash)->path(), std::ios::trunc) << bytes;
  }

 private:
  fs::path dir_;
  std::unique_ptr<BlobStore> store_;
};

INSTANTIATE_TEST_SUITE_P(Files, BlobStoreContract,
                         testing::Values(BlobStoreKind{
                             "files", [] { return std::make_unique<FilesUnderTest>(); }}));

class FileBlobStoreTest : public testing::Test {
 protected:
  FileBlobStoreTest() {
    std::string pattern = (fs::temp_directory_path() / "blobs-XXXXXX").string();
    if (::mkdtemp(pattern.data()) == nullptr) throw std::runtime_error("mkdtemp");
    parent_ = pattern;
    dir_ = parent_ / "blobs";
    store_ = OpenStore();
  }
  ~FileBlobStoreTest() override { fs::remove_all(parent_); }

  std::unique_ptr<BlobStore> OpenStore() {
    auto store = FileBlobStore::Open(dir_.string());
    if (!store) throw std::runtime_error(store.error().detail);
    return std::move(*store);
  }

  Hash Put(std::string_view bytes) {
    const auto hash = store_->Put(bytes);
    if (!hash) throw std::runtime_error(hash.error().detail);
    return *hash;
  }

  std::size_t FilesIn(const fs::path& folder) const {
    std::size_t files = 0;
    for (const auto& entry : fs::recursive_directory_iterator(folder)) {
      files += entry.is_regular_file();
    }
    return files;
  }

  std::map<Hash, Time> All() const {
    std::map<Hash, Time> all;
    EXPECT_TRUE(store_->ForEach([&](const Hash& hash, Time written) { all[hash] = written; }));
    return all;
  }

  fs::path parent_;
  fs::path dir_;
  std::unique_ptr<BlobStore> store_;
};

TEST_F(FileBlobStoreTest, NamesABlobByItsHash) {
  const Hash hash = Put("abc");
  const fs::path expected = dir_ / kAbcFolder / kAbcFile;
  EXPECT_TRUE(fs::exists(expected));
  EXPECT_EQ(store_->Fetch(hash)->path(), expected.string());
  EXPECT_EQ(*store_->Read(hash), "abc");
  EXPECT_EQ(*store_->Size(hash), 3u);
}

TEST_F(FileBlobStoreTest, StaysOverReopening) {
  const Hash hash = Put("stays");
  store_ = OpenStore();
  EXPECT_EQ(*store_->Read(hash), "stays");
}

TEST_F(FileBlobStoreTest, MakesFilesForTheirOwnerOnly) {
  Put("abc");
  auto writer = *store_->Create();
  for (const auto& entry : fs::recursive_directory_iterator(parent_)) {
    SCOPED_TRACE(entry.path());
    struct stat status {};
    ASSERT_EQ(::stat(entry.path().c_str(), &status), 0);
    EXPECT_EQ(status.st_mode & 0777, entry.is_directory() ? 0700u : 0600u);
  }
}

TEST_F(FileBlobStoreTest, LeavesNothingOfADroppedWriter) {
  {
    auto writer = *store_->Create();
    ASSERT_TRUE(writer->Write("half of it"));
    EXPECT_EQ(FilesIn(dir_), 1u);
  }
  EXPECT_EQ(FilesIn(dir_), 0u);
  Put("abc");
  EXPECT_EQ(FilesIn(dir_), 1u);
}

TEST_F(FileBlobStoreTest, TakesTheSameContentTwice) {
  const Hash hash = Put("abc");
  const fs::path path = store_->Fetch(hash)->path();
  fs::last_write_time(path, fs::file_time_type::clock::now() - std::chrono::hours(100));
  const auto hour_ago = std::chrono::system_clock::now() - std::chrono::hours(1);
  EXPECT_LT(All().at(hash), hour_ago);
  EXPECT_EQ(Put("abc"), hash);
  EXPECT_EQ(FilesIn(dir_), 1u);
  EXPECT_GT(All().at(hash), hour_ago);
}

TEST_F(FileBlobStoreTest, PassesOverFilesThatAreNoBlobs) {
  const Hash hash = Put("abc");
  std::ofstream(dir_ / "README") << "x";
  std::ofstream(dir_ / kAbcFolder / "short") << "x";
  std::ofstream(dir_ / kAbcFolder / std::string(62, 'A')) << "x";
  fs::create_directory(dir_ / kAbcFolder / std::string(62, 'a'));
  const auto all = All();
  ASSERT_EQ(all.size(), 1u);
  EXPECT_EQ(all.begin()->first, hash);
}

TEST_F(FileBlobStoreTest, RemovesOldLeftoversOnly) {
  const fs::path old_file = dir_ / "tmp" / "old";
  const fs::path young_file = dir_ / "tmp" / "young";
  std::ofstream(old_file) << "x";
  std::ofstream(young_file) << "x";
  fs::last_write_time(old_file, fs::file_time_type::clock::now() - std::chrono::hours(25));
  store_ = OpenStore();
  EXPECT_FALSE(fs::exists(old_file));
  EXPECT_TRUE(fs::exists(young_file));
}

TEST_F(FileBlobStoreTest, RefusesAWriterThatIsDone) {
  auto writer = *store_->Create();
  ASSERT_TRUE(writer->Write("abc"));
  ASSERT_TRUE(writer->Commit());
  EXPECT_EQ(writer->Write("more").error().code(), ErrorCode::kInternal);
  EXPECT_EQ(writer->Commit().error().code(), ErrorCode::kInternal);
  writer.reset();
  EXPECT_EQ(All().size(), 1u);
}

TEST_F(FileBlobStoreTest, AWriterMayOutliveItsStore) {
  auto writer = *store_->Create();
  store_.reset();
  ASSERT_TRUE(writer->Write("abc"));
  ASSERT_TRUE(writer->Commit());
  EXPECT_TRUE(fs::exists(dir_ / kAbcFolder / kAbcFile));
  store_ = OpenStore();
}

TEST_F(FileBlobStoreTest, KeepsNothingThatTheDiskDoesNotTake) {
  rlimit before{};
  ASSERT_EQ(::getrlimit(RLIMIT_FSIZE, &before), 0);
  const auto handler = std::signal(SIGXFSZ, SIG_IGN);
  const rlimit limit{100'000, before.rlim_max};
  ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &limit), 0);
  auto writer = *store_->Create();
  EXPECT_TRUE(writer->Write(std::string(90'000, 'x')));
  const auto written = writer->Write(std::string(90'000, 'x'));
  ::setrlimit(RLIMIT_FSIZE, &before);
  std::signal(SIGXFSZ, handler);

  ASSERT_FALSE(written);
  EXPECT_EQ(written.error().code(), ErrorCode::kUnavailable);
  EXPECT_FALSE(writer->Commit());
  writer.reset();
  EXPECT_EQ(FilesIn(dir_), 0u);
}

TEST_F(FileBlobStoreTest, IsUnavailableWhenItsFolderIsGone) {
  fs::remove_all(dir_);
  const auto writer = store_->Create();
  ASSERT_FALSE(writer);
  EXPECT_EQ(writer.error().code(), ErrorCode::kUnavailable);
  const auto store = FileBlobStore::Open((parent_ / "no" / "such").string());
  ASSERT_FALSE(store);
  EXPECT_EQ(store.error().code(), ErrorCode::kUnavailable);
}

}  // namespace
}  // namespace imprint

#include "blob/file/file_blob_store.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <cerrno>
#include <chrono>
#include <cstdio>
#include <filesystem>
#include <optional>
#include <random>
#include <utility>

#include "blob/file.h"
#include "blob/hash_text.h"
#include "blob/sha256.h"

namespace imprint {
namespace {

namespace fs = std::filesystem;

constexpr auto kLeftoverAge = std::chrono::hours(24);

// Only so that two writers do not meet; O_EXCL catches what is left.
std::string RandomName() {
  std::random_device random;
  std::array<std::uint8_t, 16> bytes;
  for (auto& byte : bytes) byte = static_cast<std::uint8_t>(random());
  return HexOf(bytes.data(), bytes.size());
}

Status MakeFolder(const std::string& path) {
  if (::mkdir(path.c_str(), 0700) == 0 || errno == EEXIST) return {};
  return Fail(FileError("mkdir " + path, errno));
}

std::optional<Time> WrittenTime(const fs::path& path) {
  struct stat status {};
  if (::stat(path.c_str(), &status) != 0 || !S_ISREG(status.st_mode)) return std::nullopt;
  return FromMillis(status.st_mtim.tv_sec * 1000 + status.st_mtim.tv_nsec / 1'000'000);
}

/// Calls `visit` for each entry of a folder; one that disappears meanwhile is an empty folder.
template <typename Visit>
Status ForEachEntry(const fs::path& folder, const Visit& visit) {
  std::error_code failed;
  for (fs::directory_iterator entry(folder, failed), end; !failed && entry != end;
       entry.increment(failed)) {
    visit(entry->path());
  }
  if (!failed || failed.value() == ENOENT) return {};
  return Fail(FileError("list " + folder.string(), failed.value()));
}

}  // namespace

/// Where files stand, and how one gets to its place durably.
class FileBlobStore::Layout {
 public:
  explicit Layout(std::string dir) : dir_(std::move(dir)) {}

  const std::string& dir() const { return dir_; }
  std::string Temporary() const { return dir_ + "/tmp"; }
  std::string PathOf(const Hash& hash) const {
    return FolderOf(hash) + "/" + HexOf(hash.bytes.data() + 1, hash.bytes.size() - 1);
  }

  /// Moves a synced file to its place. One that is there already is replaced by its equal: that
  /// makes it young again for ForEach and heals it where it was damaged.
  Status Place(const std::string& temporary, const Hash& hash) {
    if (auto made = MakeDurableFolder(hash); !made) return made;
    if (::rename(temporary.c_str(), PathOf(hash).c_str()) != 0) {
      return Fail(FileError("rename " + temporary, errno));
    }
    return SyncFolder(FolderOf(hash));
  }

 private:
  std::string FolderOf(const Hash& hash) const { return dir_ + "/" + HexOf(hash.bytes.data(), 1); }

  // Also a folder that is there already may not be durable yet: its maker may still be at it.
  Status MakeDurableFolder(const Hash& hash) {
    auto& durable = durable_[hash.bytes[0]];
    if (durable.load(std::memory_order_acquire)) return {};
    if (auto made = MakeFolder(FolderOf(hash)); !made) return made;
    if (auto synced = SyncFolder(dir_); !synced) return synced;
    durable.store(true, std::memory_order_release);
    return {};
  }

  const std::string dir_;
  std::array<std::atomic<bool>, 256> durable_{};
};

class FileBlobStore::Writer final : public BlobWriter {
 public:
  Writer(std::shared_ptr<Layout> layout, std::string path, File file)
      : layout_(std::move(layout)), path_(std::move(path)), file_(std::move(file)) {}
  Writer(const Writer&) = delete;
  Writer& operator=(const Writer&) = delete;
  ~Writer() override {
    if (!placed_) ::unlink(path_.c_str());
  }

  Status Write(std::string_view bytes) override {
    if (auto usable = Usable(); !usable) return usable;
    auto written = file_.WriteAll(bytes);
    if (!written) {
      broken_ = true;
      return written;
    }
    hash_.Add(bytes);
    size_ += bytes.size();
    return {};
  }

  Result<Hash> Commit() override {
    if (auto usable = Usable(); !usable) return Fail(std::move(usable.error()));
    broken_ = true;
    const Hash hash = hash_.Finish();
    auto placed = file_.Sync();
    if (placed) placed = layout_->Place(path_, hash);
    if (!placed) return Fail(std::move(placed.error()));
    placed_ = true;
    return hash;
  }

  std::uint64_t size() const override { return size_; }

 private:
  Status Usable() const {
    if (!broken_) return {};
    return Fail(Error(ErrorCode::kInternal, "The file could not be stored.")
                    .WithDetail("a blob writer was used after it failed or was committed"));
  }

  const std::shared_ptr<Layout> layout_;
  const std::string path_;
  const File file_;
  Sha256 hash_;
  std::uint64_t size_ = 0;
  bool broken_ = false;  // failed, or committed: takes nothing more
  bool placed_ = false;
};

Result<std::unique_ptr<BlobStore>> FileBlobStore::Open(const std::string& dir) {
  auto layout = std::make_shared<Layout>(dir);
  if (auto made = MakeFolder(dir); !made) return Fail(std::move(made.error()));
  if (auto made = MakeFolder(layout->Temporary()); !made) return Fail(std::move(made.error()));
  const auto oldest = std::chrono::system_clock::now() - kLeftoverAge;
  auto cleaned = ForEachEntry(layout->Temporary(), [&](const fs::path& path) {
    const auto written = WrittenTime(path);
    if (written && *written < oldest) ::unlink(path.c_str());
  });
  if (!cleaned) return Fail(std::move(cleaned.error()));
  return std::unique_ptr<BlobStore>(new FileBlobStore(std::move(layout)));
}

FileBlobStore::FileBlobStore(std::shared_ptr<Layout> layout) : layout_(std::move(layout)) {}
FileBlobStore::~FileBlobStore() = default;

Result<std::unique_ptr<BlobWriter>> FileBlobStore::Create() {
  std::string path = layout_->Temporary() + "/" + RandomName();
  auto file = File::Open(path, O_WRONLY | O_CREAT | O_EXCL);
  if (!file && file.error().code() == ErrorCode::kNotFound) {
    return Fail(FileError("create " + path, ENOENT));
  }
  if (!file) return Fail(std::move(file.error()));
  return std::make_unique<Writer>(layout_, std::move(path), std::move(*file));
}

Result<std::string> FileBlobStore::Read(const Hash& hash) const {
  const auto file = File::Open(layout_->PathOf(hash), O_RDONLY);
  if (!file) return Fail(file.error());
  auto content = file->ReadAll();
  if (!content) return content;
  Sha256 actual;
  actual.Add(*content);
  if (actual.Finish() == hash) return content;
  return Fail(Error(ErrorCode::kInternal, "A stored file is damaged.")
                  .WithDetail("wrong hash: " + layout_->PathOf(hash)));
}

Result<std::uint64_t> FileBlobStore::Size(const Hash& hash) const {
  const auto file = File::Open(layout_->PathOf(hash), O_RDONLY);
  if (!file) return Fail(file.error());
  return file->Size();
}

Result<LocalFile> FileBlobStore::Fetch(const Hash& hash) const {
  std::string path = layout_->PathOf(hash);
  if (::access(path.c_str(), R_OK) == 0) return LocalFile(std::move(path));
  if (errno == ENOENT) return Fail(ErrorCode::kNotFound, "There is no such file.");
  return Fail(FileError("access " + path, errno));
}

Status FileBlobStore::Remove(const Hash& hash) {
  const std::string path = layout_->PathOf(hash);
  if (::unlink(path.c_str()) == 0 || errno == ENOENT) return {};
  return Fail(FileError("unlink " + path, errno));
}

Status FileBlobStore::ForEach(const std::function<void(const Hash&, Time written)>& visit) const {
  Status listed;
  const auto outer = ForEachEntry(layout_->dir(), [&](const fs::path& folder) {
    const std::string prefix = folder.filename().string();
    if (prefix.size() != 2 || !listed) return;
    listed = ForEachEntry(folder, [&](const fs::path& path) {
      const auto hash = HashFromHex(prefix + path.filename().string());
      const auto written = WrittenTime(path);
      if (hash && written) visit(*hash, *written);
    });
  });
  if (!outer) return outer;
  return listed;
}

}  // namespace imprint

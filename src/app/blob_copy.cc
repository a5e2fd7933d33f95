#include "app/blob_copy.h"

#include <algorithm>
#include <atomic>
#include <fstream>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <utility>

#include "base/crypto.h"

namespace imprint {
namespace {

// Waiting for another machine is most of the time that a blob takes.
constexpr unsigned kThreads = 8;
// Those that are read whole may be large.
constexpr unsigned kVerifyingThreads = 2;
constexpr std::size_t kPiece = 256 * 1024;

/// Takes the blobs of versions and uploads and ends the scan behind them.
class BlobCollector final : public RowVisitor {
 public:
  Status Visit(const Account&) override { return {}; }
  Status Visit(const Token&) override { return {}; }
  Status Visit(const Template&) override { return {}; }
  Status Visit(const Version& row) override {
    blobs.push_back(row.id);
    blobs.push_back(row.source);
    return {};
  }
  Status Visit(const Upload& row) override {
    if (row.blob) blobs.push_back(*row.blob);
    return {};
  }
  Status Visit(const Installation&) override { return End(); }
  Status Visit(const Resource&) override { return End(); }
  Status Visit(const IdempotentResult&) override { return End(); }
  Status Visit(const AuditEntry&) override { return End(); }
  Status Visit(const TemplateVersion&) override { return End(); }
  Status Visit(const InstallationStep&) override { return End(); }
  Status Visit(const SavedBindings&) override { return End(); }

  std::vector<Hash> blobs;
  bool ended = false;

 private:
  Status End() {
    ended = true;
    return Fail(ErrorCode::kConflict, "The scan has seen what it is for.");
  }
};

std::string TextOf(const Hash& hash) {
  return crypto::Hex(crypto::AsText(hash.bytes));
}

tl::unexpected<Error> Damaged(const Hash& hash) {
  return Fail(ErrorCode::kInternal, "The blob " + TextOf(hash) + " is damaged.");
}

Status WritePieces(const std::string& path, BlobWriter& writer) {
  std::ifstream file(path, std::ios::binary);
  std::string piece(kPiece, '\0');
  while (file.read(piece.data(), static_cast<std::streamsize>(piece.size())) || file.gcount() > 0) {
    const auto size = static_cast<std::size_t>(file.gcount());
    if (auto written = writer.Write(std::string_view(piece).substr(0, size)); !written) {
      return written;
    }
  }
  if (!file.eof()) return Fail(ErrorCode::kUnavailable, "The blob's file cannot be read.");
  return {};
}

Result<std::uint64_t> CopyBlob(const BlobStore& from, BlobStore& to, const Hash& hash) {
  // Also where the target has one of that name: only what is written here was checked.
  const auto file = from.Fetch(hash);
  if (!file) return Fail(file.error());
  auto writer = to.Create();
  if (!writer) return Fail(std::move(writer.error()));
  if (auto written = WritePieces(file->path(), **writer); !written) {
    return Fail(std::move(written.error()));
  }
  const std::uint64_t size = (*writer)->size();
  const auto kept = (*writer)->Commit();
  if (!kept) return Fail(kept.error());
  // What came instead is a blob that nothing names: it goes with the next sweep.
  if (*kept != hash) return Damaged(hash);
  return size;
}

/// Adds up what several threads give.
Result<BlobTotals> Total(const std::vector<Hash>& blobs, unsigned threads,
                         const std::function<Result<std::uint64_t>(const Hash&)>& size_of) {
  std::atomic<std::uint64_t> bytes{0};
  auto done = ForEachBlob(blobs, threads, [&](const Hash& hash) -> Status {
    auto size = size_of(hash);
    if (!size) return Fail(std::move(size.error()));
    bytes += *size;
    return {};
  });
  if (!done) return Fail(std::move(done.error()));
  return BlobTotals{blobs.size(), bytes};
}

}  // namespace

Result<std::vector<Hash>> NamedBlobs(StoreReader& reader) {
  BlobCollector collector;
  auto scanned = reader.ScanAll(collector);
  if (!scanned && !collector.ended) return Fail(std::move(scanned.error()));
  auto& blobs = collector.blobs;
  std::sort(blobs.begin(), blobs.end());
  blobs.erase(std::unique(blobs.begin(), blobs.end()), blobs.end());
  return std::move(blobs);
}

Status ForEachBlob(const std::vector<Hash>& blobs, unsigned threads,
                   const std::function<Status(const Hash&)>& body) {
  std::atomic<std::size_t> next{0};
  std::mutex mutex;
  std::optional<Error> failure;
  const auto work = [&] {
    for (std::size_t i = next++; i < blobs.size(); i = next++) {
      auto done = body(blobs[i]);
      if (done) continue;
      next = blobs.size();
      const std::lock_guard lock(mutex);
      if (!failure) failure = std::move(done.error());
    }
  };
  std::vector<std::thread> helpers;
  for (unsigned i = 1; i < threads && i < blobs.size(); ++i) helpers.emplace_back(work);
  work();
  for (auto& helper : helpers) helper.join();
  if (failure) return Fail(std::move(*failure));
  return {};
}

Status CopyBlobs(const BlobStore& from, BlobStore& to, const std::vector<Hash>& blobs,
                 const std::function<void(std::uint64_t bytes)>& copied) {
  std::mutex mutex;
  return ForEachBlob(blobs, kThreads, [&](const Hash& hash) -> Status {
    auto size = CopyBlob(from, to, hash);
    if (!size) return Fail(std::move(size.error()));
    const std::lock_guard lock(mutex);
    copied(*size);
    return {};
  });
}

Result<BlobTotals> MeasureBlobs(const BlobStore& store, const std::vector<Hash>& blobs) {
  return Total(blobs, kThreads, [&](const Hash& hash) { return store.Size(hash); });
}

Result<BlobTotals> VerifyBlobs(const BlobStore& store, const std::vector<Hash>& blobs) {
  return Total(blobs, kVerifyingThreads, [&](const Hash& hash) -> Result<std::uint64_t> {
    auto bytes = store.Read(hash);
    if (bytes) return bytes->size();
    if (bytes.error().code() == ErrorCode::kInternal) return Damaged(hash);
    return Fail(std::move(bytes.error()));
  });
}

}  // namespace imprint

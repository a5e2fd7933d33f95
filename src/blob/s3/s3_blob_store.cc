#include "blob/s3/s3_blob_store.h"

#include <fmt/format.h>

#include <chrono>
#include <optional>
#include <thread>
#include <utility>

#include "blob/file.h"
#include "blob/hash_text.h"
#include "blob/s3/client.h"
#include "blob/s3/objects.h"
#include "blob/sha256.h"

namespace imprint {
namespace {

constexpr char kBlobs[] = "blobs/";
// OpenStack Swift misses an object for an instant while others write the same one.
constexpr std::chrono::milliseconds kRewritten{50};

/// Hands bytes on and knows their hash.
class HashingSink : public s3::Sink {
 public:
  Status Restart() override {
    hash_.emplace();
    return Clear();
  }
  Status Take(std::string_view bytes) override {
    hash_->Add(bytes);
    return Keep(bytes);
  }
  /// Once, after all bytes came.
  Hash Finish() { return hash_->Finish(); }

 private:
  virtual Status Clear() = 0;
  virtual Status Keep(std::string_view bytes) = 0;

  std::optional<Sha256> hash_;
};

class TextSink final : public HashingSink {
 public:
  std::string text;

 private:
  Status Clear() override {
    text.clear();
    return {};
  }
  Status Keep(std::string_view bytes) override {
    text += bytes;
    return {};
  }
};

class FileSink final : public HashingSink {
 public:
  explicit FileSink(const File& file) : file_(file) {}

 private:
  Status Clear() override { return file_.Empty(); }
  Status Keep(std::string_view bytes) override { return file_.WriteAll(bytes); }

  const File& file_;
};

/// Gets a blob and checks it.
Status Get(const s3::Client& client, const Hash& hash, HashingSink& sink) {
  const std::string key = s3::BlobKey(hash);
  s3::Call call{"GET", key};
  call.sink = &sink;
  auto got = client.Perform(call);
  if (!got && got.error().code() == ErrorCode::kNotFound) {
    std::this_thread::sleep_for(kRewritten);
    got = client.Perform(call);
  }
  if (!got) return Fail(std::move(got.error()));
  if (sink.Finish() == hash) return {};
  return Fail(
      Error(ErrorCode::kInternal, "A stored file is damaged.").WithDetail("wrong hash: " + key));
}

/// The hash that names an object; nothing for an object that is no blob.
std::optional<Hash> HashOf(const std::string& key) {
  const auto hash = HashFromHex(std::string_view(key).substr(key.rfind('/') + 1));
  return hash && s3::BlobKey(*hash) == key ? hash : std::nullopt;
}

}  // namespace

std::string s3::BlobKey(const Hash& hash) {
  const std::string hex = HexOf(hash);
  return fmt::format("{}{}/{}", kBlobs, hex.substr(0, 2), hex);
}

class S3BlobStore::Writer final : public BlobWriter {
 public:
  Writer(std::shared_ptr<const s3::Client> client, File file)
      : client_(std::move(client)), file_(std::move(file)) {}

  Status Write(std::string_view bytes) override {
    if (auto usable = Usable(); !usable) return usable;
    auto written = file_.WriteAll(bytes);
    if (!written) {
      done_ = true;
      return written;
    }
    hash_.Add(bytes);
    size_ += bytes.size();
    return {};
  }

  Result<Hash> Commit() override {
    if (auto usable = Usable(); !usable) return Fail(std::move(usable.error()));
    done_ = true;
    const Hash hash = hash_.Finish();
    s3::Call call{"PUT", s3::BlobKey(hash)};
    call.headers = {{"content-type", "application/octet-stream"}};
    // The store refuses a body of another hash.
    call.payload = HexOf(hash);
    call.body = &file_;
    call.body_size = size_;
    if (auto put = client_->Perform(call); !put) return Fail(std::move(put.error()));
    return hash;
  }

  std::uint64_t size() const override { return size_; }

 private:
  Status Usable() const {
    if (!done_) return {};
    return Fail(Error(ErrorCode::kInternal, "The file could not be stored.")
                    .WithDetail("a blob writer was used after it failed or was committed"));
  }

  const std::shared_ptr<const s3::Client> client_;
  const File file_;
  Sha256 hash_;
  std::uint64_t size_ = 0;
  bool done_ = false;  // failed, or committed: takes nothing more
};

S3BlobStore::S3BlobStore(std::shared_ptr<const s3::Client> client) : client_(std::move(client)) {}
S3BlobStore::S3BlobStore(S3Options options)
    : S3BlobStore(std::make_shared<const s3::Client>(std::move(options))) {}
S3BlobStore::~S3BlobStore() = default;

Status S3BlobStore::Check() const {
  s3::Call call{"GET", ""};
  call.query = {{"list-type", "2"}, {"prefix", client_->KeyOf(kBlobs)}, {"max-keys", "1"}};
  if (auto answer = client_->Perform(call); !answer) return Fail(std::move(answer.error()));
  return {};
}

Result<std::unique_ptr<BlobWriter>> S3BlobStore::Create() {
  auto file = File::OpenUnnamed(client_->options().temp_dir);
  if (!file) return Fail(std::move(file.error()));
  return std::make_unique<Writer>(client_, std::move(*file));
}

Result<std::string> S3BlobStore::Read(const Hash& hash) const {
  TextSink sink;
  if (auto got = Get(*client_, hash, sink); !got) return Fail(std::move(got.error()));
  return std::move(sink.text);
}

Result<std::uint64_t> S3BlobStore::Size(const Hash& hash) const {
  const auto answer = client_->Perform({"HEAD", s3::BlobKey(hash)});
  if (!answer) return Fail(answer.error());
  return s3::SizeOf(*answer);
}

Result<LocalFile> S3BlobStore::Fetch(const Hash& hash) const {
  auto opened = File::OpenUnnamed(client_->options().temp_dir);
  if (!opened) return Fail(std::move(opened.error()));
  const auto file = std::make_shared<File>(std::move(*opened));
  FileSink sink(*file);
  if (auto got = Get(*client_, hash, sink); !got) return Fail(std::move(got.error()));
  return LocalFile(file->PathWhileOpen(), file);
}

Status S3BlobStore::Remove(const Hash& hash) {
  return s3::RemoveObject(*client_, s3::BlobKey(hash));
}

Status S3BlobStore::ForEach(const std::function<void(const Hash&, Time written)>& visit) const {
  return s3::ForEachObject(*client_, kBlobs, [&](const std::string& key, Time written) {
    if (const auto hash = HashOf(key)) visit(*hash, written);
  });
}

}  // namespace imprint

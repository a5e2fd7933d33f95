#include "blob/s3/s3_direct_uploads.h"

#include <fmt/format.h>

#include <optional>
#include <utility>
#include <vector>

#include "base/crypto.h"
#include "blob/s3/client.h"
#include "blob/s3/objects.h"
#include "blob/s3/s3_blob_store.h"
#include "blob/sha256.h"

namespace imprint {
namespace {

constexpr char kAdopting[] = "adopting/";
constexpr auto kLeftoverAge = std::chrono::hours(24);

class HashSink final : public s3::Sink {
 public:
  Status Restart() override {
    hash_.emplace();
    size_ = 0;
    return {};
  }
  Status Take(std::string_view bytes) override {
    hash_->Add(bytes);
    size_ += bytes.size();
    return {};
  }
  std::uint64_t size() const { return size_; }
  /// Once, after all bytes came.
  Hash Finish() { return hash_->Finish(); }

 private:
  std::optional<Sha256> hash_;
  std::uint64_t size_ = 0;
};

std::string UploadKey(std::string_view run_key) {
  return fmt::format("uploads/{}", run_key);
}

}  // namespace

S3DirectUploads::S3DirectUploads(std::shared_ptr<const s3::Client> client)
    : client_(std::move(client)) {}
S3DirectUploads::S3DirectUploads(S3Options options)
    : S3DirectUploads(std::make_shared<const s3::Client>(std::move(options))) {}
S3DirectUploads::~S3DirectUploads() = default;

std::string S3DirectUploads::SignPut(std::string_view run_key, std::string_view content_type,
                                     Time now, std::chrono::seconds lifetime) const {
  const S3Place& place = client_->options().public_place;
  const std::string path = s3::Client::PathAt(place, client_->KeyOf(UploadKey(run_key)));
  const std::string query = client_->signer().SignQuery(
      {"PUT", place.host, path, {}, {{"content-type", std::string(content_type)}}}, now, lifetime);
  return place.origin + path + "?" + query;
}

Result<std::optional<DirectUploads::Arrived>> S3DirectUploads::Find(std::string_view run_key) {
  const auto answer = client_->Perform({"HEAD", UploadKey(run_key)});
  if (!answer && answer.error().code() == ErrorCode::kNotFound) return std::nullopt;
  if (!answer) return Fail(answer.error());
  const auto size = s3::SizeOf(*answer);
  const auto when = s3::WrittenTime(*answer);
  const auto tag = s3::TagOf(*answer);
  if (!size) return Fail(size.error());
  if (!when) return Fail(when.error());
  if (!tag) return Fail(tag.error());
  return Arrived{*size, *when, *tag};
}

// The file is copied to a place of the server's own before it is hashed, and the blob is made of
// that copy. A client may put another file under its run key at any moment, and not every store
// tests the condition of a copy and copies in one step: without the copy in between, what was
// hashed and what stands under the hash could differ.
Result<Hash> S3DirectUploads::Adopt(std::string_view run_key, const Arrived& arrived) {
  const std::string own = kAdopting + crypto::RandomText(24);
  auto copied = s3::CopyObject(*client_, UploadKey(run_key), own, arrived.size, arrived.tag);
  if (!copied) return Fail(std::move(copied.error()));
  auto hash = HashOf(own, arrived.size);
  if (hash) copied = s3::CopyObject(*client_, own, s3::BlobKey(*hash), arrived.size);
  // What cannot be removed now is a leftover.
  static_cast<void>(s3::RemoveObject(*client_, own));
  if (hash && !copied) return Fail(std::move(copied.error()));
  return hash;
}

Result<Hash> S3DirectUploads::HashOf(const std::string& key, std::uint64_t size) const {
  HashSink sink;
  s3::Call call{"GET", key};
  call.sink = &sink;
  if (auto got = client_->Perform(call); !got) return Fail(std::move(got.error()));
  if (sink.size() == size) return sink.Finish();
  return Fail(Error(ErrorCode::kConflict, "The file was replaced.").WithDetail(key));
}

Status S3DirectUploads::RemoveLeftovers() {
  // In the unit of Time: a finer one ends with the year 2262, and the times are the store's word.
  const auto now = std::chrono::floor<Time::duration>(std::chrono::system_clock::now());
  const Time oldest = now - kLeftoverAge;
  std::vector<std::string> old;
  auto listed = s3::ForEachObject(*client_, kAdopting, [&](const std::string& key, Time written) {
    if (written < oldest) old.push_back(key);
  });
  if (!listed) return listed;
  for (const auto& key : old) {
    if (auto removed = s3::RemoveObject(*client_, key); !removed) return removed;
  }
  return {};
}

Status S3DirectUploads::Remove(std::string_view run_key) {
  return s3::RemoveObject(*client_, UploadKey(run_key));
}

}  // namespace imprint

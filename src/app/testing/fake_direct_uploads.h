#pragma once

#include <atomic>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <utility>

#include "ports/blob_store.h"
#include "ports/clock.h"
#include "ports/direct_uploads.h"

namespace imprint::test {

/// Files that come past the server, in memory. Adopted ones go to the blob store.
class FakeDirectUploads final : public DirectUploads {
 public:
  FakeDirectUploads(BlobStore& blobs, const Clock& clock) : blobs_(blobs), clock_(clock) {}

  /// What a client does with its signed URL.
  void Arrive(const std::string& run_key, std::string bytes) {
    const std::scoped_lock lock(mutex_);
    files_[run_key] = {std::move(bytes), clock_.Now(), std::to_string(++tags_)};
  }
  bool Has(const std::string& run_key) {
    const std::scoped_lock lock(mutex_);
    return files_.contains(run_key);
  }

  std::string SignPut(std::string_view run_key, std::string_view content_type, Time now,
                      std::chrono::seconds lifetime) const override {
    return "https://bucket.test/" + std::string(run_key) + "?type=" + std::string(content_type) +
           "&until=" + FormatIso(now + lifetime);
  }

  Result<std::optional<Arrived>> Find(std::string_view run_key) override {
    ++asked;
    const std::scoped_lock lock(mutex_);
    if (unavailable) return Fail(ErrorCode::kUnavailable, "The bucket is out of reach.");
    const auto found = files_.find(std::string(run_key));
    if (found == files_.end()) return std::nullopt;
    return Arrived{found->second.bytes.size(), found->second.when, found->second.tag};
  }

  Result<Hash> Adopt(std::string_view run_key, const Arrived& arrived) override {
    if (const auto meanwhile = TakeBeforeAdopting()) meanwhile();
    const std::scoped_lock lock(mutex_);
    if (unavailable) return Fail(ErrorCode::kUnavailable, "The bucket is out of reach.");
    const auto found = files_.find(std::string(run_key));
    if (found == files_.end() || found->second.tag != arrived.tag) {
      return Fail(ErrorCode::kConflict, "Another file stands there.");
    }
    return blobs_.Put(found->second.bytes);
  }

  Status Remove(std::string_view run_key) override {
    const std::scoped_lock lock(mutex_);
    if (unavailable || keeps) return Fail(ErrorCode::kUnavailable, "The bucket is out of reach.");
    files_.erase(std::string(run_key));
    return {};
  }

  std::atomic<bool> unavailable = false;
  std::atomic<bool> keeps = false;  // removes nothing
  std::atomic<int> asked = 0;       // how often Find was called
  /// Called once, before the next file is adopted. Set while one thread uses this.
  std::function<void()> before_adopting;

 private:
  std::function<void()> TakeBeforeAdopting() {
    const std::scoped_lock lock(mutex_);
    return std::exchange(before_adopting, nullptr);
  }

  struct File {
    std::string bytes;
    Time when;
    std::string tag;
  };
  BlobStore& blobs_;
  const Clock& clock_;
  std::mutex mutex_;
  std::map<std::string, File> files_;
  int tags_ = 0;
};

}  // namespace imprint::test

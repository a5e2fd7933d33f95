#include "app/sweep.h"

#include <algorithm>
#include <cstring>

namespace imprint {
namespace {

// What is younger may belong to a request that has written a blob and not yet its row.
constexpr std::chrono::hours kYoung{24};
// Somewhat less than the hour between two runs: no clock is exact.
constexpr std::chrono::minutes kUnused{55};
constexpr std::size_t kBatch = 1000;

// Leaves those that nothing names.
Status DropNamed(const Services& services, std::vector<Hash>& blobs) {
  std::vector<Hash> named;
  Status read = services.store.Read([&](StoreReader& reader) -> Status {
    auto found = reader.NamedAmong(blobs);
    if (!found) return Pass(found);
    named = std::move(*found);
    return {};
  });
  if (!read) return read;
  std::size_t next = 0;
  std::erase_if(blobs, [&](const Hash& blob) {
    const bool is_named = next < named.size() && named[next] == blob;
    if (is_named) ++next;
    return is_named;
  });
  return {};
}

}  // namespace

std::size_t Sweep::HashOfHash::operator()(const Hash& hash) const noexcept {
  std::size_t value;
  std::memcpy(&value, hash.bytes.data(), sizeof(value));
  return value;
}

Result<Sweep::Removed> Sweep::Run() {
  const Time now = services_.clock.Now();
  Removed removed;
  const std::size_t left_over = ended_.size();
  if (auto swept = SweepRows(now); !swept) return Pass(swept);
  removed.uploads = ended_.size() - left_over;
  RemoveArrived();
  auto blobs = SweepBlobs(now);
  if (!blobs) return Pass(blobs);
  removed.blobs = *blobs;
  return removed;
}

Status Sweep::SweepRows(Time now) {
  const Limits& limits = services_.limits;
  const StoreWriter::SweepTimes before{.uploads = now,
                                       .keys = now - limits.idempotency_lifetime,
                                       .versions = now - kYoung,
                                       .audit = now - limits.audit_lifetime};
  std::vector<std::string> ended;
  Status swept = services_.store.Write([&](StoreWriter& writer) -> Status {
    auto removed = writer.Sweep(before);
    if (!removed) return Pass(removed);
    ended = std::move(*removed);
    return {};
  });
  if (!swept) return swept;
  ended_.insert(ended_.end(), ended.begin(), ended.end());
  return {};
}

void Sweep::RemoveArrived() {
  DirectUploads* direct = services_.direct_uploads;
  std::erase_if(ended_, [&](const std::string& run_key) {
    return !direct || direct->Remove(run_key).has_value();
  });
}

Result<std::vector<Hash>> Sweep::UnnamedBlobs(Time now) const {
  std::vector<Hash> unnamed;
  std::vector<Hash> batch;
  Status status;
  const auto flush = [&] {
    if (status) status = DropNamed(services_, batch);
    if (status) unnamed.insert(unnamed.end(), batch.begin(), batch.end());
    batch.clear();
  };
  Status visited = services_.blobs.ForEach([&](const Hash& hash, Time written) {
    if (!status || written >= now - kYoung) return;
    batch.push_back(hash);
    if (batch.size() == kBatch) flush();
  });
  if (!visited) return Pass(visited);
  if (!batch.empty()) flush();
  if (!status) return Pass(status);
  return unnamed;
}

Result<std::size_t> Sweep::SweepBlobs(Time now) {
  auto unnamed = UnnamedBlobs(now);
  if (!unnamed) return Pass(unnamed);
  std::unordered_map<Hash, Time, HashOfHash> unused_since;
  std::vector<Hash> ready;
  for (const Hash& blob : *unnamed) {
    const auto seen = unused_since_.find(blob);
    const Time since = seen == unused_since_.end() ? now : seen->second;
    unused_since.emplace(blob, since);
    if (now - since >= kUnused) ready.push_back(blob);
  }
  unused_since_ = std::move(unused_since);
  std::size_t removed = 0;
  for (const Hash& blob : ready) {
    std::vector<Hash> unnamed_still{blob};
    // Asked again right before: the list of all blobs may have taken long.
    if (auto dropped = DropNamed(services_, unnamed_still); !dropped) return Pass(dropped);
    if (unnamed_still.empty()) continue;
    if (auto gone = services_.blobs.Remove(blob); !gone) return Pass(gone);
    unused_since_.erase(blob);
    ++removed;
  }
  return removed;
}

}  // namespace imprint

#include "app/sweep.h"

#include <set>
#include <vector>

namespace imprint {
namespace {

// What is younger may belong to a request that has written a blob and not yet its row.
constexpr std::chrono::hours kYoung{24};

}  // namespace

Result<std::size_t> Sweep(const Services& services) {
  const Time now = services.clock.Now();
  std::vector<Hash> unnamed;
  Status swept = services.store.Write([&](StoreWriter& writer) -> Status {
    auto removed = writer.Sweep(now, now - services.limits.idempotency_lifetime, now - kYoung);
    if (!removed) return Pass(removed);
    unnamed = std::move(*removed);
    return {};
  });
  if (!swept) return Pass(swept);
  if (unnamed.empty()) return 0;
  std::set<Hash> wanted(unnamed.begin(), unnamed.end());
  std::vector<Hash> old;
  Status visited = services.blobs.ForEach([&](const Hash& hash, Time written) {
    if (written < now - kYoung && wanted.contains(hash)) old.push_back(hash);
  });
  if (!visited) return Pass(visited);
  for (const Hash& hash : old) {
    if (auto removed = services.blobs.Remove(hash); !removed) return Pass(removed);
  }
  return old.size();
}

}  // namespace imprint

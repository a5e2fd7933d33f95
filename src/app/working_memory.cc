#include "app/working_memory.h"

namespace imprint {
namespace {

constexpr std::chrono::seconds kPatience{10};

}  // namespace

Result<HeldMemory> HoldMemory(const Services& services, std::uint64_t bytes) {
  if (!services.work || bytes <= kUncountedBytes) return nullptr;
  auto grant = services.work->Take(bytes, kPatience);
  if (!grant) return Pass(grant);
  return std::make_shared<ByteBudget::Grant>(std::move(*grant));
}

}  // namespace imprint

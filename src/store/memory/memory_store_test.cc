#include "store/memory/memory_store.h"

#include "store/contract/store_contract.h"

namespace imprint {
namespace {

class MemoryUnderTest final : public StoreUnderTest {
 public:
  Store& store() override { return store_; }

 private:
  MemoryStore store_;
};

INSTANTIATE_TEST_SUITE_P(Memory, StoreContract,
                         testing::Values(StoreKind{
                             "memory", [] { return std::make_unique<MemoryUnderTest>(); }}));

}  // namespace
}  // namespace imprint

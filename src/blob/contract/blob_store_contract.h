#pragma once

#include <gtest/gtest.h>

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>

#include "ports/blob_store.h"

namespace imprint {

/// An empty store of blobs, and the means to harm it. What it keeps is removed with it.
class BlobStoreUnderTest {
 public:
  virtual ~BlobStoreUnderTest() = default;
  virtual BlobStore& store() = 0;
  /// Puts other bytes in the place of a blob.
  virtual void Damage(const Hash& hash, std::string_view bytes) = 0;
};

struct BlobStoreKind {
  std::string name;
  std::function<std::unique_ptr<BlobStoreUnderTest>()> make;
};

inline void PrintTo(const BlobStoreKind& kind, std::ostream* out) {
  *out << kind.name;
}

/// What every BlobStore must do, as ports/blob_store.h says it. A store's own test instantiates it.
class BlobStoreContract : public testing::TestWithParam<BlobStoreKind> {
 protected:
  BlobStore& store() { return under_test_->store(); }
  void Damage(const Hash& hash, std::string_view bytes) { under_test_->Damage(hash, bytes); }

  /// Writes a blob, which must succeed.
  Hash Put(std::string_view bytes);
  std::map<Hash, Time> All();

 private:
  std::unique_ptr<BlobStoreUnderTest> under_test_ = GetParam().make();
};

}  // namespace imprint

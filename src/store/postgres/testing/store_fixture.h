#pragma once

#include <gtest/gtest.h>

#include <map>
#include <memory>
#include <mutex>
#include <stdexcept>
#include <string>
#include <utility>

#include "store/contract/samples.h"
#include "store/postgres/postgres_store.h"
#include "store/postgres/testing/test_database.h"

namespace imprint {

class Counters final : public Metrics {
 public:
  void Add(Count what, std::uint64_t number) override {
    const std::lock_guard lock(mutex_);
    counts_[what] += number;
  }
  void Took(Duration, std::chrono::nanoseconds) override {}
  void Set(Level what, std::int64_t value) override {
    const std::lock_guard lock(mutex_);
    levels_[what] = value;
  }
  std::uint64_t Of(Count what) {
    const std::lock_guard lock(mutex_);
    return counts_[what];
  }
  std::int64_t Of(Level what) {
    const std::lock_guard lock(mutex_);
    return levels_[what];
  }

 private:
  std::mutex mutex_;
  std::map<Count, std::uint64_t> counts_;
  std::map<Level, std::int64_t> levels_;
};

inline std::unique_ptr<Store> OpenGood(const PostgresOptions& options) {
  auto store = PostgresStore::Open(options);
  if (!store) throw std::runtime_error(store.error().message());
  return std::move(*store);
}

/// A store over a schema of its own; each parameter is a server.
class PostgresStoreTest : public testing::TestWithParam<std::string> {
 protected:
  PostgresStoreTest() { options_.metrics = &counters_; }

  std::unique_ptr<Store> Open() { return OpenGood(options_); }
  static Status PutOne(Store& store, const std::string& key) {
    return store.Write([&](StoreWriter& w) {
      Upload upload = samples::MakeUpload(1);
      upload.run_key = key;
      return w.PutUpload(upload);
    });
  }
  static bool Has(Store& store, const std::string& key) {
    bool found = false;
    const auto read = store.Read([&](StoreReader& r) -> Status {
      auto upload = r.FindUpload(key);
      if (!upload) return Fail(std::move(upload.error()));
      found = upload->has_value();
      return {};
    });
    EXPECT_TRUE(read) << read.error().detail;
    return found;
  }
  static ErrorCode CodeOf(const Status& status) {
    EXPECT_FALSE(status);
    return status ? ErrorCode::kInternal : status.error().code();
  }

  Counters counters_;
  postgres::TestDatabase database_{GetParam()};
  PostgresOptions options_{.url = database_.url()};
};

}  // namespace imprint

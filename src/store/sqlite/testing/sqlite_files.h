#pragma once

#include <gtest/gtest.h>
#include <sqlite3.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <cstdlib>
#include <filesystem>
#include <memory>
#include <stdexcept>
#include <string>
#include <utility>

#include "store/contract/samples.h"
#include "store/sqlite/sqlite_store.h"

/// What tests of the SQLite store share.
namespace imprint::sqlite {

/// A folder that goes with the object.
class TempDir {
 public:
  TempDir() {
    std::string pattern = (std::filesystem::temp_directory_path() / "store-XXXXXX").string();
    if (::mkdtemp(pattern.data()) == nullptr) throw std::runtime_error("mkdtemp");
    path_ = pattern;
  }
  TempDir(const TempDir&) = delete;
  TempDir& operator=(const TempDir&) = delete;
  ~TempDir() { std::filesystem::remove_all(path_); }

  std::string File(const char* name) const { return (path_ / name).string(); }
  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

/// Opens a store; throws where that fails.
inline std::unique_ptr<Store> OpenGood(const std::string& path, const SqliteOptions& options = {}) {
  auto store = SqliteStore::Open(path, options);
  if (!store) throw std::runtime_error(store.error().message());
  return std::move(*store);
}

/// A connection of another program.
class Foreign {
 public:
  explicit Foreign(const std::string& path) { sqlite3_open(path.c_str(), &handle_); }
  Foreign(const Foreign&) = delete;
  Foreign& operator=(const Foreign&) = delete;
  ~Foreign() { sqlite3_close(handle_); }
  int Run(const char* sql) { return sqlite3_exec(handle_, sql, nullptr, nullptr, nullptr); }
  /// The last value that the statement gives.
  std::string Ask(const char* sql) {
    std::string answer;
    const auto take = [](void* out, int, char** values, char**) {
      *static_cast<std::string*>(out) = values[0];
      return 0;
    };
    sqlite3_exec(handle_, sql, take, &answer, nullptr);
    return answer;
  }

 private:
  sqlite3* handle_ = nullptr;
};

/// Remembers counts.
class Counting final : public Metrics {
 public:
  void Add(Count what, std::uint64_t number) override {
    counts_[static_cast<std::size_t>(what)] += number;
  }
  void Took(Duration what, std::chrono::nanoseconds) override {
    if (what == Duration::kCommitWait) ++commit_waits_;
  }
  void Set(Level what, std::int64_t value) override {
    levels_[static_cast<std::size_t>(what)] = value;
  }

  std::uint64_t Of(Count what) const { return counts_[static_cast<std::size_t>(what)]; }
  std::int64_t Of(Level what) const { return levels_[static_cast<std::size_t>(what)]; }
  std::uint64_t commit_waits() const { return commit_waits_; }

 private:
  std::array<std::atomic<std::uint64_t>, 32> counts_{};
  std::array<std::atomic<std::int64_t>, 32> levels_{};
  std::atomic<std::uint64_t> commit_waits_{0};
};

/// Puts an upload of that run key; whether it was acknowledged.
inline bool PutOne(Store& store, const std::string& key) {
  return store
      .Write([&](StoreWriter& w) {
        Upload upload = samples::MakeUpload(1);
        upload.run_key = key;
        return w.PutUpload(upload);
      })
      .has_value();
}
/// Whether an upload of that run key is there.
inline bool Has(Store& store, const std::string& key) {
  bool found = false;
  EXPECT_TRUE(store.Read([&](StoreReader& r) -> Status {
    auto upload = r.FindUpload(key);
    if (!upload) return Fail(std::move(upload.error()));
    found = upload->has_value();
    return {};
  }));
  return found;
}

}  // namespace imprint::sqlite

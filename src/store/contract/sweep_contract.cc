#include "store/contract/store_contract.h"

namespace imprint {
namespace {

using namespace samples;
using Hashes = std::vector<Hash>;

constexpr std::int64_t kNow = 1'000'000;
constexpr std::int64_t kKeysBefore = 500'000;
constexpr std::int64_t kVersionsBefore = 400'000;

class Sweeping {
 public:
  explicit Sweeping(Store& store) : store_(store) {}

  Hashes Run() {
    Hashes removed;
    const auto swept = store_.Write([&](StoreWriter& w) -> Status {
      auto blobs = w.Sweep(At(kNow), At(kKeysBefore), At(kVersionsBefore));
      if (!blobs) return Fail(std::move(blobs.error()));
      removed = std::move(*blobs);
      return {};
    });
    EXPECT_TRUE(swept);
    return removed;
  }

 private:
  Store& store_;
};

Version VersionOf(std::uint32_t id, std::uint32_t source, std::int64_t created = 1) {
  Version version = MakeVersion(id);
  version.source = HashOf(source);
  version.created = At(created);
  return version;
}

Upload UploadOf(std::uint32_t n, std::int64_t expires, std::optional<Hash> blob,
                std::optional<Hash> version = {}) {
  Upload upload = MakeUpload(n);
  upload.expires = At(expires);
  upload.blob = blob;
  upload.version = version;
  return upload;
}

TEST_P(StoreContract, SweepsNothingFromAnEmptyStore) {
  EXPECT_EQ(Sweeping(store()).Run(), Hashes{});
}

TEST_P(StoreContract, SweepsExpiredUploadsAndOldKeys) {
  const auto key = [](std::string name, std::int64_t created) {
    IdempotentResult result = MakeIdempotent(AccountOf(1), std::move(name));
    result.created = At(created);
    return result;
  };
  Keep([&](StoreWriter& w) -> Status {
    for (const auto& upload : {UploadOf(1, kNow - 1, HashOf(11)), UploadOf(2, kNow, HashOf(12)),
                               UploadOf(3, kNow - 1, {}), UploadOf(4, kNow + 1, {})}) {
      if (auto put = w.PutUpload(upload); !put) return put;
    }
    if (auto added = w.AddIdempotent(key("old", kKeysBefore - 1)); !added) return added;
    return w.AddIdempotent(key("young", kKeysBefore));
  });
  EXPECT_EQ(Sweeping(store()).Run(), Hashes{HashOf(11)});
  const auto upload = [this](std::string_view run_key) {
    return Ask([&](StoreReader& r) { return r.FindUpload(run_key); }).has_value();
  };
  EXPECT_FALSE(upload("run-1"));
  EXPECT_TRUE(upload("run-2"));
  EXPECT_FALSE(upload("run-3"));
  EXPECT_TRUE(upload("run-4"));
  EXPECT_FALSE(Ask([](StoreReader& r) { return r.FindIdempotent(AccountOf(1), "old"); }));
  EXPECT_TRUE(Ask([](StoreReader& r) { return r.FindIdempotent(AccountOf(1), "young"); }));
  EXPECT_EQ(Sweeping(store()).Run(), Hashes{});
}

TEST_P(StoreContract, SweepsOnlyOldVersionsThatNothingRefersTo) {
  Keep([](StoreWriter& w) -> Status {
    for (std::uint32_t n = 1; n <= 5; ++n) {
      if (auto added = w.AddVersion(VersionOf(n, n + 100)); !added) return added;
    }
    if (auto added = w.AddVersion(VersionOf(6, 106, kVersionsBefore)); !added) return added;
    Template owner = MakeTemplate(1);
    owner.version = HashOf(1);
    if (auto put = w.PutTemplate(owner); !put) return put;
    if (auto put = w.PutUpload(UploadOf(2, kNow + 1, HashOf(102), HashOf(2))); !put) return put;
    Installation installation = MakeInstallation(AccountOf(1), 3);
    installation.version = HashOf(3);
    if (auto added = w.AddInstallation(installation); !added) return added;
    return w.PutUpload(UploadOf(4, kNow - 1, HashOf(104), HashOf(4)));
  });
  EXPECT_EQ(Sweeping(store()).Run(), (Hashes{HashOf(4), HashOf(5), HashOf(104), HashOf(105)}));
  const bool expected[] = {true, true, true, false, false, true};
  for (std::uint32_t n = 1; n <= 6; ++n) {
    SCOPED_TRACE(n);
    EXPECT_EQ(Ask([&](StoreReader& r) { return r.FindVersion(HashOf(n)); }).has_value(),
              expected[n - 1]);
  }
  Keep([](StoreWriter& w) { return w.RemoveTemplate(TemplateOf(1)); });
  EXPECT_EQ(Sweeping(store()).Run(), (Hashes{HashOf(1), HashOf(101)}));
}

TEST_P(StoreContract, KeepsBlobsThatOthersStillName) {
  Keep([](StoreWriter& w) -> Status {
    // The removed version 1 shares its source with version 2, which an upload keeps; its compiled
    // form is another upload's file, and the removed upload's file is version 2's compiled form.
    if (auto added = w.AddVersion(VersionOf(1, 50)); !added) return added;
    if (auto added = w.AddVersion(VersionOf(2, 50)); !added) return added;
    if (auto put = w.PutUpload(UploadOf(1, kNow + 1, HashOf(1), HashOf(2))); !put) return put;
    if (auto put = w.PutUpload(UploadOf(2, kNow - 1, HashOf(2))); !put) return put;
    // Two removed rows that name one blob.
    if (auto put = w.PutUpload(UploadOf(3, kNow - 1, HashOf(60))); !put) return put;
    return w.PutUpload(UploadOf(4, kNow - 1, HashOf(60)));
  });
  EXPECT_EQ(Sweeping(store()).Run(), Hashes{HashOf(60)});
  EXPECT_FALSE(Ask([](StoreReader& r) { return r.FindVersion(HashOf(1)); }));
  EXPECT_TRUE(Ask([](StoreReader& r) { return r.FindVersion(HashOf(2)); }));
}

TEST_P(StoreContract, UndoesASweepWhoseWriteFails) {
  Keep([](StoreWriter& w) -> Status {
    if (auto added = w.AddVersion(VersionOf(1, 50)); !added) return added;
    return w.PutUpload(UploadOf(1, kNow - 1, HashOf(50)));
  });
  EXPECT_EQ(Refused([](StoreWriter& w) -> Status {
              EXPECT_EQ(*w.Sweep(At(kNow), At(kKeysBefore), At(kVersionsBefore)),
                        (Hashes{HashOf(1), HashOf(50)}));
              return Fail(ErrorCode::kInUse, "no");
            }),
            ErrorCode::kInUse);
  EXPECT_TRUE(Ask([](StoreReader& r) { return r.FindVersion(HashOf(1)); }));
  EXPECT_TRUE(Ask([](StoreReader& r) { return r.FindUpload("run-1"); }));
}

}  // namespace
}  // namespace imprint

#include <algorithm>

#include "store/contract/rows.h"
#include "store/contract/store_contract.h"

namespace imprint {
namespace {

using namespace samples;
using Keys = std::vector<std::string>;

constexpr StoreWriter::SweepTimes kBefore{.uploads = Time(std::chrono::milliseconds(1'000'000)),
                                          .keys = Time(std::chrono::milliseconds(500'000)),
                                          .versions = Time(std::chrono::milliseconds(400'000)),
                                          .audit = Time(std::chrono::milliseconds(300'000))};
constexpr auto kMoment = std::chrono::milliseconds(1);

class Sweeping {
 public:
  explicit Sweeping(Store& store) : store_(store) {}

  /// The run keys of what went, ascending.
  Keys Run() {
    Keys removed;
    const auto swept = store_.Write([&](StoreWriter& w) -> Status {
      auto gone = w.Sweep(kBefore);
      if (!gone) return Fail(std::move(gone.error()));
      removed = std::move(*gone);
      return {};
    });
    EXPECT_TRUE(swept);
    std::sort(removed.begin(), removed.end());
    return removed;
  }

 private:
  Store& store_;
};

Version VersionOf(std::uint32_t n, Time created = At(1)) {
  Version version = MakeVersion(n);
  version.created = created;
  return version;
}

Upload UploadOf(std::uint32_t n, Time expires, std::optional<Hash> version = {}) {
  Upload upload = MakeUpload(n);
  upload.expires = expires;
  upload.version = version;
  return upload;
}

TEST_P(StoreContract, SweepsNothingFromAnEmptyStore) {
  EXPECT_EQ(Sweeping(store()).Run(), Keys{});
}

TEST_P(StoreContract, SweepsExpiredUploads) {
  Keep([](StoreWriter& w) -> Status {
    Upload with_file = UploadOf(1, kBefore.uploads - kMoment);
    with_file.blob = HashOf(11);
    for (const auto& upload :
         {with_file, UploadOf(2, kBefore.uploads), UploadOf(3, kBefore.uploads - kMoment),
          UploadOf(4, kBefore.uploads + kMoment)}) {
      if (auto put = w.PutUpload(upload); !put) return put;
    }
    return {};
  });
  EXPECT_EQ(Sweeping(store()).Run(), (Keys{"run-1", "run-3"}));
  const Rows left = Ask([](StoreReader& r) { return CollectAll(r); });
  ASSERT_EQ(left.uploads.size(), 2u);
  EXPECT_EQ(left.uploads[0].run_key, "run-2");
  EXPECT_EQ(left.uploads[1].run_key, "run-4");
  EXPECT_EQ(Sweeping(store()).Run(), Keys{});
}

TEST_P(StoreContract, SweepsOldKeysAndAuditEntries) {
  const auto key = [](std::string name, Time created) {
    IdempotentResult result = MakeIdempotent(AccountOf(1), std::move(name));
    result.created = created;
    return result;
  };
  const auto entry = [](std::uint32_t account, std::uint32_t n, Time time) {
    AuditEntry made = MakeAudit(AccountOf(account), n);
    made.time = time;
    return made;
  };
  Keep([&](StoreWriter& w) -> Status {
    if (auto done = w.AddIdempotent(key("old", kBefore.keys - kMoment)); !done) return done;
    if (auto done = w.AddIdempotent(key("young", kBefore.keys)); !done) return done;
    for (std::uint32_t account = 1; account <= 2; ++account) {
      if (auto done = w.AddAudit(entry(account, 1, kBefore.audit - kMoment)); !done) return done;
      if (auto done = w.AddAudit(entry(account, 2, kBefore.audit)); !done) return done;
    }
    return {};
  });
  EXPECT_EQ(Sweeping(store()).Run(), Keys{});
  EXPECT_FALSE(Ask([](StoreReader& r) { return r.FindIdempotent(AccountOf(1), "old"); }));
  EXPECT_TRUE(Ask([](StoreReader& r) { return r.FindIdempotent(AccountOf(1), "young"); }));
  for (std::uint32_t account = 1; account <= 2; ++account) {
    const auto left =
        Ask([&](StoreReader& r) { return r.ListAudit(AccountOf(account), {}, 0, 9); });
    ASSERT_EQ(left.size(), 1u);
    EXPECT_EQ(left[0].id, ObjectIdOf(2));
  }
}

TEST_P(StoreContract, SweepsOnlyOldVersionsThatNothingRefersTo) {
  Keep([](StoreWriter& w) -> Status {
    for (std::uint32_t n = 1; n <= 5; ++n) {
      if (auto added = w.AddVersion(VersionOf(n)); !added) return added;
    }
    if (auto added = w.AddVersion(VersionOf(6, kBefore.versions)); !added) return added;
    Template owner = MakeTemplate(1);
    owner.version = HashOf(1);
    if (auto put = w.PutTemplate(owner); !put) return put;
    if (auto put = w.PutUpload(UploadOf(2, kBefore.uploads, HashOf(2))); !put) return put;
    Installation installation = MakeInstallation(AccountOf(1), 3);
    installation.version = HashOf(3);
    if (auto added = w.AddInstallation(installation); !added) return added;
    return w.PutUpload(UploadOf(4, kBefore.uploads - kMoment, HashOf(4)));
  });
  EXPECT_EQ(Sweeping(store()).Run(), Keys{"run-4"});
  const bool expected[] = {true, true, true, false, false, true};
  for (std::uint32_t n = 1; n <= 6; ++n) {
    SCOPED_TRACE(n);
    EXPECT_EQ(Ask([&](StoreReader& r) { return r.FindVersion(HashOf(n)); }).has_value(),
              expected[n - 1]);
  }
  Keep([](StoreWriter& w) { return w.RemoveTemplate(TemplateOf(1)); });
  EXPECT_EQ(Sweeping(store()).Run(), Keys{});
  EXPECT_FALSE(Ask([](StoreReader& r) { return r.FindVersion(HashOf(1)); }));
  EXPECT_TRUE(Ask([](StoreReader& r) { return r.FindVersion(HashOf(2)); }));
}

TEST_P(StoreContract, UndoesASweepWhoseWriteFails) {
  Keep([](StoreWriter& w) -> Status {
    if (auto added = w.AddVersion(VersionOf(1)); !added) return added;
    AuditEntry entry = MakeAudit(AccountOf(1), 1);
    if (auto added = w.AddAudit(entry); !added) return added;
    return w.PutUpload(UploadOf(1, kBefore.uploads - kMoment));
  });
  EXPECT_EQ(Refused([](StoreWriter& w) -> Status {
              EXPECT_EQ(*w.Sweep(kBefore), Keys{"run-1"});
              EXPECT_FALSE(*w.FindUpload("run-1"));
              return Fail(ErrorCode::kInUse, "no");
            }),
            ErrorCode::kInUse);
  const Rows left = Ask([](StoreReader& r) { return CollectAll(r); });
  EXPECT_EQ(left.versions.size(), 1u);
  EXPECT_EQ(left.uploads.size(), 1u);
  EXPECT_EQ(left.audit.size(), 1u);
}

}  // namespace
}  // namespace imprint

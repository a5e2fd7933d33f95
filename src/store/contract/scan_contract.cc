#include <atomic>
#include <thread>

#include "store/contract/rows.h"
#include "store/contract/store_contract.h"

namespace imprint {
namespace {

using namespace samples;

TEST_P(StoreContract, ScansAnEmptyStore) {
  EXPECT_EQ(Ask([](StoreReader& r) { return CollectAll(r); }).size(), 0u);
}

TEST_P(StoreContract, ScansEveryRowOnceInTheOrderOfItsKey) {
  const Rows rows = RandomRows(1);
  Keep([&](StoreWriter& w) { return PutAll(w, rows); });
  EXPECT_EQ(Difference(Ask([](StoreReader& r) { return CollectAll(r); }), rows), "");
  // Settings are no rows.
  Keep([](StoreWriter& w) { return w.PutSetting("name", "value"); });
  EXPECT_EQ(Ask([](StoreReader& r) { return CollectAll(r); }).size(), rows.size());
}

/// Whether each row's key lies behind the one before.
template <typename Row, typename Key>
bool Ascends(const std::vector<Row>& rows, const Key& key) {
  for (std::size_t i = 1; i < rows.size(); ++i) {
    if (!(key(rows[i - 1]) < key(rows[i]))) return false;
  }
  return true;
}

TEST_P(StoreContract, ScansManyRows) {
  constexpr std::uint32_t kRows = 3000;
  Keep([](StoreWriter& w) -> Status {
    for (std::uint32_t n = 0; n < kRows; ++n) {
      if (auto put = w.PutResource(MakeResource(AccountOf(n % 7), n)); !put) return put;
      if (auto added = w.AddAudit(MakeAudit(AccountOf(n % 7), n)); !added) return added;
    }
    return {};
  });
  const Rows rows = Ask([](StoreReader& r) { return CollectAll(r); });
  ASSERT_EQ(rows.resources.size(), kRows);
  ASSERT_EQ(rows.audit.size(), kRows);
  for (std::size_t i = 1; i < kRows; ++i) {
    EXPECT_LT(std::pair(rows.resources[i - 1].account, rows.resources[i - 1].id),
              std::pair(rows.resources[i].account, rows.resources[i].id));
  }
}

TEST_P(StoreContract, ScansManyVersionsStepsAndSavedBindings) {
  constexpr std::uint32_t kRows = 2500;
  Keep([](StoreWriter& w) -> Status {
    for (std::uint32_t n = 0; n < kRows; ++n) {
      const AccountId account = AccountOf(n % 3);
      auto put = w.PutTemplateVersion(MakeTemplateVersion(TemplateOf(n % 2), n));
      if (put) put = w.AddStep(MakeStep(account, InstallationOf(n % 5), n));
      if (put) put = w.PutSavedBindings(MakeSaved(account, TemplateOf(n)));
      if (!put) return put;
    }
    return {};
  });
  const Rows rows = Ask([](StoreReader& r) { return CollectAll(r); });
  EXPECT_EQ(rows.template_versions.size(), kRows);
  EXPECT_EQ(rows.steps.size(), kRows);
  EXPECT_EQ(rows.saved.size(), kRows);
  EXPECT_TRUE(Ascends(rows.template_versions,
                      [](const auto& row) { return std::pair(row.template_id, row.number); }));
  EXPECT_TRUE(Ascends(rows.steps, [](const auto& row) {
    return std::tuple(row.account, row.installation, row.number);
  }));
  EXPECT_TRUE(
      Ascends(rows.saved, [](const auto& row) { return std::pair(row.account, row.template_id); }));
  EXPECT_EQ(rows.steps.back().before, MakeStep(AccountOf(2), InstallationOf(4), 2489).before);
}

TEST_P(StoreContract, ScansLargeStatesWhole) {
  constexpr std::uint32_t kRows = 12;
  constexpr std::size_t kBytes = 1'500'000;
  Keep([](StoreWriter& w) -> Status {
    for (std::uint32_t n = 1; n <= kRows; ++n) {
      InstallationStep step = MakeStep(AccountOf(n % 2), InstallationOf(1), n);
      step.before = std::string(kBytes, static_cast<char>('a' + n));
      if (auto added = w.AddStep(step); !added) return added;
    }
    return {};
  });
  const Rows rows = Ask([](StoreReader& r) { return CollectAll(r); });
  ASSERT_EQ(rows.steps.size(), kRows);
  for (const auto& step : rows.steps) {
    EXPECT_EQ(step.before.size(), kBytes);
    EXPECT_EQ(step.before.back(), static_cast<char>('a' + step.number));
  }
}

/// Takes some rows and refuses the next one.
class Fussy final : public RowVisitor {
 public:
  explicit Fussy(int patience) : patience_(patience) {}
  Status Visit(const Account&) override { return Count(); }
  Status Visit(const Token&) override { return Count(); }
  Status Visit(const Template&) override { return Count(); }
  Status Visit(const Version&) override { return Count(); }
  Status Visit(const Upload&) override { return Count(); }
  Status Visit(const Installation&) override { return Count(); }
  Status Visit(const Resource&) override { return Count(); }
  Status Visit(const IdempotentResult&) override { return Count(); }
  Status Visit(const AuditEntry&) override { return Count(); }
  Status Visit(const TemplateVersion&) override { return Count(); }
  Status Visit(const InstallationStep&) override { return Count(); }
  Status Visit(const SavedBindings&) override { return Count(); }
  int seen() const { return seen_; }

 private:
  Status Count() {
    if (++seen_ < patience_) return {};
    return Fail(ErrorCode::kForbidden, "enough");
  }
  const int patience_;
  int seen_ = 0;
};

TEST_P(StoreContract, EndsAScanWithItsVisitorsError) {
  const Rows rows = RandomRows(2);
  Keep([&](StoreWriter& w) { return PutAll(w, rows); });
  for (int patience = 1; patience <= static_cast<int>(rows.size()); patience += 7) {
    SCOPED_TRACE(patience);
    Fussy fussy(patience);
    const auto read = store().Read([&](StoreReader& r) { return r.ScanAll(fussy); });
    ASSERT_FALSE(read);
    EXPECT_EQ(read.error().code(), ErrorCode::kForbidden);
    EXPECT_EQ(fussy.seen(), patience);
  }
  EXPECT_EQ(Ask([](StoreReader& r) { return CollectAll(r); }).size(), rows.size());
}

TEST_P(StoreContract, ScansOneStateWhileWritersRun) {
  constexpr std::uint32_t kWrites = 200;
  std::atomic<bool> running{true};
  // Each write adds a row of the first kind and one of the last, and counts in between.
  std::thread writer([&] {
    for (std::uint32_t n = 1; n <= kWrites; ++n) {
      EXPECT_TRUE(store().Write([&](StoreWriter& w) -> Status {
        Upload upload = MakeUpload(1);
        upload.size = n;
        if (auto added = w.AddAudit(MakeAudit(AccountOf(1), n)); !added) return added;
        if (auto put = w.PutUpload(upload); !put) return put;
        return w.AddAccount(MakeAccount(n));
      }));
    }
    running = false;
  });
  int scans = 0;
  do {
    const Rows rows = Ask([](StoreReader& r) { return CollectAll(r); });
    const auto count = rows.uploads.empty() ? 0 : rows.uploads[0].size;
    EXPECT_EQ(rows.accounts.size(), count);
    EXPECT_EQ(rows.audit.size(), count);
    ++scans;
  } while (running || scans < 3);
  writer.join();
}

TEST_P(StoreContract, TellsWhichBlobsAreNamed) {
  Keep([](StoreWriter& w) -> Status {
    Version version = MakeVersion(1);
    version.source = HashOf(2);
    if (auto added = w.AddVersion(version); !added) return added;
    Upload with_file = MakeUpload(1);
    with_file.blob = HashOf(3);
    with_file.version = HashOf(4);
    if (auto put = w.PutUpload(with_file); !put) return put;
    return w.PutUpload(MakeUpload(2));
  });
  const auto named = [this](std::vector<Hash> blobs) {
    return Ask([&](StoreReader& r) { return r.NamedAmong(blobs); });
  };
  using Hashes = std::vector<Hash>;
  EXPECT_EQ(named({}), Hashes{});
  EXPECT_EQ(named({HashOf(9)}), Hashes{});
  EXPECT_EQ(named({HashOf(3), HashOf(9), HashOf(1), HashOf(4), HashOf(2)}),
            (Hashes{HashOf(3), HashOf(1), HashOf(2)}));
  Hashes many;
  for (std::uint32_t n = 0; n < 3000; ++n) many.push_back(HashOf(n));
  EXPECT_EQ(named(many), (Hashes{HashOf(1), HashOf(2), HashOf(3)}));
}

}  // namespace
}  // namespace imprint

#include "app/changed_reader.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>

#include "model/installation_state.h"
#include "store/memory/memory_store.h"

namespace imprint {
namespace {

Id IdAt(std::uint32_t n) {
  return Id::FromObjectIdText("5f0000000000000000000000")->Plus(n);
}

/// A random account's rows, and a random change of one of its installations.
class Case {
 public:
  explicit Case(std::uint32_t seed) : random_(seed) {}

  void Fill(StoreWriter& writer) {
    ASSERT_TRUE(writer.AddAccount({account_, "a", false, {}}));
    for (std::uint32_t n = 0; n < 3; ++n) ASSERT_TRUE(writer.AddInstallation(InstallationAt(n)));
    for (std::uint32_t n = 0; n < kIds; ++n) {
      if (!Chance(40)) continue;
      ASSERT_TRUE(writer.PutResource(RowAt(n)));
    }
  }

  PendingChange Change() {
    PendingChange change;
    change.installation = InstallationAt(1);
    change.installation.bindings.name = "changed";
    change.installation.blocks[0].count = 1 + Below(10);
    if (Chance(50)) change.installation.blocks.push_back({IdAt(900), 3, 10});
    for (std::uint32_t n = 0; n < kIds; ++n) {
      if (Chance(15)) change.put[IdAt(n)] = RowAt(n);
      if (Chance(10) && !change.put.contains(IdAt(n))) change.removed.insert(IdAt(n));
    }
    return change;
  }

  static Status Apply(const PendingChange& change, StoreWriter& writer) {
    if (auto put = writer.ReplaceInstallation(change.installation); !put) return put;
    for (const Id& id : change.removed) {
      auto gone = writer.RemoveResource(change.installation.account, ResourceId(id));
      if (!gone) return gone;
    }
    for (const auto& [id, row] : change.put) {
      if (auto put = writer.PutResource(row); !put) return put;
    }
    return {};
  }

  /// All that World asks a reader for, as text.
  std::vector<std::string> Seen(StoreReader& reader) {
    std::vector<std::string> seen;
    const auto add = [&](std::string line) { seen.push_back(std::move(line)); };
    for (std::uint32_t n = 0; n < kIds; ++n) {
      const Id id = IdAt(n);
      const auto row = reader.FindResource(account_, ResourceId(id)).value();
      add(row ? Hashed(*row) + Where(*row) : "none");
      const auto holding = reader.FindInstallationHolding(account_, id).value();
      add(holding ? holding->id.Text() + holding->bindings.name : "none");
      const auto referrers = reader.FindReferrers(account_, id);
      for (const ResourceId& user : *referrers) add(user.Text());
      const auto bound = reader.InstallationsUsing(account_, id);
      for (const InstallationId& user : *bound) add(user.Text());
    }
    for (const Model model : {Model::kFlow, Model::kExport}) {
      const auto rows = reader.ListResources(account_, model);
      for (const Resource& row : *rows) AddHead(row, seen);
    }
    for (std::uint32_t n = 0; n < 3; ++n) {
      const InstallationId id = InstallationAt(n).id;
      const auto changes = reader.ListChanges(account_, id);
      for (const Resource& row : *changes) AddHead(row, seen);
      add(reader.FindInstallation(account_, id).value()->bindings.name);
    }
    EXPECT_TRUE(reader.ScanInstallations(account_, {}, [&](const Installation& installation) {
      add(installation.id.Text() + installation.bindings.name);
      return true;
    }));
    return seen;
  }

 private:
  static constexpr std::uint32_t kIds = 40;

  std::uint32_t Below(std::uint32_t end) { return static_cast<std::uint32_t>(random_() % end); }
  bool Chance(unsigned percent) { return Below(100) < percent; }
  static std::string Hashed(const Resource& row) {
    const auto& bytes = MarkOf(row).digest.bytes;
    return {bytes.begin(), bytes.end()};
  }
  static std::string Where(const Resource& row) {
    return row.installation ? row.installation->Text() : "";
  }
  static void AddHead(const Resource& row, std::vector<std::string>& seen) {
    EXPECT_TRUE(row.document.empty() && row.references.empty() && row.sealed_secrets.empty());
    seen.push_back(row.id.Text() + Where(row));
  }

  Installation InstallationAt(std::uint32_t n) {
    Installation installation;
    installation.account = account_;
    installation.id = InstallationId(IdAt(10 * n));
    installation.blocks = {{IdAt(10 * n), 10, 0}};
    installation.bindings.connections = {{1, IdAt(Below(kIds))}, {2, IdAt(Below(kIds))}};
    installation.bindings.name = "as it was";
    return installation;
  }

  Resource RowAt(std::uint32_t n) {
    Resource row;
    row.id = ResourceId(IdAt(n));
    row.account = account_;
    row.model = n % 2 == 0 ? Model::kFlow : Model::kExport;
    if (n < 30 && Chance(70)) {
      row.origin = Chance(70) ? ResourceOrigin::kOverride : ResourceOrigin::kTombstone;
      row.installation = InstallationId(IdAt(n / 10 * 10));
    }
    if (row.origin != ResourceOrigin::kTombstone) {
      row.document = "{\"n\":" + std::to_string(Below(100)) + "}";
      row.references = {IdAt(Below(kIds)), IdAt(Below(kIds))};
      std::sort(row.references.begin(), row.references.end());
      row.references.erase(std::unique(row.references.begin(), row.references.end()),
                           row.references.end());
    }
    return row;
  }

  const AccountId account_{IdAt(5000)};
  std::mt19937 random_;
};

TEST(ChangedReaderProperty, ShowsWhatTheChangeLeavesBehind) {
  for (std::uint32_t seed = 0; seed < 300; ++seed) {
    SCOPED_TRACE(seed);
    Case random(seed);
    MemoryStore store;
    ASSERT_TRUE(store.Write([&](StoreWriter& writer) -> Status {
      random.Fill(writer);
      return {};
    }));
    const PendingChange change = random.Change();
    std::vector<std::string> expected;
    ASSERT_TRUE(store.Read([&](StoreReader& reader) -> Status {
      ChangedReader changed(reader, change);
      expected = random.Seen(changed);
      return {};
    }));
    ASSERT_TRUE(store.Write([&](StoreWriter& writer) { return Case::Apply(change, writer); }));
    ASSERT_TRUE(store.Read([&](StoreReader& reader) -> Status {
      EXPECT_EQ(random.Seen(reader), expected);
      return {};
    }));
  }
}

}  // namespace
}  // namespace imprint

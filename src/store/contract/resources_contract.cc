#include <set>

#include "store/contract/store_contract.h"

namespace imprint {
namespace {

using namespace samples;
using Ids = std::vector<ResourceId>;

Ids IdsOf(const std::vector<Resource>& rows) {
  Ids ids;
  for (const auto& row : rows) ids.push_back(row.id);
  return ids;
}

Resource Referring(std::uint32_t n, std::vector<Id> targets) {
  Resource resource = MakeResource(AccountOf(1), n);
  resource.references = std::move(targets);
  return resource;
}

Status PutAll(StoreWriter& writer, const std::vector<Resource>& resources) {
  for (const auto& resource : resources) {
    if (auto put = writer.PutResource(resource); !put) return put;
  }
  return {};
}

TEST_P(StoreContract, KeepsReplacesAndRemovesResources) {
  const auto find = [this](std::uint32_t account, std::uint32_t n) {
    return Ask([&](StoreReader& r) { return r.FindResource(AccountOf(account), ResourceOf(n)); });
  };
  EXPECT_FALSE(find(1, 1));
  Resource resource = MakeResource(AccountOf(1), 1);
  resource.references = {ObjectIdOf(5), ObjectIdOf(6)};
  Keep([&](StoreWriter& w) { return w.PutResource(resource); });
  ASSERT_TRUE(find(1, 1));
  EXPECT_EQ(Fields(*find(1, 1)), Fields(resource));
  EXPECT_FALSE(find(2, 1));

  resource.model = Model::kIClient;
  resource.origin = ResourceOrigin::kTombstone;
  resource.installation = InstallationOf(4);
  resource.document.clear();
  resource.sealed_secrets = std::string("\0\xff\xfe sealed", 10);
  resource.references.clear();
  resource.modified = At(1000);
  Keep([&](StoreWriter& w) { return w.PutResource(resource); });
  ASSERT_TRUE(find(1, 1));
  EXPECT_EQ(Fields(*find(1, 1)), Fields(resource));

  Keep([&](StoreWriter& w) { return w.RemoveResource(AccountOf(2), resource.id); });
  EXPECT_TRUE(find(1, 1));
  Keep([&](StoreWriter& w) { return w.RemoveResource(AccountOf(1), resource.id); });
  EXPECT_FALSE(find(1, 1));
  Keep([&](StoreWriter& w) { return w.RemoveResource(AccountOf(1), resource.id); });
}

TEST_P(StoreContract, GivesReferencesAscendingAndOnce) {
  const Resource resource =
      Referring(1, {ObjectIdOf(9), UuidOf(3), ObjectIdOf(2), Id(), ObjectIdOf(9)});
  Keep([&](StoreWriter& w) { return w.PutResource(resource); });
  const std::set<Id> expected{ObjectIdOf(9), UuidOf(3), ObjectIdOf(2)};
  const auto found =
      Ask([](StoreReader& r) { return r.FindResource(AccountOf(1), ResourceOf(1)); });
  ASSERT_TRUE(found);
  EXPECT_EQ(found->references, std::vector<Id>(expected.begin(), expected.end()));
}

TEST_P(StoreContract, KeepsHostileAndLargeDocuments) {
  auto documents = HostileTexts();
  documents.push_back(std::string(2 * 1024 * 1024, 'x'));
  std::string all_bytes;
  for (int i = 0; i < 256; ++i) all_bytes += static_cast<char>(i);
  documents.push_back(all_bytes);
  std::uint32_t n = 0;
  for (const auto& document : documents) {
    SCOPED_TRACE(document.substr(0, 40));
    Resource resource = MakeResource(AccountOf(1), ++n);
    resource.document = document;
    resource.sealed_secrets = document;
    Keep([&](StoreWriter& w) { return w.PutResource(resource); });
    const auto found =
        Ask([&](StoreReader& r) { return r.FindResource(AccountOf(1), resource.id); });
    ASSERT_TRUE(found);
    EXPECT_TRUE(found->document == document && found->sealed_secrets == document);
  }
}

TEST_P(StoreContract, ListsOneModelOfOneAccountById) {
  Resource foreign = MakeResource(AccountOf(2), 3);
  Resource other_model = MakeResource(AccountOf(1), 4);
  other_model.model = Model::kFlow;
  Resource tombstone = MakeResource(AccountOf(1), 6);
  tombstone.origin = ResourceOrigin::kTombstone;
  tombstone.installation = InstallationOf(1);
  tombstone.sealed_secrets = "sealed";
  tombstone.references = {ObjectIdOf(5)};
  Keep([&](StoreWriter& w) {
    return PutAll(w, {MakeResource(AccountOf(1), 300), foreign, other_model, tombstone,
                      MakeResource(AccountOf(1), 2)});
  });
  const auto rows =
      Ask([](StoreReader& r) { return r.ListResources(AccountOf(1), Model::kExport); });
  EXPECT_EQ(IdsOf(rows), (Ids{ResourceOf(2), ResourceOf(6), ResourceOf(300)}));
  Resource head = tombstone;
  head.document.clear();
  head.sealed_secrets.clear();
  head.references.clear();
  ASSERT_EQ(rows.size(), 3u);
  EXPECT_EQ(Fields(rows[1]), Fields(head));
  EXPECT_EQ(IdsOf(Ask([](StoreReader& r) { return r.ListResources(AccountOf(1), Model::kFlow); })),
            Ids{ResourceOf(4)});
  EXPECT_EQ(IdsOf(Ask([](StoreReader& r) { return r.ListResources(AccountOf(3), Model::kFlow); })),
            Ids{});
}

TEST_P(StoreContract, ListsTheChangesOfOneInstallation) {
  const auto change = [](std::uint32_t account, std::uint32_t n, std::uint32_t installation) {
    Resource resource = MakeResource(AccountOf(account), n);
    resource.model = n % 2 == 0 ? Model::kFlow : Model::kExport;
    resource.origin = ResourceOrigin::kOverride;
    resource.installation = InstallationOf(installation);
    resource.references = {ObjectIdOf(5)};
    return resource;
  };
  Keep([&](StoreWriter& w) {
    return PutAll(w, {change(1, 300, 1), change(1, 2, 1), change(1, 3, 2), change(2, 4, 1),
                      MakeResource(AccountOf(1), 5)});
  });
  const auto rows =
      Ask([](StoreReader& r) { return r.ListChanges(AccountOf(1), InstallationOf(1)); });
  EXPECT_EQ(IdsOf(rows), (Ids{ResourceOf(2), ResourceOf(300)}));
  for (const auto& row : rows) {
    EXPECT_EQ(row.document + row.sealed_secrets, "");
    EXPECT_TRUE(row.references.empty());
  }
  EXPECT_EQ(
      IdsOf(Ask([](StoreReader& r) { return r.ListChanges(AccountOf(1), InstallationOf(9)); })),
      Ids{});
}

TEST_P(StoreContract, KeepsReferrersInStepWithTheirRows) {
  const auto referrers = [this](std::uint32_t account, Id target) {
    return Ask([&](StoreReader& r) { return r.FindReferrers(AccountOf(account), target); });
  };
  const Id a = ObjectIdOf(50);
  const Id b = UuidOf(50);
  Resource foreign = MakeResource(AccountOf(2), 4);
  foreign.references = {a};
  Keep([&](StoreWriter& w) {
    return PutAll(w, {Referring(300, {a}), Referring(2, {b, a}), foreign});
  });
  EXPECT_EQ(referrers(1, a), (Ids{ResourceOf(2), ResourceOf(300)}));
  EXPECT_EQ(referrers(1, b), Ids{ResourceOf(2)});
  EXPECT_EQ(referrers(2, a), Ids{ResourceOf(4)});
  EXPECT_EQ(referrers(2, b), Ids{});

  Keep([&](StoreWriter& w) { return w.PutResource(Referring(2, {b, ObjectIdOf(51)})); });
  EXPECT_EQ(referrers(1, a), Ids{ResourceOf(300)});
  EXPECT_EQ(referrers(1, b), Ids{ResourceOf(2)});
  EXPECT_EQ(referrers(1, ObjectIdOf(51)), Ids{ResourceOf(2)});

  Keep([&](StoreWriter& w) { return w.RemoveResource(AccountOf(1), ResourceOf(2)); });
  EXPECT_EQ(referrers(1, b), Ids{});
  EXPECT_EQ(referrers(1, ObjectIdOf(51)), Ids{});
  EXPECT_EQ(referrers(2, a), Ids{ResourceOf(4)});
}

}  // namespace
}  // namespace imprint

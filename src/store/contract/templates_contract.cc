#include <limits>
#include <thread>

#include "store/contract/store_contract.h"

namespace imprint {
namespace {

using namespace samples;

std::vector<TemplateId> IdsOf(const std::vector<Template>& rows) {
  std::vector<TemplateId> ids;
  for (const auto& row : rows) ids.push_back(row.id);
  return ids;
}

std::vector<TemplateId> Templates(std::initializer_list<std::uint32_t> numbers) {
  std::vector<TemplateId> ids;
  for (const auto n : numbers) ids.push_back(TemplateOf(n));
  return ids;
}

TEST_P(StoreContract, KeepsReplacesAndRemovesTemplates) {
  Template row = MakeTemplate(1);
  EXPECT_FALSE(Ask([](StoreReader& r) { return r.FindTemplate(TemplateOf(1)); }));
  Keep([&](StoreWriter& w) { return w.PutTemplate(row); });
  auto found = Ask([](StoreReader& r) { return r.FindTemplate(TemplateOf(1)); });
  ASSERT_TRUE(found);
  EXPECT_EQ(Fields(*found), Fields(row));

  row.name = "renamed";
  row.applications.clear();
  row.published = true;
  row.version = HashOf(3);
  row.pending_upload = "run";
  Keep([&](StoreWriter& w) { return w.PutTemplate(row); });
  found = Ask([](StoreReader& r) { return r.FindTemplate(TemplateOf(1)); });
  ASSERT_TRUE(found);
  EXPECT_EQ(Fields(*found), Fields(row));

  Keep([](StoreWriter& w) { return w.RemoveTemplate(TemplateOf(1)); });
  EXPECT_FALSE(Ask([](StoreReader& r) { return r.FindTemplate(TemplateOf(1)); }));
  Keep([](StoreWriter& w) { return w.RemoveTemplate(TemplateOf(1)); });
}

TEST_P(StoreContract, TakesInstallsFromANewTemplateOnly) {
  Template row = MakeTemplate(1);
  row.installs = 7;
  Keep([&](StoreWriter& w) { return w.PutTemplate(row); });
  Keep([](StoreWriter& w) { return w.CountInstall(TemplateOf(1)); });
  row.name = "renamed";
  Keep([&](StoreWriter& w) { return w.PutTemplate(row); });
  const auto found = Ask([](StoreReader& r) { return r.FindTemplate(TemplateOf(1)); });
  ASSERT_TRUE(found);
  EXPECT_EQ(found->installs, 8);
  EXPECT_EQ(found->name, "renamed");
}

TEST_P(StoreContract, LosesNoInstallWhileTheTemplateIsEdited) {
  constexpr int kThreads = 4;
  constexpr int kEach = 25;
  Keep([](StoreWriter& w) { return w.PutTemplate(MakeTemplate(1)); });
  std::vector<std::thread> threads;
  for (int i = 0; i < kThreads; ++i) {
    threads.emplace_back([this] {
      for (int n = 0; n < kEach; ++n) {
        EXPECT_TRUE(store().Write([](StoreWriter& w) { return w.CountInstall(TemplateOf(1)); }));
        EXPECT_TRUE(store().Write([](StoreWriter& w) -> Status {
          auto row = w.FindTemplate(TemplateOf(1));
          if (!row) return Fail(std::move(row.error()));
          (*row)->installs = 0;
          return w.PutTemplate(**row);
        }));
      }
    });
  }
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(Ask([](StoreReader& r) { return r.FindTemplate(TemplateOf(1)); })->installs,
            kThreads * kEach);
}

TEST_P(StoreContract, CountsInstalls) {
  Keep([](StoreWriter& w) { return w.PutTemplate(MakeTemplate(1)); });
  for (int i = 0; i < 3; ++i) {
    Keep([](StoreWriter& w) { return w.CountInstall(TemplateOf(1)); });
  }
  Keep([](StoreWriter& w) { return w.CountInstall(TemplateOf(2)); });
  EXPECT_EQ(Ask([](StoreReader& r) { return r.FindTemplate(TemplateOf(1)); })->installs, 3);
  EXPECT_FALSE(Ask([](StoreReader& r) { return r.FindTemplate(TemplateOf(2)); }));
}

TEST_P(StoreContract, ListsTemplatesOfTheirOwnerById) {
  Keep([](StoreWriter& w) -> Status {
    for (const std::uint32_t n : {9u, 2u, 5u, 300u}) {
      if (auto put = w.PutTemplate(MakeTemplate(n)); !put) return put;
    }
    Template foreign = MakeTemplate(4);
    foreign.owner = AccountOf(2);
    return w.PutTemplate(foreign);
  });
  const auto of = [this](AccountId owner) {
    return IdsOf(Ask([&](StoreReader& r) { return r.ListTemplates(owner, Dialect::kIntegrator); }));
  };
  EXPECT_EQ(of(AccountOf(1)), Templates({2, 5, 9, 300}));
  EXPECT_EQ(of(AccountOf(2)), Templates({4}));
  EXPECT_EQ(of(AccountOf(3)), Templates({}));
}

TEST_P(StoreContract, PagesThroughPublishedTemplatesOfAllOwners) {
  Keep([](StoreWriter& w) -> Status {
    for (std::uint32_t n = 10; n > 0; --n) {
      Template row = MakeTemplate(n);
      row.owner = AccountOf(n % 3);
      row.published = n % 2 == 0;
      if (auto put = w.PutTemplate(row); !put) return put;
    }
    return {};
  });
  constexpr auto kAll = std::numeric_limits<std::size_t>::max();
  const struct {
    std::size_t skip;
    std::size_t limit;
    std::vector<TemplateId> expected;
  } cases[] = {
      {0, 100, Templates({2, 4, 6, 8, 10})},
      {0, kAll, Templates({2, 4, 6, 8, 10})},
      {0, 2, Templates({2, 4})},
      {2, 2, Templates({6, 8})},
      {4, 2, Templates({10})},
      {5, 2, Templates({})},
      {kAll, 2, Templates({})},
      {0, 0, Templates({})},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(testing::Message() << "skip " << c.skip << " limit " << c.limit);
    EXPECT_EQ(IdsOf(Ask([&](StoreReader& r) {
                return r.ListPublished(Dialect::kIntegrator, c.skip, c.limit);
              })),
              c.expected);
  }
}

TEST_P(StoreContract, KeepsDialectsApart) {
  Template diga = MakeTemplate(2);
  diga.dialect = Dialect::kDiga;
  diga.language = "es";
  diga.setup_guide_url = "https://guide.example";
  diga.published = true;
  Template other = MakeTemplate(1);
  other.published = true;
  Keep([&](StoreWriter& w) -> Status {
    if (auto put = w.PutTemplate(diga); !put) return put;
    return w.PutTemplate(other);
  });
  const auto published = [this](Dialect dialect) {
    return IdsOf(Ask([&](StoreReader& r) { return r.ListPublished(dialect, 0, 10); }));
  };
  const auto own = [this](Dialect dialect) {
    return IdsOf(Ask([&](StoreReader& r) { return r.ListTemplates(AccountOf(1), dialect); }));
  };
  EXPECT_EQ(published(Dialect::kDiga), Templates({2}));
  EXPECT_EQ(published(Dialect::kIntegrator), Templates({1}));
  EXPECT_EQ(own(Dialect::kDiga), Templates({2}));
  EXPECT_EQ(own(Dialect::kIntegrator), Templates({1}));
  const auto found = Ask([](StoreReader& r) { return r.FindTemplate(TemplateOf(2)); });
  ASSERT_TRUE(found);
  EXPECT_EQ(found->dialect, Dialect::kDiga);
  EXPECT_EQ(found->language, "es");
  EXPECT_EQ(found->setup_guide_url, "https://guide.example");
}

TEST_P(StoreContract, ListsAnOwnersTemplatesInParts) {
  Keep([](StoreWriter& w) -> Status {
    for (const std::uint32_t n : {1u, 2u, 3u, 4u, 5u, 6u}) {
      Template row = MakeTemplate(n);
      row.owner = AccountOf(n == 4 ? 2 : 1);
      row.dialect = n == 2 ? Dialect::kDiga : Dialect::kIntegrator;
      if (auto put = w.PutTemplate(row); !put) return put;
    }
    return {};
  });
  const auto list = [this](Dialect dialect, TemplateId after, std::size_t limit) {
    return IdsOf(Ask([&](StoreReader& r) {
      return r.ListTemplatesBehind(AccountOf(1), dialect, after, limit);
    }));
  };
  EXPECT_EQ(list(Dialect::kIntegrator, {}, 10), Templates({1, 3, 5, 6}));
  EXPECT_EQ(list(Dialect::kIntegrator, {}, 2), Templates({1, 3}));
  EXPECT_EQ(list(Dialect::kIntegrator, TemplateOf(3), 10), Templates({5, 6}));
  EXPECT_EQ(list(Dialect::kIntegrator, TemplateOf(4), 1), Templates({5}));
  EXPECT_EQ(list(Dialect::kIntegrator, TemplateOf(6), 10), Templates({}));
  EXPECT_EQ(list(Dialect::kIntegrator, {}, 0), Templates({}));
  EXPECT_EQ(list(Dialect::kDiga, {}, 10), Templates({2}));
}

TEST_P(StoreContract, ListsPublishedTemplatesOfALanguageInParts) {
  Keep([](StoreWriter& w) -> Status {
    for (const std::uint32_t n : {1u, 2u, 3u, 4u, 5u, 6u}) {
      Template row = MakeTemplate(n);
      row.dialect = n == 2 ? Dialect::kIntegrator : Dialect::kDiga;
      row.language = n == 3 ? "ES" : "es";
      row.published = n != 4;
      if (auto put = w.PutTemplate(row); !put) return put;
    }
    return {};
  });
  const auto count = [this](std::string_view language, std::optional<TemplateId> before) {
    return Ask(
        [&](StoreReader& r) { return r.CountPublishedIn(Dialect::kDiga, language, before); });
  };
  const auto list = [this](std::string_view language, std::size_t skip, std::size_t limit) {
    return IdsOf(Ask(
        [&](StoreReader& r) { return r.ListPublishedIn(Dialect::kDiga, language, skip, limit); }));
  };
  EXPECT_EQ(count("es", {}), 3u);
  EXPECT_EQ(count("ES", {}), 1u);
  EXPECT_EQ(count("", {}), 0u);
  EXPECT_EQ(count("es", TemplateOf(1)), 0u);
  EXPECT_EQ(count("es", TemplateOf(5)), 1u);
  EXPECT_EQ(count("es", TemplateOf(9)), 3u);
  EXPECT_EQ(list("es", 0, 10), Templates({1, 5, 6}));
  EXPECT_EQ(list("es", 1, 1), Templates({5}));
  EXPECT_EQ(list("es", 3, 10), Templates({}));
  EXPECT_EQ(list("es", 0, 0), Templates({}));
  EXPECT_EQ(list("e", 0, 10), Templates({}));
}

TEST_P(StoreContract, KeepsHostileTemplateTexts) {
  std::uint32_t n = 0;
  for (const auto& text : HostileTexts()) {
    SCOPED_TRACE(text.substr(0, 40));
    Template row = MakeTemplate(++n);
    row.name = row.description = row.image_url = row.pending_upload = text;
    row.applications = {text, "", text};
    Keep([&](StoreWriter& w) { return w.PutTemplate(row); });
    const auto found = Ask([&](StoreReader& r) { return r.FindTemplate(row.id); });
    ASSERT_TRUE(found);
    EXPECT_EQ(Fields(*found), Fields(row));
  }
}

TEST_P(StoreContract, KeepsTheFirstOfEqualVersions) {
  EXPECT_FALSE(Ask([](StoreReader& r) { return r.FindVersion(HashOf(1)); }));
  const Version first = MakeVersion(1);
  Version again = first;
  again.created = At(99);
  Keep([&](StoreWriter& w) { return w.AddVersion(first); });
  Keep([&](StoreWriter& w) { return w.AddVersion(again); });
  const auto found = Ask([](StoreReader& r) { return r.FindVersion(HashOf(1)); });
  ASSERT_TRUE(found);
  EXPECT_EQ(Fields(*found), Fields(first));
}

TEST_P(StoreContract, KeepsAndReplacesUploads) {
  Upload upload = MakeUpload(1);
  EXPECT_FALSE(Ask([&](StoreReader& r) { return r.FindUpload(upload.run_key); }));
  Keep([&](StoreWriter& w) { return w.PutUpload(upload); });
  auto found = Ask([&](StoreReader& r) { return r.FindUpload(upload.run_key); });
  ASSERT_TRUE(found);
  EXPECT_EQ(Fields(*found), Fields(upload));

  upload.target = TemplateOf(4);
  upload.blob = HashOf(8);
  upload.size = 5'000'000'000;
  upload.version = HashOf(9);
  Keep([&](StoreWriter& w) { return w.PutUpload(upload); });
  found = Ask([&](StoreReader& r) { return r.FindUpload(upload.run_key); });
  ASSERT_TRUE(found);
  EXPECT_EQ(Fields(*found), Fields(upload));
}

TEST_P(StoreContract, ListsUploadsThatATemplateAwaits) {
  Keep([](StoreWriter& w) -> Status {
    for (const std::uint32_t n : {30u, 4u, 5u, 6u, 7u}) {
      Upload upload = MakeUpload(n);
      upload.target = TemplateOf(1);
      if (n == 5) upload.target = TemplateOf(2);
      if (n == 6) upload.target.reset();
      if (n == 7) upload.blob = HashOf(7);
      if (auto put = w.PutUpload(upload); !put) return put;
    }
    return {};
  });
  const auto awaited = [this](std::uint32_t target) {
    return Ask([&](StoreReader& r) { return r.ListAwaited(TemplateOf(target)); });
  };
  ASSERT_EQ(awaited(1).size(), 2u);
  EXPECT_EQ(awaited(1)[0].run_key, "run-30");
  EXPECT_EQ(awaited(1)[1].run_key, "run-4");
  EXPECT_EQ(awaited(2).size(), 1u);
  EXPECT_EQ(awaited(3).size(), 0u);

  Upload arrived = awaited(1)[0];
  arrived.blob = HashOf(30);
  Keep([&](StoreWriter& w) { return w.PutUpload(arrived); });
  ASSERT_EQ(awaited(1).size(), 1u);
  EXPECT_EQ(Fields(awaited(1)[0]),
            Fields(*Ask([](StoreReader& r) { return r.FindUpload("run-4"); })));
}

}  // namespace
}  // namespace imprint

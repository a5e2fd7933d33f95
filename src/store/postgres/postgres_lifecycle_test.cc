#include "store/contract/rows.h"
#include "store/postgres/migrations.h"
#include "store/postgres/testing/store_fixture.h"

namespace imprint {
namespace {

using namespace samples;

/// Whether a question is answered, whatever the answer is.
template <typename Answer>
Status Only(const Result<Answer>& answer) {
  if (!answer) return Fail(answer.error());
  return {};
}

TEST_P(PostgresStoreTest, GivesTheNumberOneToWhatTemplatesHeldBefore) {
  ASSERT_TRUE(PostgresStore::Migrate(options_, 1));
  database_.Run(
      "INSERT INTO templates (id, owner, name, description, image_url, website_url, "
      "contact_email, applications, published, installs, created, modified, version, "
      "pending_upload, dialect, language, setup_guide_url) SELECT "
      "decode(lpad(n::text, 24, '0'), 'hex'), 'owner1234567', '', '', '', '', '', '[]', false, 0, "
      "3, 77, CASE n WHEN 1 THEN decode(repeat('ab', 32), 'hex') END, '', 0, '', '' "
      "FROM generate_series(1, 2) AS n");
  const auto store = Open();
  EXPECT_TRUE(store->Read([](StoreReader& r) -> Status {
    const auto rows = CollectAll(r);
    if (!rows) return Fail(rows.error());
    EXPECT_EQ(rows->templates.size(), 2u);
    TemplateVersion expected;
    expected.template_id = rows->templates.at(0).id;
    expected.number = 1;
    expected.version.bytes.fill(0xab);
    expected.created = At(77);
    EXPECT_EQ(rows->template_versions, std::vector{expected});
    return {};
  }));
}

TEST_P(PostgresStoreTest, RunsItsMigrationsOnceMoreWithoutHarm) {
  const auto store = Open();
  EXPECT_TRUE(store->Write([](StoreWriter& w) -> Status {
    Template row = MakeTemplate(1);
    row.version = HashOf(7);
    if (auto put = w.PutTemplate(row); !put) return put;
    return w.PutTemplateVersion(MakeTemplateVersion(TemplateOf(1), 1));
  }));
  for (const Migration& migration : postgres::Migrations()) {
    EXPECT_NO_THROW(database_.Run(migration.sql)) << migration.name;
  }
  EXPECT_TRUE(store->Read([](StoreReader& r) -> Status {
    const auto all = r.ListTemplateVersions(TemplateOf(1));
    if (!all) return Fail(all.error());
    EXPECT_EQ(*all, std::vector{MakeTemplateVersion(TemplateOf(1), 1)});
    return {};
  }));
}

TEST_P(PostgresStoreTest, TellsDamagedRowsOfTheLifecycle) {
  const auto store = Open();
  EXPECT_TRUE(store->Write([](StoreWriter& w) -> Status {
    auto put = w.PutTemplateVersion(MakeTemplateVersion(TemplateOf(1), 1));
    if (put) put = w.AddStep(MakeStep(AccountOf(1), InstallationOf(1), 1));
    if (put) put = w.PutSavedBindings(MakeSaved(AccountOf(1), TemplateOf(1)));
    return put;
  }));
  const struct {
    const char* damage;
    std::function<Status(StoreReader&)> read;
  } cases[] = {
      {"UPDATE template_versions SET public_key = 'short', signature = 'short'",
       [](StoreReader& r) { return Only(r.FindTemplateVersion(TemplateOf(1), 1)); }},
      {"UPDATE template_versions SET signature = decode(repeat('aa', 64), 'hex')",
       [](StoreReader& r) { return Only(r.ListTemplateVersions(TemplateOf(1))); }},
      {"UPDATE installation_steps SET change = 99",
       [](StoreReader& r) { return Only(r.ListSteps(AccountOf(1), InstallationOf(1))); }},
      {"UPDATE installation_steps SET change = -1",
       [](StoreReader& r) { return Only(r.FindStep(AccountOf(1), InstallationOf(1), 1)); }},
      {"UPDATE saved_bindings SET bindings = '{}'",
       [](StoreReader& r) { return Only(r.FindSavedBindings(AccountOf(1), TemplateOf(1))); }},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.damage);
    EXPECT_TRUE(store->Read(c.read)) << "before the damage";
    database_.Run(c.damage);
    EXPECT_EQ(CodeOf(store->Read(c.read)), ErrorCode::kInternal);
    EXPECT_EQ(CodeOf(store->Read([](StoreReader& r) { return Only(CollectAll(r)); })),
              ErrorCode::kInternal);
    database_.Run(
        "UPDATE template_versions SET public_key = NULL, signature = NULL;"
        "UPDATE installation_steps SET change = 0");
  }
}

TEST_P(PostgresStoreTest, ReplacesNoInstallationWithABlockThatWasTakenMeanwhile) {
  const auto store = Open();
  Installation first = MakeInstallation(AccountOf(1), 1);
  Installation second = MakeInstallation(AccountOf(1), 2);
  EXPECT_TRUE(store->Write([&](StoreWriter& w) { return w.AddInstallation(first); }));
  first.blocks = second.blocks = {{ObjectIdOf(50), 3, 0}};
  int runs = 0;
  const auto kept = store->Write([&](StoreWriter& w) -> Status {
    auto replaced = w.ReplaceInstallation(first);
    if (++runs == 1) {
      EXPECT_TRUE(replaced);
      EXPECT_TRUE(store->Write([&](StoreWriter& other) { return other.AddInstallation(second); }));
    }
    return replaced;
  });
  EXPECT_EQ(CodeOf(kept), ErrorCode::kConflict);
  EXPECT_EQ(runs, 2);
  EXPECT_TRUE(store->Read([](StoreReader& r) -> Status {
    EXPECT_EQ((*r.FindInstallationHolding(AccountOf(1), ObjectIdOf(51)))->id, InstallationOf(2));
    EXPECT_TRUE((*r.FindInstallation(AccountOf(1), InstallationOf(1)))->blocks.empty());
    return {};
  }));
}

TEST_P(PostgresStoreTest, KeepsAVersionThatAStepNamesMeanwhile) {
  const auto store = Open();
  EXPECT_TRUE(store->Write([](StoreWriter& w) { return w.AddVersion(MakeVersion(1)); }));
  int runs = 0;
  const auto swept = store->Write([&](StoreWriter& w) -> Status {
    auto gone = w.Sweep({.uploads = At(0), .keys = At(0), .versions = At(1000), .audit = At(0)});
    if (!gone) return Fail(gone.error());
    if (auto found = w.FindVersion(HashOf(1)); !found) return Fail(found.error());
    if (++runs > 1) return {};
    EXPECT_TRUE(store->Write([](StoreWriter& other) -> Status {
      if (auto found = other.FindVersion(HashOf(1)); !found || !*found) {
        return Fail(ErrorCode::kNotFound, "It is gone.");
      }
      return other.AddStep(MakeStep(AccountOf(1), InstallationOf(1), 1));
    }));
    return {};
  });
  EXPECT_TRUE(swept) << swept.error().detail;
  EXPECT_EQ(runs, 2);
  EXPECT_TRUE(store->Read([](StoreReader& r) -> Status {
    EXPECT_TRUE(*r.FindVersion(HashOf(1)));
    return {};
  }));
}

}  // namespace
}  // namespace imprint

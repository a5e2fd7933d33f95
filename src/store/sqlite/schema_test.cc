#include "store/sqlite/schema.h"

#include "base/crypto.h"
#include "store/contract/rows.h"
#include "store/sqlite/migrations.h"
#include "store/sqlite/testing/sqlite_files.h"

namespace imprint::sqlite {
namespace {

class SchemaTest : public testing::Test {
 protected:
  SchemaStatus Status() {
    const auto status = SqliteStore::Schema(path_);
    EXPECT_TRUE(status) << status.error().message();
    return status.value_or(SchemaStatus());
  }

  TempDir dir_;
  const std::string path_ = dir_.File("imprint.db");
};

TEST_F(SchemaTest, KnowsNothingOfAFileThatIsNotThereAndMakesNone) {
  const auto status = Status();
  EXPECT_EQ(status.current, 0);
  EXPECT_EQ(status.newest, NewestSchema());
  ASSERT_EQ(status.migrations.size(), static_cast<std::size_t>(NewestSchema()));
  EXPECT_FALSE(status.migrations[0].applied);
  EXPECT_FALSE(std::filesystem::exists(path_));
}

TEST_F(SchemaTest, TellsWhenEachMigrationOfANewDatabaseWasApplied) {
  OpenGood(path_).reset();
  const auto status = Status();
  EXPECT_EQ(status.current, NewestSchema());
  EXPECT_FALSE(std::filesystem::exists(path_ + "-wal"));
  int number = 0;
  for (const auto& migration : status.migrations) {
    EXPECT_EQ(migration.number, ++number);
    EXPECT_NE(migration.name, "");
    EXPECT_TRUE(migration.applied);
  }
}

TEST_F(SchemaTest, BringsAnOldDatabaseUpWithItsRows) {
  ASSERT_TRUE(SqliteStore::Migrate(path_, 1));
  EXPECT_EQ(Status().current, 1);
  ASSERT_EQ(Foreign(path_).Run(
                "INSERT INTO uploads VALUES ('old', x'656565656565656565000001', NULL, 'a.zip', "
                "'application/zip', 1, 2, NULL, 0, NULL)"),
            SQLITE_OK);
  const auto store = OpenGood(path_);
  EXPECT_TRUE(Has(*store, "old"));
  EXPECT_TRUE(store->Write(
      [](StoreWriter& w) { return w.AddAudit(samples::MakeAudit(samples::AccountOf(1), 1)); }));
  const auto status = Status();
  EXPECT_EQ(status.current, NewestSchema());
  EXPECT_FALSE(status.migrations[0].applied);  // nobody wrote it down then
  EXPECT_TRUE(status.migrations[1].applied);
}

TEST_F(SchemaTest, GivesTheVersionThatATemplateHasItsFirstNumber) {
  using namespace samples;
  ASSERT_TRUE(SqliteStore::Migrate(path_, 2));
  ASSERT_EQ(Foreign(path_).Run(
                "INSERT INTO templates VALUES (x'656565656565656500000001', "
                "x'656565656565656500000009', 'with', '', '', '', '', '[]', 1, 7, 10, 20, "
                "zeroblob(32), '', 0, '', '');"
                "INSERT INTO templates VALUES (x'656565656565656500000002', "
                "x'656565656565656500000009', 'without', '', '', '', '', '[]', 1, 0, 10, 20, NULL, "
                "'run', 0, '', '')"),
            SQLITE_OK);
  const auto store = OpenGood(path_);
  EXPECT_TRUE(store->Read([](StoreReader& r) -> imprint::Status {
    TemplateVersion first;
    first.template_id = TemplateOf(1);
    first.number = 1;
    first.created = At(20);
    EXPECT_EQ(r.ListTemplateVersions(TemplateOf(1)).value(), std::vector{first});
    EXPECT_TRUE(r.ListTemplateVersions(TemplateOf(2)).value().empty());
    EXPECT_EQ(r.FindTemplate(TemplateOf(1)).value()->name, "with");
    return {};
  }));
}

TEST_F(SchemaTest, MigratesUpwardsOnly) {
  ASSERT_TRUE(SqliteStore::Migrate(path_, NewestSchema()));
  ASSERT_TRUE(SqliteStore::Migrate(path_, NewestSchema()));
  const struct {
    int to;
    const char* says;
  } cases[] = {
      {1, "restore a backup"}, {0, "no schema 0"}, {-1, "no schema"}, {99, "no schema 99"}};
  for (const auto& c : cases) {
    SCOPED_TRACE(c.to);
    const auto refused = SqliteStore::Migrate(path_, c.to);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code(), ErrorCode::kInvalidField);
    EXPECT_NE(refused.error().message().find(c.says), std::string::npos)
        << refused.error().message();
    EXPECT_EQ(Status().current, NewestSchema());
  }
}

TEST_F(SchemaTest, LeavesTheSchemaWhereOpeningMayNotChangeIt) {
  SqliteOptions options;
  options.migrate = false;
  ASSERT_TRUE(SqliteStore::Migrate(path_, 1));
  const auto refused = SqliteStore::Open(path_, options);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code(), ErrorCode::kUnavailable);
  EXPECT_NE(refused.error().message().find("imprint migrate"), std::string::npos);
  EXPECT_EQ(Status().current, 1);
  ASSERT_TRUE(SqliteStore::Migrate(path_, NewestSchema()));
  EXPECT_TRUE(SqliteStore::Open(path_, options));
}

TEST_F(SchemaTest, RefusesWhatANewerVersionWrote) {
  OpenGood(path_).reset();
  ASSERT_EQ(Foreign(path_).Run("INSERT INTO schema_version (version) VALUES (99)"), SQLITE_OK);
  EXPECT_EQ(Status().current, 99);
  SqliteOptions options;
  for (const bool migrate : {true, false}) {
    options.migrate = migrate;
    const auto refused = SqliteStore::Open(path_, options);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code(), ErrorCode::kInternal);
    EXPECT_NE(refused.error().message().find("schema 99"), std::string::npos);
  }
  EXPECT_EQ(SqliteStore::Migrate(path_, NewestSchema()).error().code(), ErrorCode::kInternal);
}

TEST_F(SchemaTest, KeepsNothingOfAMigrationThatFails) {
  ASSERT_TRUE(SqliteStore::Migrate(path_, 1));
  ASSERT_EQ(Foreign(path_).Run("CREATE TABLE settings (other INTEGER)"), SQLITE_OK);
  EXPECT_FALSE(SqliteStore::Open(path_));
  EXPECT_EQ(Status().current, 1);
  ASSERT_EQ(Foreign(path_).Run("DROP TABLE settings"), SQLITE_OK);
  EXPECT_TRUE(SqliteStore::Open(path_));
}

// A released migration never changes: databases exist that it made. Add a line for a new one.
TEST(MigrationsTest, AreWhatWasReleased) {
  const char* kReleased[] = {
      "00768b2b3fd5df01d6c0b27d51147287fc746a8a40b7e7661d762351acb140d6",
      "7e8414a021a0b2ce0ac850abe0bf1087beb20c883f5dc681d60c963d27578779",
      "2be72629530905b85d4174865ff51a92c657b0e0ad95f59edc6c8904c2ef9c95",
      "8443f2767b830f1a909f09dc0fe4f67d9b771a18363e5aca1b1c855546ff1279",
      "39d34a2dbcd7467e0c7e1863bad796ff32d6b176d7ff3a3e68a95fb6c20d77cf",
  };
  ASSERT_EQ(Migrations().size(), std::size(kReleased));
  for (std::size_t i = 0; i < std::size(kReleased); ++i) {
    EXPECT_EQ(crypto::Hex(crypto::AsText(crypto::Sha256(Migrations()[i].sql))), kReleased[i]) << i;
  }
}

}  // namespace
}  // namespace imprint::sqlite

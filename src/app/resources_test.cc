#include "app/resources.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "app/testing/test_world.h"

namespace imprint {
namespace {

using test::CodeOf;
using test::Parse;
using test::ProblemsOf;
using test::SmallBundle;
using test::TestWorld;
using test::TextAt;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

class Resources : public ::testing::Test {
 protected:
  Result<std::string> Create(Model model, std::string_view text) {
    return CreateResource(world_.services(), account_.id, model, Parse(text));
  }
  Result<std::string> Read(Model model, const Id& id) {
    return ReadResource(world_.services(), account_.id, model, id);
  }
  Result<std::string> Replace(Model model, const Id& id, std::string_view text) {
    return ReplaceResource(world_.services(), account_.id, model, id, Parse(text));
  }
  Status Delete(Model model, const Id& id) {
    return DeleteResource(world_.services(), account_.id, model, id);
  }
  Id Of(unsigned n) { return TestWorld::IdIn(installed_, n); }

  TestWorld world_;
  Account account_ = world_.NewAccount("acme");
  Account other_ = world_.NewAccount("other");
  Id connection_ = world_.MakeConnection(account_);
  Installed installed_ = world_.InstallBundle(account_, SmallBundle(), connection_);
};

Id IdOf(const std::string& document) {
  return *Id::FromObjectIdText(TextAt(document, "_id"));
}

TEST_F(Resources, CreateKeepsTheClientsBytesAndSetsTheServersFields) {
  const auto created =
      Create(Model::kScript, R"({ "z": 1.0, "name": "a\u0062", "n": 123456789012345678901234567890,
                           "_id": "5f0000000000000000000001", "createdAt": "x", "_sourceId": "y",
                           "in": {"_id": "stays"} })");
  ASSERT_TRUE(created);
  EXPECT_EQ(*created, fmt::format(R"({{"_id":"{}","z":1.0,"name":"a\u0062",)"
                                  R"("n":123456789012345678901234567890,"in":{{"_id":"stays"}},)"
                                  R"("createdAt":"2026-03-01T12:00:00.000Z",)"
                                  R"("lastModified":"2026-03-01T12:00:00.000Z"}})",
                                  IdOf(*created).Text()));
  EXPECT_EQ(Read(Model::kScript, IdOf(*created)).value(), *created);
}

TEST_F(Resources, CreateReportsEveryProblemAtOnce) {
  const auto lines = [&](Model model, std::string_view text) {
    const auto created = Create(model, text);
    EXPECT_FALSE(created);
    return created ? std::vector<std::string>() : ProblemsOf(created.error());
  };
  const auto line = [](ErrorCode code, std::string_view field) {
    return fmt::format("{} {}", static_cast<int>(code), field);
  };
  EXPECT_THAT(lines(Model::kConnection, "{}"), ElementsAre(line(ErrorCode::kMissingField, "name"),
                                                           line(ErrorCode::kMissingField, "type")));
  EXPECT_THAT(
      lines(Model::kConnection, R"({"name":5,"type":""})"),
      ElementsAre(line(ErrorCode::kInvalidField, "name"), line(ErrorCode::kInvalidField, "type")));
  EXPECT_THAT(lines(Model::kFlow, fmt::format(R"({{"_integrationId":"{}","pageGenerators":)"
                                              R"([{{"_exportId":"nonsense"}}]}})",
                                              connection_.Text())),
              ElementsAre(line(ErrorCode::kMissingField, "name"),
                          line(ErrorCode::kInvalidReference, "_integrationId"),
                          line(ErrorCode::kInvalidReference, "pageGenerators[0]._exportId")));
  EXPECT_TRUE(Create(Model::kIClient, "{}"));
  EXPECT_EQ(world_.CountRows(account_), 2u) << "the connection and the iClient";
}

TEST_F(Resources, ReferencesLeadToTheAccountsOwn) {
  const Id foreign = world_.MakeConnection(other_);
  const auto refer = [&](const Id& id) {
    return CodeOf(
        Create(Model::kExport, fmt::format(R"({{"name":"E","_connectionId":"{}"}})", id.Text())));
  };
  EXPECT_EQ(refer(connection_), std::nullopt);
  EXPECT_EQ(refer(foreign), ErrorCode::kInvalidReference);
  EXPECT_EQ(refer(Of(test::kSmallExport)), ErrorCode::kInvalidReference);
  EXPECT_EQ(refer(*Id::FromObjectIdText(test::SourceId(test::kSmallConnection))),
            ErrorCode::kInvalidReference);
  // A created connection of an installation is as good.
  InstallRequest request;
  request.account = account_.id;
  request.run_key = world_.Upload(account_, SmallBundle().Zip());
  const auto creating = Install(world_.services(), request);
  const Id created = TestWorld::IdIn(*creating, test::kSmallConnection);
  EXPECT_EQ(refer(created), std::nullopt);
  // A connection that was mapped took an id of the block with it, which nothing has.
  const auto gap = installed_.installation.blocks[0].first.Plus(1);
  EXPECT_EQ(refer(gap), ErrorCode::kInvalidReference);
  EXPECT_EQ(CodeOf(Read(Model::kConnection, gap)), ErrorCode::kNotFound);
}

TEST_F(Resources, AReferenceToItselfIsGood) {
  const Id flow = world_.Make(account_, Model::kFlow);
  const std::string text = fmt::format(R"({{"name":"F","_runNextFlowIds":["{}"]}})", flow.Text());
  EXPECT_TRUE(Replace(Model::kFlow, flow, text));
  EXPECT_TRUE(Delete(Model::kFlow, flow));
}

TEST_F(Resources, OthersSeeNothing) {
  const Id made = world_.Make(account_, Model::kScript);
  for (const Id& id : {made, Of(test::kSmallScript)}) {
    EXPECT_TRUE(Read(Model::kScript, id));
    EXPECT_EQ(CodeOf(ReadResource(world_.services(), other_.id, Model::kScript, id)),
              ErrorCode::kNotFound);
    EXPECT_EQ(CodeOf(ReplaceResource(world_.services(), other_.id, Model::kScript, id,
                                     Parse(R"({"name":"N"})"))),
              ErrorCode::kNotFound);
    EXPECT_EQ(CodeOf(DeleteResource(world_.services(), other_.id, Model::kScript, id)),
              ErrorCode::kNotFound);
    EXPECT_EQ(CodeOf(Read(Model::kExport, id)), ErrorCode::kNotFound) << "another model";
  }
  EXPECT_TRUE(world_.All(other_, Model::kScript).empty());
}

TEST_F(Resources, ReplaceOfAMadeOneKeepsIdAndBirth) {
  const auto created = Create(Model::kScript, R"({"name":"N","gone":1})");
  world_.clock.Advance(std::chrono::seconds(5));
  const auto replaced = Replace(Model::kScript, IdOf(*created),
                                R"({"name":"M","_id":"x","createdAt":"x","_templateId":"x"})");
  ASSERT_TRUE(replaced);
  EXPECT_EQ(*replaced, fmt::format(R"({{"_id":"{}","name":"M",)"
                                   R"("createdAt":"2026-03-01T12:00:00.000Z",)"
                                   R"("lastModified":"2026-03-01T12:00:05.000Z"}})",
                                   IdOf(*created).Text()));
  EXPECT_EQ(Read(Model::kScript, IdOf(*created)).value(), *replaced);
}

TEST_F(Resources, ReplaceOfAnInstalledOneKeepsWhereItCameFrom) {
  const Id id = Of(test::kSmallScript);
  for (const char* name : {"M", "again"}) {
    world_.clock.Advance(std::chrono::seconds(5));
    ASSERT_TRUE(Replace(Model::kScript, id, fmt::format(R"({{"name":"{}"}})", name)));
    const std::string document = *Read(Model::kScript, id);
    EXPECT_EQ(TextAt(document, "name"), name);
    EXPECT_EQ(TextAt(document, "_sourceId"), test::SourceId(test::kSmallScript));
    EXPECT_EQ(TextAt(document, "createdAt"), "2026-03-01T12:00:00.000Z");
    EXPECT_EQ(TextAt(document, "lastModified"), FormatIso(world_.clock.Now()));
    EXPECT_THAT(document, Not(HasSubstr("content")));
  }
  const auto row = world_.Row(account_, id);
  ASSERT_TRUE(row);
  EXPECT_EQ(row->origin, ResourceOrigin::kOverride);
  EXPECT_EQ(row->installation, installed_.installation.id);
  EXPECT_EQ(world_.All(account_, Model::kScript).size(), 1u);
}

TEST_F(Resources, ARefusedReplacementChangesNothing) {
  const Id id = Of(test::kSmallFlow);
  const std::string before = *Read(Model::kFlow, id);
  EXPECT_EQ(CodeOf(Replace(Model::kFlow, id, R"({"name":"F","_exportId":"x"})")),
            ErrorCode::kInvalidReference);
  EXPECT_EQ(Read(Model::kFlow, id).value(), before);
  EXPECT_FALSE(world_.Row(account_, id));
}

TEST_F(Resources, DeleteOfAMadeOneLeavesNoRow) {
  const Id id = world_.Make(account_, Model::kScript);
  ASSERT_TRUE(Delete(Model::kScript, id));
  EXPECT_EQ(CodeOf(Read(Model::kScript, id)), ErrorCode::kNotFound);
  EXPECT_FALSE(world_.Row(account_, id));
  EXPECT_EQ(CodeOf(Delete(Model::kScript, id)), ErrorCode::kNotFound);
}

TEST_F(Resources, DeleteOfAnInstalledOneLeavesATombstone) {
  const Installed second = world_.InstallBundle(account_, SmallBundle(), connection_);
  const Id edited = TestWorld::IdIn(second, test::kSmallFlow);
  ASSERT_TRUE(Replace(Model::kFlow, edited, R"({"name":"F"})"));
  for (const Id& flow : {Of(test::kSmallFlow), edited}) {
    ASSERT_TRUE(Delete(Model::kFlow, flow));
    EXPECT_EQ(CodeOf(Read(Model::kFlow, flow)), ErrorCode::kNotFound);
    EXPECT_EQ(CodeOf(Replace(Model::kFlow, flow, R"({"name":"F"})")), ErrorCode::kNotFound);
    EXPECT_EQ(CodeOf(Delete(Model::kFlow, flow)), ErrorCode::kNotFound);
    EXPECT_EQ(world_.Row(account_, flow)->origin, ResourceOrigin::kTombstone);
  }
  EXPECT_TRUE(world_.All(account_, Model::kFlow).empty());
}

TEST_F(Resources, NothingRefersToADeletedOne) {
  const Id script = Of(test::kSmallScript);
  EXPECT_EQ(CodeOf(Delete(Model::kScript, script)), ErrorCode::kInUse);
  ASSERT_TRUE(Replace(Model::kExport, Of(test::kSmallExport), R"({"name":"E"})"));
  ASSERT_TRUE(Delete(Model::kScript, script));
  const std::string text = fmt::format(
      R"({{"name":"E","hooks":{{"preSavePage":{{"_scriptId":"{}"}}}}}})", script.Text());
  EXPECT_EQ(CodeOf(Create(Model::kExport, text)), ErrorCode::kInvalidReference);
}

TEST_F(Resources, CredentialsAreMaskedInTheDocumentAndSealedInTheRow) {
  const auto created = Create(Model::kConnection, R"({"name":"C","type":"ftp",)"
                                                  R"("ftp":{"password":"hunter2","user":"u"}})");
  ASSERT_TRUE(created);
  EXPECT_EQ(TextAt(*created, "ftp.password"), kSecretMask);
  const auto row = world_.Row(account_, IdOf(*created));
  for (const std::string& text : {*created, row->document, row->sealed_secrets}) {
    EXPECT_THAT(text, Not(HasSubstr("hunter2")));
  }
  EXPECT_FALSE(row->sealed_secrets.empty());
}

TEST_F(Resources, SendingTheMaskBackKeepsTheCredential) {
  const auto created =
      Create(Model::kConnection, R"({"name":"C","type":"ftp","ftp":{"password":"hunter2"}})");
  const Id id = IdOf(*created);
  ASSERT_TRUE(Replace(Model::kConnection, id, *created));
  const auto open = [&] {
    return *world_.services().secrets.Open(world_.Row(account_, id)->sealed_secrets);
  };
  EXPECT_THAT(open(), HasSubstr("hunter2"));
  ASSERT_TRUE(
      Replace(Model::kConnection, id, R"({"name":"C","type":"ftp","ftp":{"password":"new"}})"));
  EXPECT_THAT(open(), HasSubstr("new"));
  EXPECT_THAT(open(), Not(HasSubstr("hunter2")));
  EXPECT_EQ(CodeOf(Create(Model::kConnection, *created)), ErrorCode::kInvalidField);
}

TEST_F(Resources, ACreatedConnectionTakesItsCredentials) {
  InstallRequest request;
  request.account = account_.id;
  request.run_key = world_.Upload(account_, SmallBundle().Zip());
  const Id id = TestWorld::IdIn(*Install(world_.services(), request), test::kSmallConnection);
  const auto replaced = Replace(
      Model::kConnection, id, R"({"name":"C","type":"http","http":{"encrypted":{"k":"hunter2"}}})");
  ASSERT_TRUE(replaced);
  EXPECT_EQ(TextAt(*Read(Model::kConnection, id), "http.encrypted"), kSecretMask);
  EXPECT_THAT(*replaced, Not(HasSubstr("offline")));
  EXPECT_EQ(TextAt(*replaced, "_sourceId"), test::SourceId(test::kSmallConnection));
}

}  // namespace
}  // namespace imprint

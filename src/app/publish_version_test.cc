#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "app/audit.h"
#include "app/diga_templates.h"
#include "app/templates.h"
#include "app/testing/fake_direct_uploads.h"
#include "app/testing/test_world.h"
#include "app/uploads.h"
#include "app/versions.h"
#include "base/signing.h"

namespace imprint {
namespace {

using test::CodeOf;
using test::LargeBundle;
using test::Parse;
using test::ProblemsOf;
using test::SmallBundle;
using test::TestWorld;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

std::string DigaText(const std::string& name, const std::string& path) {
  return fmt::format(
      R"({{"name":"{}","language":"en","template":{{"integration_type":"HTTP","base_url":"https://a.example","tools":[
           {{"name":"get","description":"d","endpoint_path":"{}","method":"GET"}}]}}}})",
      name, path);
}

std::string Problem(ErrorCode code, const char* field) {
  return fmt::format("{} {}", static_cast<int>(code), field);
}

class PublishVersionTest : public ::testing::Test {
 protected:
  VersionUpload Zip(const test::BundleBuilder& bundle, std::string note = {}) {
    VersionUpload upload;
    upload.template_id = template_;
    upload.run_key = world_.Upload(owner_, bundle.Zip());
    upload.note = std::move(note);
    return upload;
  }
  Result<PublishedVersion> Publish(const VersionUpload& upload) {
    return PublishVersion(services_, owner_, upload);
  }
  Result<NumberedVersion> Change(std::uint32_t number, const VersionChange& change) {
    return ChangeVersion(services_, owner_, template_, number, change);
  }
  std::vector<NumberedVersion> List(TemplateId id) {
    return ListVersions(services_, owner_.id, id).value();
  }
  std::vector<NumberedVersion> List() { return List(template_); }
  TemplateId NewDiga() {
    return CreateDigaTemplate(services_, owner_, Parse(DigaText("T", "/x")))->row.id;
  }
  std::vector<AuditEntry> Entries() {
    return ListAudit(services_, owner_.id, {}, 0, 1000)->entries;
  }
  VersionSignature Sign(const Hash& version) {
    return {keys_.public_key, signing::SignVersion(keys_, crypto::AsText(version.bytes))};
  }

  TestWorld world_;
  const Services& services_ = world_.services();
  Account owner_ = world_.NewAccount("owner", true);
  Account rival_ = world_.NewAccount("rival", true);
  Account plain_ = world_.NewAccount("plain");
  TemplateId template_ = world_.NewTemplate(owner_);
  signing::KeyPair keys_ = signing::NewKeyPair();
};

TEST_F(PublishVersionTest, SetsTheContentAtOnce) {
  const auto first = Publish(Zip(SmallBundle(), "The first."));
  ASSERT_TRUE(first);
  EXPECT_TRUE(first->fresh);
  EXPECT_EQ(first->version.row.number, 1u);
  EXPECT_EQ(first->version.row.note, "The first.");
  EXPECT_EQ(first->version.resources, 6u);
  EXPECT_TRUE(first->version.current);
  EXPECT_EQ(world_.TemplateRow(template_)->version, first->version.row.version);
  EXPECT_FALSE(world_.TemplateRow(template_)->published);
  world_.clock.Advance(std::chrono::seconds(1));
  const auto second = Publish(Zip(LargeBundle(1)));
  EXPECT_EQ(second->version.row.number, 2u);
  EXPECT_EQ(second->version.row.created, world_.clock.Now());
  EXPECT_EQ(world_.TemplateRow(template_)->modified, world_.clock.Now());
  const auto versions = List();
  ASSERT_EQ(versions.size(), 2u);
  EXPECT_EQ(versions[0].row, first->version.row);
  EXPECT_EQ(versions[1].row, second->version.row);
}

TEST_F(PublishVersionTest, TheSameContentIsTheSameNumberWithAnotherNote) {
  const auto first = Publish(Zip(SmallBundle(), "One"));
  const auto again = Publish(Zip(SmallBundle()));
  ASSERT_TRUE(again);
  EXPECT_FALSE(again->fresh);
  EXPECT_EQ(again->version.row, first->version.row);
  const auto noted = Publish(Zip(SmallBundle(), "Two"));
  EXPECT_FALSE(noted->fresh);
  EXPECT_EQ(noted->version.row.note, "Two");
  ASSERT_EQ(List().size(), 1u);
  EXPECT_EQ(List()[0].row.note, "Two");
}

TEST_F(PublishVersionTest, TakesADigaDocument) {
  const TemplateId id = NewDiga();
  const auto document = Parse(DigaText("U", "/y"));
  VersionUpload upload{id, "", &document, "New path.", {}, false, false};
  const auto published = Publish(upload);
  ASSERT_TRUE(published) << published.error().message();
  EXPECT_EQ(published->version.row.number, 2u);
  EXPECT_EQ(published->version.resources, 2u);
  EXPECT_EQ(world_.TemplateRow(id)->name, "U");
  EXPECT_EQ(Entries().front().fields, std::vector<std::string>({"name", "template"}));
  EXPECT_FALSE(Publish(upload)->fresh);
  EXPECT_EQ(List(id).size(), 2u);

  const auto bad = Parse(R"({"name":"U","template":{"integration_type":"HTTP","base_url":7}})");
  upload.document = &bad;
  const auto refused = Publish(upload);
  ASSERT_EQ(CodeOf(refused), ErrorCode::kInvalidField);
  EXPECT_EQ(refused.error().problems[0].field, R"(["template","template","base_url"])");
}

TEST_F(PublishVersionTest, IsTheOwnersAlone) {
  const VersionUpload upload = Zip(SmallBundle());
  ASSERT_TRUE(Publish(upload));
  ASSERT_TRUE(SetPublished(services_, owner_, template_, true));
  EXPECT_EQ(CodeOf(PublishVersion(services_, plain_, upload)), ErrorCode::kForbidden);
  EXPECT_EQ(CodeOf(ChangeVersion(services_, plain_, template_, 1, {})), ErrorCode::kForbidden);
  const auto others = PublishVersion(services_, rival_, upload);
  ASSERT_EQ(CodeOf(others), ErrorCode::kNotFound);
  EXPECT_EQ(others.error().problems[0].field, "template");
  const auto change = ChangeVersion(services_, rival_, template_, 1, {});
  ASSERT_EQ(CodeOf(change), ErrorCode::kNotFound);
  EXPECT_EQ(change.error().problems[0].field, "template");
  VersionUpload stolen = Zip(LargeBundle(1));
  stolen.run_key = world_.Upload(rival_, LargeBundle(1).Zip());
  EXPECT_EQ(CodeOf(Publish(stolen)), ErrorCode::kUploadNotFound);
  EXPECT_EQ(List().size(), 1u);
}

TEST_F(PublishVersionTest, WantsWhatTheTemplatesDialectHas) {
  const auto document = Parse(DigaText("U", "/y"));
  VersionUpload upload;
  upload.template_id = template_;
  upload.document = &document;
  upload.note = std::string(10'001, 'n');
  const auto zip = Publish(upload);
  ASSERT_FALSE(zip);
  EXPECT_THAT(ProblemsOf(zip.error()), ElementsAre(Problem(ErrorCode::kMissingField, "runKey"),
                                                   Problem(ErrorCode::kInvalidField, "template"),
                                                   Problem(ErrorCode::kInvalidField, "note")));
  upload = Zip(SmallBundle());
  upload.template_id = NewDiga();
  const auto diga = Publish(upload);
  ASSERT_FALSE(diga);
  EXPECT_THAT(ProblemsOf(diga.error()), ElementsAre(Problem(ErrorCode::kInvalidField, "runKey"),
                                                    Problem(ErrorCode::kMissingField, "template")));
}

TEST_F(PublishVersionTest, ABadBundleChangesNothing) {
  ASSERT_TRUE(Publish(Zip(SmallBundle())));
  const Hash before = *world_.TemplateRow(template_)->version;
  VersionUpload upload = Zip(SmallBundle());
  upload.run_key = world_.Upload(owner_, "no zip");
  EXPECT_EQ(CodeOf(Publish(upload)), ErrorCode::kInvalidBundle);
  EXPECT_EQ(world_.TemplateRow(template_)->version, before);
  EXPECT_EQ(List().size(), 1u);
}

// ---- uploads to the template that wait to become its content ----

TEST_F(PublishVersionTest, WhatWaitedBeforeGivesWay) {
  world_.Upload(owner_, LargeBundle(3).Zip(), template_);
  ASSERT_TRUE(Publish(Zip(SmallBundle())));
  EXPECT_EQ(world_.TemplateRow(template_)->pending_upload, "");
  EXPECT_EQ(ContentOfTemplate(services_, owner_.id, template_)->content.version->resources.size(),
            6u);
  EXPECT_EQ(List().size(), 1u);
}

TEST_F(PublishVersionTest, WhatComesMeanwhileComesBehind) {
  VersionUpload upload = Zip(SmallBundle());
  ASSERT_TRUE(ContentOfUpload(services_, owner_.id, upload.run_key));  // compiled: one write less
  world_.store.BeforeNextWrite([&] { world_.Upload(owner_, LargeBundle(3).Zip(), template_); });
  ASSERT_TRUE(Publish(upload));
  const auto versions = List();
  ASSERT_EQ(versions.size(), 2u);
  EXPECT_EQ(versions[0].resources, 6u);
  EXPECT_EQ(versions[1].resources, 9u);
}

TEST_F(PublishVersionTest, AnUploadToTheTemplateIsPublishedOnce) {
  VersionUpload upload = Zip(SmallBundle(), "Mine");
  upload.run_key = world_.Upload(owner_, SmallBundle().Zip(), template_);
  EXPECT_TRUE(Publish(upload)->fresh);
  const auto versions = List();
  ASSERT_EQ(versions.size(), 1u);
  EXPECT_EQ(versions[0].row.note, "Mine");
}

TEST_F(PublishVersionTest, FilesThatCameElsewhereGiveWayToo) {
  test::FakeDirectUploads direct(services_.blobs, world_.clock);
  Services direct_services = services_;
  direct_services.direct_uploads = &direct;
  const auto start = [&](std::optional<TemplateId> target) {
    return StartUpload(direct_services, {owner_.id, target, "a.zip", "application/zip"})->run_key;
  };
  direct.Arrive(start(template_), LargeBundle(3).Zip());
  VersionUpload upload = Zip(SmallBundle());
  upload.run_key = start(std::nullopt);
  direct.Arrive(upload.run_key, SmallBundle().Zip());
  ASSERT_TRUE(PublishVersion(direct_services, owner_, upload));
  const auto versions = ListVersions(direct_services, owner_.id, template_);
  ASSERT_EQ(versions->size(), 1u);
  EXPECT_EQ(versions->front().resources, 6u);
}

// ---- signatures ----

TEST_F(PublishVersionTest, KeepsASignatureOfThisContentAlone) {
  const auto first = Publish(Zip(SmallBundle()));
  VersionUpload upload = Zip(LargeBundle(1));
  upload.signature = Sign(first->version.row.version);
  const auto refused = Publish(upload);
  ASSERT_EQ(CodeOf(refused), ErrorCode::kSignatureInvalid);
  EXPECT_EQ(refused.error().problems[0].field, "signature");
  EXPECT_EQ(List().size(), 1u);

  upload = Zip(SmallBundle());
  upload.signature = Sign(first->version.row.version);
  const auto signed_now = Publish(upload);
  ASSERT_TRUE(signed_now);
  EXPECT_FALSE(signed_now->fresh);
  EXPECT_EQ(List()[0].row.signature, upload.signature);
  EXPECT_THAT(Entries().front().fields, ElementsAre("versions[1].signature"));
}

TEST_F(PublishVersionTest, ASignatureMayComeLater) {
  const auto version = Publish(Zip(SmallBundle()))->version.row.version;
  VersionChange change;
  change.signature = Sign(version);
  change.signature->signature[0] ^= 1;
  EXPECT_EQ(CodeOf(Change(1, change)), ErrorCode::kSignatureInvalid);
  EXPECT_EQ(List()[0].row.signature, std::nullopt);
  change.signature = Sign(version);
  ASSERT_TRUE(Change(1, change));
  EXPECT_EQ(List()[0].row.signature, change.signature);
}

// ---- what may change ----

TEST_F(PublishVersionTest, NotesAndDeprecationsChangeAndNothingElse) {
  ASSERT_TRUE(Publish(Zip(SmallBundle(), "One")));
  ASSERT_TRUE(Publish(Zip(LargeBundle(1))));
  const auto before = List();
  VersionChange change;
  change.deprecated.emplace("Use 2.");
  const auto deprecated = Change(1, change);
  ASSERT_TRUE(deprecated);
  EXPECT_EQ(deprecated->row.deprecated, "Use 2.");
  EXPECT_FALSE(deprecated->current);
  EXPECT_THAT(Entries().front().fields, ElementsAre("versions[1].deprecated"));
  EXPECT_EQ(Entries().front().resource, template_.Text());

  VersionChange more;
  more.note = "Uno";
  ASSERT_TRUE(Change(1, more));
  EXPECT_EQ(List()[0].row.deprecated, "Use 2.");
  VersionChange undo;
  undo.deprecated.emplace(std::nullopt);
  ASSERT_TRUE(Change(1, undo));
  auto expected = before[0].row;
  expected.note = "Uno";
  EXPECT_EQ(List()[0].row, expected);
  EXPECT_EQ(List()[1].row, before[1].row);
  EXPECT_TRUE(Change(1, undo));
  EXPECT_THAT(Entries().front().fields, IsEmpty());
}

TEST_F(PublishVersionTest, ADeprecationMayGoWithoutAReason) {
  ASSERT_TRUE(Publish(Zip(SmallBundle())));
  VersionChange change;
  change.deprecated.emplace("");
  ASSERT_TRUE(Change(1, change));
  EXPECT_EQ(List()[0].row.deprecated, "");
}

TEST_F(PublishVersionTest, ChangesAreChecked) {
  ASSERT_TRUE(Publish(Zip(SmallBundle())));
  VersionChange change;
  change.note = std::string(10'001, 'n');
  change.deprecated.emplace(std::string(2'001, 'd'));
  const auto refused = Change(1, change);
  ASSERT_FALSE(refused);
  EXPECT_THAT(ProblemsOf(refused.error()),
              ElementsAre(Problem(ErrorCode::kInvalidField, "note"),
                          Problem(ErrorCode::kInvalidField, "deprecated")));
  const auto missing = Change(2, {});
  ASSERT_EQ(CodeOf(missing), ErrorCode::kNotFound);
  EXPECT_EQ(missing.error().problems[0].field, "version");
}

// ---- dry runs ----

TEST_F(PublishVersionTest, ADryRunTellsAndKeepsNothing) {
  ASSERT_TRUE(Publish(Zip(SmallBundle())));
  const TemplateId diga = NewDiga();
  const auto document = Parse(DigaText("U", "/y"));
  VersionUpload zip = Zip(LargeBundle(1), "Two");
  zip.dry_run = true;
  const VersionUpload json{diga, "", &document, "Two", {}, false, true};
  VersionChange change;
  change.note = "Uno";
  change.dry_run = true;
  const auto entries = Entries().size();
  const auto row = *world_.TemplateRow(template_);
  for (const VersionUpload* upload : std::initializer_list<const VersionUpload*>{&zip, &json}) {
    const auto published = Publish(*upload);
    ASSERT_TRUE(published);
    EXPECT_TRUE(published->fresh);
    EXPECT_EQ(published->version.row.number, 2u);
    EXPECT_EQ(published->version.row.note, "Two");
    EXPECT_EQ(List(upload->template_id).size(), 1u);
  }
  EXPECT_EQ(Change(1, change)->row.note, "Uno");
  EXPECT_EQ(List()[0].row.note, "");
  EXPECT_EQ(world_.TemplateRow(template_)->version, row.version);
  EXPECT_EQ(world_.TemplateRow(diga)->name, "T");
  EXPECT_EQ(Entries().size(), entries);
  const Hash told = Publish(zip)->version.row.version;
  zip.dry_run = false;
  EXPECT_EQ(Publish(zip)->version.row.version, told);
}

// Put together here, so that no scanner of repositories takes it for a real one.
const std::string kToken = std::string("ghp") + "_0a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R";

TEST_F(PublishVersionTest, PutsVariablesForCredentialsWhereToldTo) {
  auto upload = Zip(SmallBundle().Add(Model::kExport, test::kSmallExport,
                                      "\"http\":{\"apiKey\":\"" + kToken + "\"}"));
  const auto refused = Publish(upload);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code(), ErrorCode::kSecretInTemplate);
  upload.secrets_as_variables = true;
  const auto published = Publish(upload);
  ASSERT_TRUE(published) << published.error().message();
  const auto loaded = LoadVersion(services_, owner_.id, template_, 1);
  ASSERT_TRUE(loaded);
  EXPECT_THAT(loaded->content.version->variables,
              ::testing::Contains(::testing::Field(&Variable::name, "api_key")));
  EXPECT_EQ(EncodeVersion(*loaded->content.version).find(kToken), std::string::npos);
}

TEST_F(PublishVersionTest, RemembersWhatBecameOfAFileWithCredentials) {
  auto upload = Zip(SmallBundle().Add(Model::kExport, test::kSmallExport,
                                      "\"http\":{\"apiKey\":\"" + kToken + "\"}"));
  const auto made = VersionOfUpload(services_, owner_.id, upload.run_key, true);
  ASSERT_TRUE(made);
  EXPECT_EQ(*VersionOfUpload(services_, owner_.id, upload.run_key, true), *made);
  EXPECT_FALSE(VersionOfUpload(services_, owner_.id, upload.run_key));
  EXPECT_FALSE(VersionOfUpload(services_, rival_.id, upload.run_key, true));
}

TEST_F(PublishVersionTest, PutsVariablesForCredentialsOfDigaToo) {
  VersionUpload upload;
  upload.template_id = NewDiga();
  const json::Document document = Parse(DigaText("T", "/x?token=" + kToken));
  upload.document = &document;
  EXPECT_FALSE(Publish(upload));
  upload.secrets_as_variables = true;
  const auto published = Publish(upload);
  ASSERT_TRUE(published) << published.error().message();
  const auto file = DownloadVersion(services_, owner_.id, upload.template_id, {});
  EXPECT_NE(file->bytes.find("<<endpoint_path>>"), std::string::npos) << file->bytes;
}

}  // namespace
}  // namespace imprint

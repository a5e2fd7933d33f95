#include "app/clone.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "app/export.h"
#include "app/installations.h"
#include "app/resources.h"
#include "app/sweep.h"
#include "app/testing/lifecycle_fixture.h"

namespace imprint {
namespace {

using test::BundleBuilder;
using test::CodeOf;
using test::kSmallConnection;
using test::kSmallExport;
using test::kSmallFlow;
using test::kSmallImport;
using test::kSmallIntegration;
using test::kSmallScript;
using test::LifecycleFixture;
using test::ProblemsOf;
using test::Ref;
using test::SmallBundle;
using test::SourceId;
using test::TestWorld;
using test::TextAt;

class CloneTest : public LifecycleFixture {
 protected:
  CloneRequest For(Model root, const Id& id) const {
    CloneRequest request;
    request.account = account_.id;
    request.root = root;
    request.id = id;
    return request;
  }
  Installed MustClone(const CloneRequest& request) {
    auto cloned = Clone(services_, request);
    EXPECT_TRUE(cloned) << cloned.error().message() << ' ' << cloned.error().problems[0].field;
    return std::move(*cloned);
  }
  /// What became of a resource of the account.
  static Id CopyOf(const Installed& cloned, const Id& id) {
    for (std::uint32_t ordinal = 0; ordinal < cloned.version->id_count(); ++ordinal) {
      if (cloned.version->TemplateIdOf(ordinal) == id) return IdOf(cloned.installation, ordinal);
    }
    return Id();
  }
  std::size_t Count(Model model) { return world_.All(account_, model).size(); }

  BundleBuilder Grouped() {
    BundleBuilder bundle = SmallBundle();
    bundle.Add(Model::kIntegration, kSmallIntegration,
               fmt::format(R"("flowGroupings":[{{"_id":"{}","name":"g"}}])", SourceId(50)));
    bundle.Add(Model::kFlow, kSmallFlow,
               fmt::format(R"({},{},"pageGenerators":[{{{}}}],"pageProcessors":[{{{}}}])",
                           Ref("_integrationId", kSmallIntegration), Ref("_flowGroupingId", 50),
                           Ref("_exportId", kSmallExport), Ref("_importId", kSmallImport)));
    return bundle;
  }
  static Id IdIn(const Installed& installed, unsigned n) { return TestWorld::IdIn(installed, n); }

  const Installed original_ = world_.InstallBundle(account_, Grouped(), connection_);
  const Id integration_ = IdOf(original_.installation, 0);
  const Id flow_ = IdIn(original_, kSmallFlow);
};

TEST_F(CloneTest, AnIntegrationIsCopiedWithFreshIdsAndTheSameConnections) {
  Set(Model::kImport, IdIn(original_, kSmallImport), "note", R"("edited")");
  CloneRequest request = For(Model::kIntegration, integration_);
  request.name = "Copy";
  const auto cloned = MustClone(request);
  const Id copy = CopyOf(cloned, integration_);
  EXPECT_NE(copy, integration_);
  EXPECT_EQ(TextAt(Read(Model::kIntegration, copy), "name"), "Copy");
  EXPECT_EQ(TextAt(Read(Model::kIntegration, copy), "_sourceId"), integration_.Text());
  EXPECT_EQ(TextAt(Read(Model::kIntegration, integration_), "name"), "Integration 1");
  const Id import = CopyOf(cloned, IdIn(original_, kSmallImport));
  EXPECT_EQ(TextAt(Read(Model::kImport, import), "note"), "edited");
  EXPECT_EQ(TextAt(Read(Model::kImport, import), "_connectionId"), connection_.Text());
  const std::string flow = Read(Model::kFlow, CopyOf(cloned, flow_));
  EXPECT_EQ(TextAt(flow, "_integrationId"), copy.Text());
  EXPECT_NE(flow.find(import.Text()), std::string::npos);
  EXPECT_EQ(
      TextAt(flow, "_flowGroupingId"),
      CopyOf(cloned, *Id::FromObjectIdText(TextAt(Read(Model::kFlow, flow_), "_flowGroupingId")))
          .Text());
  EXPECT_EQ(Count(Model::kConnection), 1u);
  for (const Model model :
       {Model::kIntegration, Model::kExport, Model::kImport, Model::kFlow, Model::kScript}) {
    EXPECT_EQ(Count(model), 2u) << NameOf(model);
  }
}

TEST_F(CloneTest, ACloneIsOneRowAndLivesOnByItself) {
  const std::size_t rows = world_.CountRows(account_);
  const auto cloned = MustClone(For(Model::kIntegration, integration_));
  EXPECT_EQ(world_.CountRows(account_), rows);
  EXPECT_EQ(world_.CountInstallations(account_), 2u);
  UninstallRequest request{.account = account_.id, .installation = original_.installation.id};
  ASSERT_TRUE(Uninstall(services_, request));
  world_.clock.Advance(std::chrono::hours(24 * 400));
  Sweep sweep(services_);
  EXPECT_TRUE(sweep.Run());
  world_.clock.Advance(std::chrono::hours(48));
  EXPECT_TRUE(sweep.Run());
  EXPECT_NE(Read(Model::kFlow, CopyOf(cloned, flow_)), "");
}

TEST_F(CloneTest, TextThatLooksSecretStaysInTheAccount) {
  const std::string secret = "ghp_" + std::string("abcdefghijklmnopqrstuvwxyz0123456789");
  const Id import = IdIn(original_, kSmallImport);
  Set(Model::kImport, import, "note", "\"" + secret + "\"");
  const auto cloned = MustClone(For(Model::kFlow, flow_));
  EXPECT_EQ(TextAt(Read(Model::kImport, CopyOf(cloned, import)), "note"), secret);
  EXPECT_EQ(CodeOf(ExportTemplate(services_, account_.id, integration_, SecretPolicy::kRefuse)),
            ErrorCode::kSecretInTemplate);
}

TEST_F(CloneTest, AFlowIsCopiedIntoItsOwnIntegration) {
  CloneRequest request = For(Model::kFlow, flow_);
  request.name = "Second";
  const auto cloned = MustClone(request);
  const Id copy = CopyOf(cloned, flow_);
  const std::string text = Read(Model::kFlow, copy);
  EXPECT_EQ(TextAt(text, "name"), "Second");
  EXPECT_EQ(TextAt(text, "_integrationId"), integration_.Text());
  EXPECT_EQ(TextAt(text, "_flowGroupingId"), TextAt(Read(Model::kFlow, flow_), "_flowGroupingId"));
  EXPECT_EQ(Count(Model::kIntegration), 1u);
  EXPECT_EQ(Count(Model::kFlow), 2u);
  EXPECT_EQ(Count(Model::kExport), 2u);
  EXPECT_EQ(IdOf(cloned.installation, 0), integration_);
  // What was copied is in use by the copy.
  EXPECT_EQ(CodeOf(DeleteResource(services_, account_.id, Model::kConnection, connection_)),
            ErrorCode::kInUse);
  EXPECT_EQ(CodeOf(DeleteResource(services_, account_.id, Model::kIntegration, integration_)),
            ErrorCode::kInUse);
}

TEST_F(CloneTest, AFlowIsCopiedIntoAnotherIntegration) {
  const std::string grouping = "5fffffffffffffffffffff01";
  const Id with =
      world_.Make(account_, Model::kIntegration,
                  fmt::format(R"("flowGroupings":[{{"_id":"{}","name":"g"}}])", grouping));
  const Id without = world_.Make(account_, Model::kIntegration);
  CloneRequest request = For(Model::kFlow, flow_);
  request.into = with;
  std::string text = Read(Model::kFlow, CopyOf(MustClone(request), flow_));
  EXPECT_EQ(TextAt(text, "_integrationId"), with.Text());
  EXPECT_EQ(TextAt(text, "_flowGroupingId"), grouping);
  request.into = without;
  text = Read(Model::kFlow, CopyOf(MustClone(request), flow_));
  EXPECT_EQ(TextAt(text, "_integrationId"), without.Text());
  EXPECT_EQ(TextAt(text, "_flowGroupingId"), "");
}

TEST_F(CloneTest, WhatIsInNoIntegrationIsCopiedIntoNone) {
  const Id script = world_.Make(account_, Model::kScript, R"("content":"1")");
  const Id own = world_.Make(
      account_, Model::kExport,
      fmt::format(R"("_connectionId":"{}","hooks":{{"preSavePage":{{"_scriptId":"{}"}}}})",
                  connection_.Text(), script.Text()));
  const std::size_t integrations = Count(Model::kIntegration);
  const auto cloned = MustClone(For(Model::kExport, own));
  const std::string text = Read(Model::kExport, CopyOf(cloned, own));
  EXPECT_EQ(TextAt(text, "_integrationId"), "");
  EXPECT_EQ(TextAt(text, "hooks.preSavePage._scriptId"), CopyOf(cloned, script).Text());
  EXPECT_EQ(TextAt(text, "_connectionId"), connection_.Text());
  EXPECT_EQ(Count(Model::kIntegration), integrations);
}

TEST_F(CloneTest, ConnectionsAreExchangedByTheMap) {
  const Id other = world_.MakeConnection(account_);
  CloneRequest request = For(Model::kIntegration, integration_);
  request.connection_map = {{connection_.Text(), other.Text()}};
  const auto cloned = MustClone(request);
  EXPECT_EQ(
      TextAt(Read(Model::kImport, CopyOf(cloned, IdIn(original_, kSmallImport))), "_connectionId"),
      other.Text());

  const Id ftp = world_.MakeConnection(account_, "ftp");
  const Id foreign = world_.MakeConnection(other_);
  const auto problems = [&](std::map<std::string, std::string> map) {
    request.connection_map = std::move(map);
    const auto refused = Clone(services_, request);
    return refused ? std::vector<std::string>{} : ProblemsOf(refused.error());
  };
  EXPECT_EQ(problems({{connection_.Text(), ftp.Text()}}).size(), 1u);
  EXPECT_EQ(problems({{connection_.Text(), foreign.Text()}}).size(), 1u);
  EXPECT_EQ(problems({{"x", other.Text()}, {ftp.Text(), "y"}}).size(), 2u);
  EXPECT_EQ(world_.CountInstallations(account_), 2u);
}

TEST_F(CloneTest, OnlyTheAccountsOwn) {
  CloneRequest request = For(Model::kFlow, flow_);
  request.account = other_.id;
  EXPECT_EQ(CodeOf(Clone(services_, request)), ErrorCode::kNotFound);
  EXPECT_EQ(CodeOf(PreviewClone(services_, request)), ErrorCode::kNotFound);
  request = For(Model::kExport, flow_);
  EXPECT_EQ(CodeOf(Clone(services_, request)), ErrorCode::kNotFound);
  request = For(Model::kFlow, flow_);
  request.into = world_.Make(other_, Model::kIntegration);
  EXPECT_EQ(CodeOf(Clone(services_, request)), ErrorCode::kInvalidReference);
  request.into = connection_;
  EXPECT_EQ(CodeOf(Clone(services_, request)), ErrorCode::kInvalidReference);
  request = For(Model::kIntegration, integration_);
  request.into = integration_;
  EXPECT_EQ(CodeOf(Clone(services_, request)), ErrorCode::kInvalidField);
}

TEST_F(CloneTest, ARepeatedKeyGivesTheFirstClone) {
  CloneRequest request = For(Model::kFlow, flow_);
  request.idempotency_key = "k";
  const auto first = MustClone(request);
  const auto again = MustClone(request);
  EXPECT_EQ(first.installation.id, again.installation.id);
  EXPECT_EQ(Count(Model::kFlow), 2u);
  request.request_hash.bytes[0] = 1;
  EXPECT_EQ(CodeOf(Clone(services_, request)), ErrorCode::kIdempotencyMismatch);
}

TEST_F(CloneTest, NothingIsLeftWhenWhatItIsBoundToGoesMeanwhile) {
  const Id lonely = world_.MakeConnection(account_);
  const Id own =
      world_.Make(account_, Model::kExport, fmt::format(R"("_connectionId":"{}")", lonely.Text()));
  world_.store.BeforeNextWrite([&] {
    ASSERT_TRUE(world_.memory.Write([&](StoreWriter& writer) -> Status {
      if (auto gone = writer.RemoveResource(account_.id, ResourceId(own)); !gone) return gone;
      return writer.RemoveResource(account_.id, ResourceId(lonely));
    }));
  });
  EXPECT_EQ(CodeOf(Clone(services_, For(Model::kExport, own))), ErrorCode::kUnavailable);
  EXPECT_EQ(world_.CountInstallations(account_), 1u);
}

TEST_F(CloneTest, APreviewShowsWhatWouldBeCopiedAndKeepsNothing) {
  const RowDigests before = Rows();
  const auto preview = PreviewClone(services_, For(Model::kFlow, flow_));
  ASSERT_TRUE(preview);
  std::vector<std::string> shown;
  for (const CompiledResource& resource : preview->version->resources) {
    shown.push_back(test::Named(resource.model, resource.name));
  }
  EXPECT_EQ(shown, (std::vector<std::string>{"Integration \"Integration 1\"", "Connection \"N\"",
                                             "Export \"Export 3\"", "Import \"Import 4\"",
                                             "Flow \"Flow 5\"", "Script \"Script 6\""}));
  EXPECT_EQ(Rows(), before);
}

}  // namespace
}  // namespace imprint

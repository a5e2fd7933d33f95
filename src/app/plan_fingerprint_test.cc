#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>
#include <set>

#include "app/resources.h"
#include "app/templates.h"
#include "app/testing/plan_case.h"

namespace imprint {
namespace {

using test::MapTo;
using test::PlanCase;
using test::SmallBundle;
using test::SourceId;

/// An account that plans an install of its own template, and all that may happen beside.
class PlannedWorld {
 public:
  PlannedWorld() {
    request_.account = case_.owner.id;
    request_.from_template = template_;
    request_.connections = MapTo(connection_);
    request_.select = {SourceId(test::kSmallFlow), SourceId(20)};  // which need the connection
  }

  Hash Fingerprint() {
    const Hash first = case_.PlanOf(request_).fingerprint;
    EXPECT_EQ(case_.PlanOf(request_).fingerprint, first);
    return first;
  }

  /// Each does something new: no state comes twice. True when the plan relies on what changed.
  bool ChangeSomething(std::mt19937& random) {
    switch (random() % 22) {
      case 0:
        request_.name = Fresh();
        return true;
      case 1:
        request_.variables["shop"] = "\"" + Fresh() + "\"";
        return true;
      case 2:
        request_.stack = FreshId();
        return true;
      case 3:
        request_.sandbox = !request_.sandbox;
        return true;
      case 4:
        request_.secrets["auth_key"] = Fresh();
        return true;
      case 5:
        request_.select.push_back(FreshId());
        return true;
      case 6:
        request_.connections[FreshId()] = Fresh();
        return true;
      case 7:
        request_.connections = MapTo(case_.world.MakeConnection(case_.owner));
        return true;
      case 8:
        Edit(Model::kConnection, BoundConnection());
        return true;
      case 9:
        return case_.ChangeVersion(template_,
                                   [&](TemplateVersion& row) { row.deprecated = Fresh(); }),
               true;
      case 10:
        return case_.ChangeVersion(template_,
                                   [&](TemplateVersion& row) {
                                     auto& signature = row.signature.emplace();
                                     signature.signature[0] = static_cast<std::uint8_t>(++fresh_);
                                     signature.signature[1] =
                                         static_cast<std::uint8_t>(fresh_ >> 8);
                                   }),
               true;
      case 11:
        published_ = !published_;
        return SetPublished(case_.world.services(), case_.owner, template_, published_), true;
      case 12:
        case_.world.Upload(
            case_.owner,
            SmallBundle().Add(Model::kScript, 20, "\"x\":\"<<shop>> " + Fresh() + '"').Zip(),
            template_);
        return true;
      case 13:
        Edit(Model::kIntegration, target_);
        return request_.into == target_.Text();
      case 14:
        request_.into = request_.into.empty() ? target_.Text() : "";
        return true;
      case 15:
        request_.use_saved = !request_.use_saved;
        return true;
      // What follows has nothing to do with the plan.
      case 16:
        case_.world.MakeConnection(case_.owner);
        return false;
      case 17:
        Edit(Model::kConnection, other_connection_);
        return false;
      case 18:
        case_.world.Make(case_.owner, Model::kScript);
        return false;
      case 19:
        case_.world.clock.Advance(std::chrono::seconds(1));
        return false;
      case 20:
        case_.world.InstallBundle(case_.owner, SmallBundle(), other_connection_);
        return false;
      default:
        // The order in which things are named is none.
        std::shuffle(request_.select.begin(), request_.select.end(), random);
        return false;
    }
  }

 private:
  std::string Fresh() { return std::to_string(++fresh_); }
  std::string FreshId() { return SourceId(100'000 + ++fresh_ % 800'000); }
  Id BoundConnection() const {
    return *Id::FromObjectIdText(request_.connections.at(SourceId(test::kSmallConnection)));
  }
  void Edit(Model model, const Id& id) {
    const auto done = ReplaceResource(case_.world.services(), case_.owner.id, model, id,
                                      test::Parse(R"({"type":"http","name":")" + Fresh() + "\"}"));
    ASSERT_TRUE(done);
  }

  PlanCase case_;
  TemplateId template_ =
      case_.world.Publish(case_.owner, SmallBundle().Add(Model::kScript, 20, R"("x":"<<shop>>")"));
  Id connection_ = case_.world.MakeConnection(case_.owner);
  Id other_connection_ = case_.world.MakeConnection(case_.owner);
  Id target_ = case_.world.Make(case_.owner, Model::kIntegration);
  PlanRequest request_;
  bool published_ = true;
  unsigned fresh_ = 0;
};

TEST(PlanFingerprint, ChangesWithAllThatThePlanReliesOnAndWithNothingElse) {
  std::size_t steps = 0;
  std::size_t changes = 0;
  for (std::uint32_t seed = 1; seed <= 60; ++seed) {
    std::mt19937 random(seed);
    PlannedWorld world;
    std::set<Hash> seen;
    Hash last = world.Fingerprint();
    for (int step = 0; step < 40; ++step, ++steps) {
      const bool relied_on = world.ChangeSomething(random);
      const Hash now = world.Fingerprint();
      ASSERT_EQ(now != last, relied_on) << "seed " << seed << ", step " << step;
      changes += relied_on;
      last = now;
    }
  }
  EXPECT_GT(steps, 2000u);
  EXPECT_GT(changes, 1000u);
}

class FingerprintTest : public ::testing::Test {
 protected:
  Hash Of(const PlanRequest& request) { return case_.PlanOf(request).fingerprint; }
  PlanCase case_;
};

TEST_F(FingerprintTest, IsNoWayToTryASecretOut) {
  const TemplateId id =
      case_.PublishDiga(R"({"integration_type":"HTTP","base_url":"https://a.test"})");
  PlanRequest request = case_.For(id);
  request.secrets = {{"auth_key", "1234"}};
  const Hash mine = Of(request);
  EXPECT_EQ(Of(request), mine);
  // Another server has another key.
  const crypto::Key other_key = crypto::RandomKey();
  const Services& own = case_.world.services();
  const Services other{own.store,    own.blobs,   own.clock, own.ids,
                       own.versions, own.secrets, other_key, own.limits};
  const auto elsewhere = MakePlan(other, request);
  ASSERT_TRUE(elsewhere);
  EXPECT_NE(elsewhere->fingerprint, mine);
  request.secrets.clear();
  const Hash without = Of(request);
  const auto without_elsewhere = MakePlan(other, request);
  ASSERT_TRUE(without_elsewhere);
  EXPECT_NE(without_elsewhere->fingerprint, without) << "variables may be secrets, too";
}

// Parts that would be one text if they stood side by side.
TEST_F(FingerprintTest, TellsFieldsApart) {
  PlanRequest request = case_.For(case_.world.Publish(case_.owner, SmallBundle()));
  std::set<Hash> seen;
  request.variables = {{"a", "1"}, {"b", "2"}};
  seen.insert(Of(request));
  request.variables = {{"a", "1b2"}};
  seen.insert(Of(request));
  request.variables = {{"a1", "b"}, {"2", ""}};
  seen.insert(Of(request));
  request.variables = {{"a:1", "b"}};
  seen.insert(Of(request));
  request.variables = {{"a", "1:b"}};
  seen.insert(Of(request));
  request.variables.clear();
  request.connections = {{"a", "1"}, {"b", "2"}};
  seen.insert(Of(request));
  request.connections.clear();
  request.name = "a";
  seen.insert(Of(request));
  request.name.clear();
  request.into = "a";
  seen.insert(Of(request));
  request.into.clear();
  request.select = {"a"};
  seen.insert(Of(request));
  request.select.clear();
  request.stack = "a";
  seen.insert(Of(request));
  EXPECT_EQ(seen.size(), 10u);
}

TEST_F(FingerprintTest, OfTheLatestVersionChangesWithANewOne) {
  const TemplateId id = case_.world.Publish(case_.owner, SmallBundle());
  PlanRequest latest = case_.For(id);
  PlanRequest first = latest;
  first.version = 1;
  const Hash latest_before = Of(latest);
  const Hash first_before = Of(first);
  EXPECT_NE(latest_before, first_before);
  case_.world.Upload(case_.owner, test::LargeBundle(1).Zip(), id);
  EXPECT_NE(Of(latest), latest_before);
  EXPECT_EQ(Of(first), first_before);
}

}  // namespace
}  // namespace imprint

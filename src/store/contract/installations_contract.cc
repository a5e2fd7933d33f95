#include <algorithm>

#include "store/contract/store_contract.h"

namespace imprint {
namespace {

using namespace samples;

Installation WithBlock(AccountId account, std::uint32_t n, Id first, std::uint32_t count) {
  Installation installation = MakeInstallation(account, n);
  installation.blocks = {{first, count, 0}};
  return installation;
}

Installation Using(AccountId account, std::uint32_t n, std::initializer_list<Id> connections) {
  Installation installation = MakeInstallation(account, n);
  std::uint32_t ordinal = 0;
  for (const Id& id : connections) installation.bindings.connections[ordinal++] = id;
  return installation;
}

Status AddAll(StoreWriter& writer, const std::vector<Installation>& installations) {
  for (const auto& installation : installations) {
    if (auto added = writer.AddInstallation(installation); !added) return added;
  }
  return {};
}

TEST_P(StoreContract, KeepsInstallationsWholeWithTheirBlocksInOrder) {
  Installation installation = MakeInstallation(AccountOf(1), 7);
  installation.from_template = TemplateOf(3);
  installation.bindings.connections = {{0, ObjectIdOf(50)}, {4000000000u, UuidOf(51)}};
  installation.bindings.variables = {{"region", R"("eu")"}, {"limit", "1e400"}};
  installation.bindings.name = "Orders";
  installation.bindings.stack = UuidOf(9);
  installation.bindings.base_url = "https://api.example/\"x\"";
  installation.bindings.sealed_secrets = std::string("\0\xff sealed", 9);
  installation.bindings.sandbox = true;
  installation.creates_connections = true;
  installation.blocks = {{UuidOf(10), 3, 0}, {ObjectIdOf(900), 5, 8}, {ObjectIdOf(800), 5, 3}};
  Keep([&](StoreWriter& w) { return w.AddInstallation(installation); });

  std::sort(installation.blocks.begin(), installation.blocks.end(),
            [](const IdBlock& a, const IdBlock& b) { return a.first < b.first; });
  const auto found =
      Ask([](StoreReader& r) { return r.FindInstallation(AccountOf(1), InstallationOf(7)); });
  ASSERT_TRUE(found);
  EXPECT_EQ(Fields(*found), Fields(installation));
}

TEST_P(StoreContract, RemovesAnInstallationWithAllThatIsItsOwn) {
  Installation gone = MakeInstallation(AccountOf(1), 1);
  gone.bindings.connections = {{0, ObjectIdOf(50)}};
  gone.blocks = {{ObjectIdOf(900), 5, 0}};
  const Installation stays = MakeInstallation(AccountOf(1), 2);
  Resource edited = MakeResource(AccountOf(1), 70);
  edited.origin = ResourceOrigin::kOverride;
  edited.installation = gone.id;
  edited.references = {ObjectIdOf(60)};
  const Resource made = MakeResource(AccountOf(1), 71);
  Keep([&](StoreWriter& w) -> Status {
    if (auto added = AddAll(w, {gone, stays}); !added) return added;
    if (auto put = w.PutResource(edited); !put) return put;
    return w.PutResource(made);
  });
  Keep([&](StoreWriter& w) { return w.RemoveInstallation(AccountOf(2), gone.id); });
  EXPECT_TRUE(Ask([&](StoreReader& r) { return r.FindInstallation(AccountOf(1), gone.id); }));
  Keep([&](StoreWriter& w) { return w.RemoveInstallation(AccountOf(1), gone.id); });
  Keep([&](StoreWriter& w) { return w.RemoveInstallation(AccountOf(1), gone.id); });

  EXPECT_FALSE(Ask([&](StoreReader& r) { return r.FindInstallation(AccountOf(1), gone.id); }));
  EXPECT_FALSE(Ask([&](StoreReader& r) {
    return r.FindInstallationHolding(AccountOf(1), gone.blocks.front().first);
  }));
  EXPECT_TRUE(Ask([](StoreReader& r) {
                return r.InstallationsUsing(AccountOf(1), ObjectIdOf(50));
              }).empty());
  EXPECT_FALSE(Ask([&](StoreReader& r) { return r.FindResource(AccountOf(1), edited.id); }));
  EXPECT_TRUE(
      Ask([](StoreReader& r) { return r.FindReferrers(AccountOf(1), ObjectIdOf(60)); }).empty());
  EXPECT_TRUE(Ask([&](StoreReader& r) { return r.FindInstallation(AccountOf(1), stays.id); }));
  EXPECT_TRUE(Ask([&](StoreReader& r) { return r.FindResource(AccountOf(1), made.id); }));
}

TEST_P(StoreContract, KeepsInstallationsPerAccount) {
  Keep([](StoreWriter& w) {
    Installation second = MakeInstallation(AccountOf(2), 1);
    second.bindings.name = "theirs";
    return AddAll(w, {MakeInstallation(AccountOf(1), 1), second});
  });
  const auto find = [this](std::uint32_t account, std::uint32_t n) {
    return Ask(
        [&](StoreReader& r) { return r.FindInstallation(AccountOf(account), InstallationOf(n)); });
  };
  EXPECT_EQ(find(1, 1)->bindings.name, "");
  EXPECT_EQ(find(2, 1)->bindings.name, "theirs");
  EXPECT_FALSE(find(3, 1));
  EXPECT_FALSE(find(1, 2));
}

TEST_P(StoreContract, KeepsHostileBindings) {
  std::uint32_t n = 0;
  for (const auto& text : HostileTexts()) {
    SCOPED_TRACE(text.substr(0, 40));
    Installation installation = MakeInstallation(AccountOf(1), ++n);
    installation.bindings.name = text;
    installation.bindings.variables = {{text, text}, {"plain", text}};
    Keep([&](StoreWriter& w) { return w.AddInstallation(installation); });
    const auto found =
        Ask([&](StoreReader& r) { return r.FindInstallation(AccountOf(1), installation.id); });
    ASSERT_TRUE(found);
    EXPECT_EQ(found->bindings, installation.bindings);
  }
}

TEST_P(StoreContract, RefusesAnInstallationWhoseIdOrBlockIsTaken) {
  Keep([](StoreWriter& w) {
    return w.AddInstallation(WithBlock(AccountOf(1), 1, ObjectIdOf(100), 10));
  });
  Installation twice = WithBlock(AccountOf(1), 4, ObjectIdOf(300), 10);
  twice.blocks.push_back(twice.blocks[0]);
  Installation second_block = WithBlock(AccountOf(1), 5, ObjectIdOf(400), 10);
  second_block.blocks.push_back({ObjectIdOf(100), 1, 10});
  second_block.bindings.connections[0] = ObjectIdOf(77);
  const struct {
    const char* name;
    Installation installation;
  } cases[] = {
      {"the same id", WithBlock(AccountOf(1), 1, ObjectIdOf(200), 10)},
      {"the same block", WithBlock(AccountOf(1), 3, ObjectIdOf(100), 10)},
      {"one block twice", twice},
      {"the second block", second_block},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.name);
    EXPECT_EQ(Refused([&](StoreWriter& w) { return w.AddInstallation(c.installation); }),
              ErrorCode::kConflict);
  }
  Keep([](StoreWriter& w) {
    return w.AddInstallation(WithBlock(AccountOf(2), 1, ObjectIdOf(100), 10));
  });
}

TEST_P(StoreContract, LeavesNothingOfARefusedInstallationInAWriteThatGoesOn) {
  Keep([](StoreWriter& w) {
    return w.AddInstallation(WithBlock(AccountOf(1), 1, ObjectIdOf(100), 10));
  });
  Installation refused = WithBlock(AccountOf(1), 2, ObjectIdOf(200), 10);
  refused.blocks.push_back({ObjectIdOf(100), 10, 10});
  refused.bindings.connections[0] = ObjectIdOf(77);
  Keep([&](StoreWriter& w) -> Status {
    EXPECT_FALSE(w.AddInstallation(refused));
    EXPECT_FALSE(*w.FindInstallation(AccountOf(1), InstallationOf(2)));
    return w.AddInstallation(WithBlock(AccountOf(1), 3, ObjectIdOf(300), 10));
  });
  EXPECT_FALSE(
      Ask([](StoreReader& r) { return r.FindInstallation(AccountOf(1), InstallationOf(2)); }));
  EXPECT_FALSE(
      Ask([](StoreReader& r) { return r.FindInstallationHolding(AccountOf(1), ObjectIdOf(200)); }));
  EXPECT_TRUE(Ask([](StoreReader& r) {
                return r.InstallationsUsing(AccountOf(1), ObjectIdOf(77));
              }).empty());
  EXPECT_TRUE(
      Ask([](StoreReader& r) { return r.FindInstallationHolding(AccountOf(1), ObjectIdOf(300)); }));
}

TEST_P(StoreContract, FindsTheInstallationThatHoldsAnId) {
  Installation two_blocks = WithBlock(AccountOf(1), 3, ObjectIdOf(500), 1);
  two_blocks.blocks.push_back({ObjectIdOf(1000), 50, 1});
  two_blocks.blocks.push_back({ObjectIdOf(0xfffff0), 16, 51});
  Keep([&](StoreWriter& w) {
    return AddAll(w, {
                         WithBlock(AccountOf(1), 1, ObjectIdOf(100), 10),
                         WithBlock(AccountOf(1), 2, ObjectIdOf(110), 10),
                         two_blocks,
                         WithBlock(AccountOf(1), 4, UuidOf(100), 100),
                         WithBlock(AccountOf(2), 5, ObjectIdOf(130), 10),
                     });
  });
  const struct {
    const char* name;
    AccountId account;
    Id id;
    std::uint32_t expected;  // 0 for none
  } cases[] = {
      {"one before the first", AccountOf(1), ObjectIdOf(99), 0},
      {"first", AccountOf(1), ObjectIdOf(100), 1},
      {"last", AccountOf(1), ObjectIdOf(109), 1},
      {"first of the neighbour", AccountOf(1), ObjectIdOf(110), 2},
      {"last of the neighbour", AccountOf(1), ObjectIdOf(119), 2},
      {"one behind", AccountOf(1), ObjectIdOf(120), 0},
      {"in another account's block", AccountOf(1), ObjectIdOf(130), 0},
      {"its owner", AccountOf(2), ObjectIdOf(130), 5},
      {"before the account's only block", AccountOf(2), ObjectIdOf(100), 0},
      {"an account without any", AccountOf(3), ObjectIdOf(100), 0},
      {"block of one", AccountOf(1), ObjectIdOf(500), 3},
      {"behind the block of one", AccountOf(1), ObjectIdOf(501), 0},
      {"a second block", AccountOf(1), ObjectIdOf(1049), 3},
      {"behind the second block", AccountOf(1), ObjectIdOf(1050), 0},
      {"end of the counter", AccountOf(1), ObjectIdOf(0xffffff), 3},
      {"a UUID in a UUID block", AccountOf(1), UuidOf(199), 4},
      {"a UUID behind it", AccountOf(1), UuidOf(200), 0},
      {"a UUID before it", AccountOf(1), UuidOf(99), 0},
      {"no id", AccountOf(1), Id(), 0},
      {"an id of another time", AccountOf(1), *Id::FromObjectIdText("656565656565656566000064"), 0},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.name);
    const auto found =
        Ask([&](StoreReader& r) { return r.FindInstallationHolding(c.account, c.id); });
    EXPECT_EQ(found.has_value(), c.expected != 0);
    EXPECT_EQ(found ? found->id : InstallationOf(0), InstallationOf(c.expected));
  }
}

TEST_P(StoreContract, ScansInstallationsById) {
  Keep([](StoreWriter& w) {
    return AddAll(
        w, {MakeInstallation(AccountOf(1), 300), WithBlock(AccountOf(1), 2, ObjectIdOf(700), 4),
            MakeInstallation(AccountOf(2), 3), MakeInstallation(AccountOf(1), 5)});
  });
  const auto scan = [this](AccountId account, std::size_t most) {
    std::vector<InstallationId> seen;
    const auto read = store().Read([&](StoreReader& r) {
      seen.clear();
      return r.ScanInstallations(account, {}, [&](const Installation& installation) {
        seen.push_back(installation.id);
        return seen.size() < most;
      });
    });
    EXPECT_TRUE(read);
    return seen;
  };
  using Ids = std::vector<InstallationId>;
  EXPECT_EQ(scan(AccountOf(1), 9),
            (Ids{InstallationOf(2), InstallationOf(5), InstallationOf(300)}));
  EXPECT_EQ(scan(AccountOf(1), 2), (Ids{InstallationOf(2), InstallationOf(5)}));
  EXPECT_EQ(scan(AccountOf(2), 9), (Ids{InstallationOf(3)}));
  EXPECT_EQ(scan(AccountOf(3), 9), Ids{});
}

TEST_P(StoreContract, AnswersOtherQuestionsDuringAScan) {
  Keep([](StoreWriter& w) {
    return AddAll(w, {WithBlock(AccountOf(1), 1, ObjectIdOf(100), 4),
                      WithBlock(AccountOf(1), 2, ObjectIdOf(200), 4),
                      WithBlock(AccountOf(1), 3, ObjectIdOf(300), 4)});
  });
  int pairs = 0;
  const auto read = store().Read([&](StoreReader& r) {
    pairs = 0;
    return r.ScanInstallations(AccountOf(1), {}, [&](const Installation& outer) {
      EXPECT_EQ(outer.blocks.size(), 1u);
      EXPECT_EQ((*r.FindInstallationHolding(AccountOf(1), outer.blocks[0].first.Plus(3)))->id,
                outer.id);
      EXPECT_TRUE(r.ScanInstallations(AccountOf(1), {}, [&](const Installation&) {
        ++pairs;
        return true;
      }));
      return true;
    });
  });
  EXPECT_TRUE(read);
  EXPECT_EQ(pairs, 9);
}

TEST_P(StoreContract, TellsWhichInstallationsUseAConnection) {
  const Id shared = ObjectIdOf(70);
  Keep([&](StoreWriter& w) {
    return AddAll(
        w,
        {Using(AccountOf(1), 9, {shared, ObjectIdOf(71)}), Using(AccountOf(1), 2, {shared, shared}),
         Using(AccountOf(1), 3, {ObjectIdOf(72), Id()}), Using(AccountOf(2), 4, {shared})});
  });
  const auto users = [this](AccountId account, Id id) {
    return Ask([&](StoreReader& r) { return r.InstallationsUsing(account, id); });
  };
  using Ids = std::vector<InstallationId>;
  EXPECT_EQ(users(AccountOf(1), shared), (Ids{InstallationOf(2), InstallationOf(9)}));
  EXPECT_EQ(users(AccountOf(1), ObjectIdOf(71)), Ids{InstallationOf(9)});
  EXPECT_EQ(users(AccountOf(2), shared), Ids{InstallationOf(4)});
  EXPECT_EQ(users(AccountOf(1), ObjectIdOf(99)), Ids{});
  EXPECT_EQ(users(AccountOf(1), Id()), Ids{});
}

TEST_P(StoreContract, KeepsIdempotentResultsPerAccount) {
  const auto find = [this](std::uint32_t account, std::string_view key) {
    return Ask([&](StoreReader& r) { return r.FindIdempotent(AccountOf(account), key); });
  };
  EXPECT_FALSE(find(1, "k"));
  const IdempotentResult mine = MakeIdempotent(AccountOf(1), "k");
  IdempotentResult theirs = MakeIdempotent(AccountOf(2), "k");
  theirs.installation = InstallationOf(8);
  Keep([&](StoreWriter& w) { return w.AddIdempotent(mine); });
  Keep([&](StoreWriter& w) { return w.AddIdempotent(theirs); });
  ASSERT_TRUE(find(1, "k") && find(2, "k"));
  EXPECT_EQ(Fields(*find(1, "k")), Fields(mine));
  EXPECT_EQ(Fields(*find(2, "k")), Fields(theirs));
  EXPECT_FALSE(find(1, "K"));
  EXPECT_EQ(Refused([&](StoreWriter& w) { return w.AddIdempotent(mine); }), ErrorCode::kConflict);
  for (const auto& key : HostileTexts()) {
    SCOPED_TRACE(key.substr(0, 40));
    Keep([&](StoreWriter& w) { return w.AddIdempotent(MakeIdempotent(AccountOf(3), key)); });
    ASSERT_TRUE(find(3, key));
    EXPECT_EQ(find(3, key)->key, key);
  }
}

}  // namespace
}  // namespace imprint

#include "store/contract/store_contract.h"

namespace imprint {
namespace {

using namespace samples;

TEST_P(StoreContract, FindsNoAccountThatIsNotThere) {
  EXPECT_FALSE(Ask([](StoreReader& r) { return r.FindAccount(AccountOf(1)); }));
  EXPECT_FALSE(Ask([](StoreReader& r) { return r.FindAccountByName("nobody"); }));
  Keep([](StoreWriter& w) { return w.SetPartner(AccountOf(1), true); });
  EXPECT_FALSE(Ask([](StoreReader& r) { return r.FindAccount(AccountOf(1)); }));
}

TEST_P(StoreContract, KeepsAccounts) {
  const Account account = MakeAccount(1);
  Keep([&](StoreWriter& w) { return w.AddAccount(account); });
  const auto by_id = Ask([&](StoreReader& r) { return r.FindAccount(account.id); });
  const auto by_name = Ask([&](StoreReader& r) { return r.FindAccountByName(account.name); });
  ASSERT_TRUE(by_id && by_name);
  EXPECT_EQ(Fields(*by_id), Fields(account));
  EXPECT_EQ(Fields(*by_name), Fields(account));

  Keep([&](StoreWriter& w) { return w.SetPartner(account.id, true); });
  EXPECT_TRUE(Ask([&](StoreReader& r) { return r.FindAccount(account.id); })->partner);
  Keep([&](StoreWriter& w) { return w.SetPartner(account.id, false); });
  EXPECT_FALSE(Ask([&](StoreReader& r) { return r.FindAccount(account.id); })->partner);
}

TEST_P(StoreContract, RefusesASecondAccountOfOneIdOrName) {
  Keep([](StoreWriter& w) { return w.AddAccount(MakeAccount(1)); });
  Account same_id = MakeAccount(1);
  same_id.name = "other";
  Account same_name = MakeAccount(2);
  same_name.name = MakeAccount(1).name;
  EXPECT_EQ(Refused([&](StoreWriter& w) { return w.AddAccount(same_id); }), ErrorCode::kConflict);
  EXPECT_EQ(Refused([&](StoreWriter& w) { return w.AddAccount(same_name); }), ErrorCode::kConflict);
  EXPECT_FALSE(Ask([](StoreReader& r) { return r.FindAccount(AccountOf(2)); }));
}

TEST_P(StoreContract, TellsHostileAccountNamesApart) {
  const auto names = HostileTexts();
  for (std::uint32_t i = 0; i < names.size(); ++i) {
    Account account = MakeAccount(i);
    account.name = names[i];
    Keep([&](StoreWriter& w) { return w.AddAccount(account); });
  }
  for (std::uint32_t i = 0; i < names.size(); ++i) {
    SCOPED_TRACE(names[i].substr(0, 40));
    const auto found = Ask([&](StoreReader& r) { return r.FindAccountByName(names[i]); });
    ASSERT_TRUE(found);
    EXPECT_EQ(found->id, AccountOf(i));
    EXPECT_EQ(found->name, names[i]);
  }
  EXPECT_FALSE(Ask([](StoreReader& r) { return r.FindAccountByName("before"); }));
}

TEST_P(StoreContract, KeepsTokensOldestFirst) {
  Token endless = MakeToken(5);
  endless.expires.reset();
  Token oldest = MakeToken(9);
  oldest.created = At(-1);
  Keep([&](StoreWriter& w) -> Status {
    for (const auto& token : {MakeToken(7), endless, oldest}) {
      if (auto added = w.AddToken(token); !added) return added;
    }
    return {};
  });
  const auto tokens = Ask([](StoreReader& r) { return r.ListTokens(); });
  ASSERT_EQ(tokens.size(), 3u);
  EXPECT_EQ(Fields(tokens[0]), Fields(oldest));
  EXPECT_EQ(Fields(tokens[1]), Fields(endless));
  EXPECT_EQ(Fields(tokens[2]), Fields(MakeToken(7)));
  const auto found = Ask([](StoreReader& r) { return r.FindToken(HashOf(7)); });
  ASSERT_TRUE(found);
  EXPECT_EQ(Fields(*found), Fields(MakeToken(7)));
  EXPECT_FALSE(Ask([](StoreReader& r) { return r.FindToken(HashOf(8)); }));
}

TEST_P(StoreContract, RefusesASecondTokenOfOneIdOrHash) {
  Keep([](StoreWriter& w) { return w.AddToken(MakeToken(1)); });
  Token same_id = MakeToken(2);
  same_id.id = MakeToken(1).id;
  Token same_hash = MakeToken(3);
  same_hash.hash = MakeToken(1).hash;
  EXPECT_EQ(Refused([&](StoreWriter& w) { return w.AddToken(same_id); }), ErrorCode::kConflict);
  EXPECT_EQ(Refused([&](StoreWriter& w) { return w.AddToken(same_hash); }), ErrorCode::kConflict);
  EXPECT_EQ(Ask([](StoreReader& r) { return r.ListTokens(); }).size(), 1u);
}

TEST_P(StoreContract, KeepsTheTimeOfTheFirstRevocation) {
  Keep([](StoreWriter& w) { return w.AddToken(MakeToken(1)); });
  const auto revoke = [this](std::string_view id, Time when) {
    bool known = false;
    Keep([&](StoreWriter& w) -> Status {
      auto revoked = w.RevokeToken(id, when);
      if (!revoked) return Fail(std::move(revoked.error()));
      known = *revoked;
      return {};
    });
    return known;
  };
  EXPECT_FALSE(revoke("nobody's", At(1)));
  EXPECT_TRUE(revoke("t1", At(50)));
  EXPECT_TRUE(revoke("t1", At(60)));
  EXPECT_EQ(Ask([](StoreReader& r) { return r.FindToken(HashOf(1)); })->revoked, At(50));
}

}  // namespace
}  // namespace imprint
